import { plural } from "../loop/plural.ts"
import { failingText, spendText, stateWord } from "./loop-words.ts"
import type { Report } from "./report-schema.ts"
import { block, duration, localTime, oneLine } from "./words.ts"

const failuresShown = 20

/** The report as Markdown. What agents and tests wrote stands in code fences or escaped: it is data, not markup. */
export function markdownReport(report: Report): string {
  const { loop } = report
  const sections = [
    `# Loop ${loop.id}: ${stateWord(loop)}`,
    outcomeSection(loop),
    section("What was asked", [fence(block(loop.task)), asked(loop)]),
    section("Timeline", timeline(report)),
    section("Baseline", [baseline(report)]),
    section("Last run of the checks", lastRun(report)),
    section("Findings of the integrity gate", findings(report)),
    section("What is left", left(report)),
    section("Phases", phases(report)),
    section("Keep it or undo it", keep(report)),
    section("Next", report.merge.length > 0 ? [] : [loop.next]),
  ]
  return `${sections.filter((text) => text !== "").join("\n\n")}\n`
}

function section(title: string, parts: readonly string[]): string {
  const text = parts.filter((part) => part !== "").join("\n\n")
  return text === "" ? "" : `## ${title}\n\n${text}`
}

function outcomeSection(loop: Report["loop"]): string {
  const { outcome } = loop
  const used = `${plural(loop.iteration, "iteration")} of ${loop.maxIterations}, ${duration(loop.elapsedMs)} of ${loop.maxMinutes} min, spend ${spendText(loop.spend)}.`
  if (outcome === null) return `It is **${loop.state}**. ${used}`
  return `**${outcome.kind}** since ${localTime(Date.parse(outcome.at))}: ${literal(oneLine(outcome.reason, 600))}. ${used}`
}

function asked(loop: Report["loop"]): string {
  const branch = loop.branch === null ? "none of its own" : code(loop.branch.name)
  return list([
    `Checks: ${loop.checks.length === 0 ? "none (`--no-check`)" : loop.checks.map(code).join(", ")}`,
    `Folder: ${code(loop.workspace)}`,
    `Branch: ${branch}`,
    `Host: ${loop.host}`,
    ...(loop.startedAt === null ? [] : [`Started: ${localTime(Date.parse(loop.startedAt))}`]),
  ])
}

function timeline({ iterations }: Report): string[] {
  if (iterations.length === 0) return ["No iteration has ended yet."]
  const rows = iterations.map((entry) => {
    const diff =
      entry.diff === null
        ? ""
        : `${plural(entry.diff.files, "file")} +${entry.diff.added} −${entry.diff.removed}`
    const flaky = entry.flaky > 0 ? `, ${entry.flaky} flaky` : ""
    const refused = entry.findings > 0 ? `, refused: ${plural(entry.findings, "finding")}` : ""
    const delta = `${entry.failing} failing, ${entry.fixed} fixed, ${entry.added} new${flaky}${refused}`
    const verdict = entry.reused ? `${entry.verdict} (unchanged tree)` : entry.verdict
    const claim = entry.claim === "none" ? "" : entry.claim
    return [
      entry.n,
      verdict,
      delta,
      diff,
      claim,
      duration(entry.durationMs),
      entry.checkpoint === null ? "" : code(String(entry.checkpoint.split("/").at(-1))),
    ]
  })
  const head = ["#", "verdict", "failing", "changed", "claim", "took", "checkpoint"]
  return [[head, head.map(() => "---"), ...rows].map((row) => `| ${row.join(" | ")} |`).join("\n")]
}

function baseline({ baseline }: Report): string {
  switch (baseline.verdict) {
    case "green":
      return "All checks passed before the work began."
    case "unknown":
      return "Unknown: the checks did not run to their end before the work began, or there were none."
    case "red":
      return `${plural(baseline.failing.length, "failure")} before the work began:\n\n${ids(baseline.failing)}`
    default:
      return baseline.verdict satisfies never
  }
}

