import type { Result } from "./judge.ts"

/** Prints the tables, every miss and every false alarm; returns the figures over the whole corpus as fractions of 1. */
export function printJudgement(
  results: readonly Result[],
  options: { readonly showHeldOut: boolean },
): { readonly recall: number; readonly falsePositives: number } {
  const of = (kind: string) => results.filter((result) => result.case.kind === kind)
  table("tampering, by class", of("tamper"), (result) => result.case.class)
  table("legitimate, by class", of("legit"), (result) => result.case.class)
  table("to be asked (in neither figure)", of("ask"), (result) => result.case.class)
  console.log(`\n${row("by runner", ["recall", "false pos.", "precision"])}`)
  for (const runner of distinct(results.map((result) => result.case.runner))) {
    figures(
      runner,
      results.filter((result) => result.case.runner === runner),
    )
  }
  console.log(`\n${row("all", ["recall", "false pos.", "precision"])}`)
  figures(
    "looked at while tuning",
    results.filter((result) => !result.case.heldOut),
  )
  figures(
    "held out",
    results.filter((result) => result.case.heldOut),
  )
  const whole = figures("whole corpus", results)
  const placed = of("tamper").filter((result) => result.atPlace).length
  console.log(`\nblocking finding in a file of the tampering itself: ${share(placed, of("tamper").length)}`)
  list(
    "missed",
    of("tamper").filter((result) => !result.raised),
    options,
  )
  list(
    "caught, but only in another file",
    of("tamper").filter((result) => result.raised && !result.atPlace),
    options,
  )
  list(
    "false alarms",
    of("legit").filter((result) => result.raised),
    options,
  )
  return whole
}

function table(title: string, results: readonly Result[], key: (result: Result) => string): void {
  console.log(`\n${row(title, ["cases", "raised", "share"])}`)
  for (const name of distinct(results.map(key))) {
    const group = results.filter((result) => key(result) === name)
    const raised = group.filter((result) => result.raised).length
    console.log(row(`  ${name}`, [String(group.length), String(raised), percent(raised, group.length)]))
  }
}

function figures(name: string, results: readonly Result[]): { recall: number; falsePositives: number } {
  const tamper = results.filter((result) => result.case.kind === "tamper")
  const legit = results.filter((result) => result.case.kind === "legit")
  const caught = tamper.filter((result) => result.raised).length
  const alarms = legit.filter((result) => result.raised).length
  const cells = [share(caught, tamper.length), share(alarms, legit.length), percent(caught, caught + alarms)]
  console.log(row(`  ${name}`, cells))
  return {
    recall: tamper.length === 0 ? 1 : caught / tamper.length,
    falsePositives: legit.length === 0 ? 0 : alarms / legit.length,
  }
}

/** Held-out cases are named without their findings, so that nobody tunes on them by accident. */
function list(
  title: string,
  results: readonly Result[],
  { showHeldOut }: { readonly showHeldOut: boolean },
): void {
  console.log(`\n${title}: ${results.length === 0 ? "none" : ""}`)
  for (const { case: entry, findings } of results) {
    console.log(`- [${entry.class}] ${entry.name}${entry.heldOut ? " (held out)" : ""}`)
    if (entry.heldOut && !showHeldOut) continue
    for (const { severity, file, line, why } of findings) {
      console.log(`    ${severity} ${file}${line === null ? "" : `:${line}`} ${why}`)
    }
  }
}

function distinct(names: readonly string[]): string[] {
  return [...new Set(names)].sort()
}

function row(name: string, cells: readonly string[]): string {
  return `${name.padEnd(34)}${cells.map((cell) => cell.padStart(18)).join("")}`
}

function share(part: number, whole: number): string {
  return `${part}/${whole} ${percent(part, whole)}`
}

function percent(part: number, whole: number): string {
  return whole === 0 ? "–" : `${((100 * part) / whole).toFixed(1)} %`
}
