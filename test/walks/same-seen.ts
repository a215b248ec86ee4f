/** What differs from one run to the next without meaning anything, under one name each. */
const varying: readonly (readonly [RegExp, string])[] = [
  [/\b[a-z0-9]{8}-[0-9a-f]{10}\b/g, "LOOP"],
  [/\b[0-9a-f]{32,64}\b|\b(?=[0-9a-f]*\d)[0-9a-f]{7,40}\b/g, "HASH"],
  [/\b\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?Z?)?/g, "DATE"],
  [/\b\d+(?:\.\d+)?(?= (?:ms|s|min|h)\b)/g, "N"],
  [/[ \t]+$/gm, ""],
]

/** A text with everything that varies replaced, without empty lines at its ends. */
export function steady(text: string): string {
  return varying
    .reduce((rest, [pattern, name]) => rest.replace(pattern, name), text)
    .replace(/^\n+|\n+$/g, "")
}

/**
 * Whether `seen` is what the page shows. The page may leave things out where it says so: `…` alone on a line stands for
 * any lines, within a line for any text.
 */
export function sameSeen(page: string, seen: string): boolean {
  const pattern = steady(page)
    .split("\n")
    .map((line) => (line.trim() === "…" ? "(?:[^\\n]*\\n)*?" : `${lineOf(line)}\\n`))
    .join("")
  return new RegExp(`^${pattern}$`).test(`${steady(seen)}\n`)
}

function lineOf(line: string): string {
  return line
    .split("…")
    .map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"))
    .join("[^\\n]*?")
}