function lastRun({ evidence, loop }: Report): string[] {
  if (evidence === null || evidence.checks.length === 0) return [`Failing: ${failingText(loop)}.`]
  return evidence.checks.map((check) => {
    const { counts } = check
    const tests =
      counts === null ? "" : `, ${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped`
    const exit = check.exitCode === null ? "" : ` (exit code ${check.exitCode})`
    const failures = check.failures.slice(0, failuresShown).map((failure) => {
      const place =
        failure.file === null
          ? ""
          : ` at ${code(`${failure.file}${failure.line === null ? "" : `:${failure.line}`}`)}`
      return `${code(failure.id)}${place}${failure.message === "" ? "" : `: ${literal(oneLine(failure.message, 200))}`}`
    })
    const more = check.failures.length - failures.length
    return [
      `${code(check.command)}: **${check.end}**${exit} after ${duration(check.durationMs)}${tests}.`,
      ...(check.note === null ? [] : [literal(oneLine(check.note, 400))]),
      ...(failures.length === 0 ? [] : [list([...failures, ...(more > 0 ? [`… and ${more} more`] : [])])]),
      ...(check.logPath === null ? [] : [`Full output: ${code(check.logPath)}`]),
    ].join("\n\n")
  })
}

function findings({ evidence, approved }: Report): string[] {
  const by = new Map(approved.map((approval) => [approval.finding, approval]))
  const shown = (evidence?.findings ?? []).map((finding) => {
    const approval = by.get(finding.id)
    const state =
      approval === undefined ? "open" : `approved by ${approval.by} on ${localTime(Date.parse(approval.at))}`
    const place = `${finding.file}${finding.line === null ? "" : `:${finding.line}`}`
    const change =
      finding.before === "" && finding.after === ""
        ? ""
        : `\n\n${fence(`- ${block(finding.before)}\n+ ${block(finding.after)}`)}`
    return `${code(finding.id)} (${finding.severity}, ${state}) ${code(place)}: ${literal(oneLine(finding.why, 300))}${change}`
  })
  return shown
}

function phases({ phases }: Report): string[] {
  return phases.map(({ name, path, text }) => `${code(name)} (${code(path)})\n\n${fence(block(text.trim()))}`)
}

function left({ failing, loop }: Report): string[] {
  if (failing.length > 0) return [`${plural(failing.length, "failure")}:\n\n${ids(failing)}`]
  if (loop.blocks !== null) return [literal(loop.blocks)]
  return loop.outcome?.kind === "verified" || loop.outcome?.kind === "already-green" ? ["Nothing."] : []
}

function keep({ loop, merge, git }: Report): string[] {
  if (git.why !== null) return [`There are no checkpoints: ${literal(git.why)}`]
  const undo = `Back to the state before the loop: ${code(`for-loop restore 0 --loop ${loop.id}`)} (the present state is kept as a checkpoint first).`
  if (merge.length === 0) return [undo]
  const how =
    loop.outcome?.kind === "already-green"
      ? "Nothing was changed; go back to your branch:"
      : "Look at it, go back to your branch and take the work over:"
  return [`${how}\n\n${fence(merge.join("\n"))}`, undo]
}

function ids(failing: readonly string[]): string {
  const shown = failing.slice(0, failuresShown).map((id) => code(oneLine(id, 300)))
  const more = failing.length - shown.length
  return list([...shown, ...(more > 0 ? [`… and ${more} more`] : [])])
}

function list(items: readonly string[]): string {
  return items.map((item) => `- ${item}`).join("\n")
}

/** Inline code with a fence longer than any run of backticks inside. */
function code(text: string): string {
  const line = oneLine(text, 500)
  const ticks = "`".repeat(longestRun(line) + 1)
  const pad = line.startsWith("`") || line.endsWith("`") ? " " : ""
  return `${ticks}${pad}${line}${pad}${ticks}`
}

function fence(text: string): string {
  const ticks = "`".repeat(Math.max(3, longestRun(text) + 1))
  return `${ticks}text\n${text}\n${ticks}`
}

function longestRun(text: string): number {
  return Math.max(0, ...(text.match(/`+/g) ?? []).map((run) => run.length))
}

function literal(text: string): string {
  return text.replace(/[\\`*_[\]<>|#]/g, "\\$&")
}
