/** Runners join suites and name by " ", " > " or " › ". */
const between = "..?.?"

/**
 * A regular expression for the test with these names, for runners that take one. It holds only letters, digits, `_` and `.?^$`; every
 * other character of a name becomes `.`: it is data and may pass through several shells (`npm test --` starts one of its own), so
 * there must be nothing in it to quote. That it may match a little more does no harm: results are read by id.
 */
export function namePattern(names: readonly string[], anchors: "both" | "end"): string {
  const inner = names.map(plainPattern).join(between)
  return `${anchors === "both" ? "^" : ""}${inner}$`
}

/** One `.` per UTF-16 unit, as JavaScript counts characters. */
export function plainPattern(name: string): string {
  return name.replace(/[^A-Za-z0-9_]/g, ".")
}
