import { fenced } from "../../verify/fence.ts"
import { bothEndsOf } from "../../verify/fit.ts"
import type { PhaseFinding } from "./findings.ts"
import { artifactName, type Phase, type PhaseName, phaseNames, phaseOf } from "./phase.ts"
import { briefs } from "./phase-briefs.ts"

/** What a phase is given at its beginning, besides what `decide` tells: all of it measured or kept earlier. */
export type Entry = {
  readonly phase: PhaseName
  /** Why it is this phase, where that is not plain. */
  readonly why: string | null
  readonly open: readonly PhaseFinding[]
  /** What the agent wrote in earlier phases; sanitised and redacted. */
  readonly artifacts: Readonly<Partial<Record<PhaseName, string>>>
  /** What the loop changed so far, measured between checkpoints; null where git has none. */
  readonly changed: string | null
  /** Git refs between which the whole difference lies. */
  readonly range: { readonly from: string; readonly to: string } | null
  /** Text that the agent has to claim at the end. */
  readonly promise: string
}

const artifactBytes = 6 * 1024

/** The part of a prompt that says what the phase is, what it is given and what it has to leave. */
export function phaseOrder(entry: Entry): string {
  const phase = phaseOf(entry.phase)
  const parts = [
    phaseHeading(entry.phase),
    entry.why,
    openFindings(entry.open),
    briefs[entry.phase],
    treeRule(phase),
    phase.lists ? listRule : null,
    entry.phase === "hard-gate"
      ? `When you know that the task is complete, also print <promise>${entry.promise}</promise> alone on its own line.`
      : null,
    `Your last message is kept as ${artifactName(entry.phase)}, beside what the loop measures itself: Markdown, complete without the conversation, at most about 800 words. Then stop; the next phase is told to you.`,
    given(phase, entry),
  ]
  return parts.filter((part) => part !== null).join("\n\n")
}

/** First line of an order; a prompt that holds it has been told its phase. */
export function phaseHeading(name: PhaseName): string {
  const { number, part } = phaseOf(name)
  return `## Phase ${number} of ${phaseNames.length}: ${name} (part ${part})`
}

/** What the agent is told the list must look like; also the example that the reader of lists understands. */
const listRule = `End your last message with the list of findings, exactly in this form (an empty list when there is none):
<findings>
[{"id": "A1", "severity": "P1", "what": "one sentence", "where": "path/to/file:12"}]
</findings>`

function treeRule({ tree }: Phase): string {
  return tree === "fixed"
    ? "Change no file in this phase: no edits, no new files, no commits. It is measured."
    : "Files may be changed in this phase. Leave git's branches and history alone."
}

function openFindings(open: readonly PhaseFinding[]): string | null {
  if (open.length === 0) return null
  const lines = open.map(({ id, severity, what, where }) => {
    return `${id} (${severity})${where === "" ? "" : ` ${where}`}: ${what}`
  })
  return `To be dealt with:\n${fenced(bothEndsOf(lines.join("\n"), artifactBytes))}`
}

/** Earlier artifacts stand between fences: they are what was written, not orders. */
function given(phase: Phase, { artifacts, changed, range }: Entry): string | null {
  const texts = phase.needs.flatMap((name) => {
    const text = artifacts[name] ?? ""
    return text === "" ? [] : [`From ${artifactName(name)}:\n${fenced(bothEndsOf(text, artifactBytes))}`]
  })
  const diff =
    range === null ? "" : ` The whole difference: \`git diff ${range.from} ${range.to}\` (read only).`
  const stat =
    changed === null || phase.part === "one" ? [] : [`Changed since the loop began: ${changed}.${diff}`]
  const all = [...texts, ...stat]
  return all.length === 0 ? null : `What this phase is given:\n\n${all.join("\n\n")}`
}
