import type { Speaker } from "../../dashboard/model/speak.ts"
import type {
  DashboardView,
  FindingView,
  HistoryRow,
  IterationRow,
  LoopAction,
  LoopCard,
} from "../../dashboard/model/view.ts"
import { outcomeWord, stateWord } from "./state-words.ts"

/** A row of a quick pick, and what it stands for. */
export type PickRow<Value> = {
  readonly label: string
  readonly description: string
  readonly detail: string
  readonly value: Value
}

/** The loops that allow an action now; every shown loop when none is named. Newest first. */
export function loopsFor(view: DashboardView, action: LoopAction | null): readonly LoopCard[] {
  return action === null ? view.loops : view.loops.filter(({ actions }) => actions.includes(action))
}

export function loopRow(card: LoopCard, speaker: Speaker): PickRow<LoopCard> {
  const { iteration, ends } = card
  return {
    label: firstLine(card.task),
    description: [
      stateWord(card, speaker),
      speaker.say("iterationOf", { n: iteration, max: ends.maxIterations }),
      card.id,
    ].join(" · "),
    detail: firstLine(card.blocks?.title ?? card.next),
    value: card,
  }
}

/** A loop that ended, for its report. */
export function historyRow(row: HistoryRow, speaker: Speaker, now: number): PickRow<string> {
  return {
    label: firstLine(row.task),
    description: [outcomeWord(row.outcome, speaker), speaker.count("iterations", row.iterations)].join(" · "),
    detail: speaker.ago(row.endedAt, now),
    value: row.id,
  }
}

/** Newest first. */
export function iterationRows(card: LoopCard, speaker: Speaker): readonly PickRow<IterationRow>[] {
  return [...card.iterations].reverse().map((row) => ({
    label: speaker.say("iterationOf", { n: row.n, max: card.ends.maxIterations }),
    description: deltaOf(row, speaker),
    detail: diffOf(row, speaker),
    value: row,
  }))
}

/** Findings nobody has approved yet. */
export function openFindings(card: LoopCard): readonly FindingView[] {
  if (card.gate.kind !== "findings") return []
  return card.gate.findings.filter(({ approvedBy }) => approvedBy === null)
}

export function findingRow(finding: FindingView): PickRow<FindingView> {
  const place = finding.line === null ? finding.file : `${finding.file}:${finding.line}`
  return {
    label: finding.why,
    description: place,
    detail: `${firstLine(finding.before)} → ${firstLine(finding.after)}`,
    value: finding,
  }
}

function deltaOf({ verdict, failing, fixed, added }: IterationRow, { say }: Speaker): string {
  const parts = [
    verdictWord(verdict, failing, say),
    ...(fixed === 0 ? [] : [say("deltaFixed", { n: fixed })]),
    ...(added === 0 ? [] : [say("deltaNew", { n: added })]),
  ]
  return parts.join(" · ")
}

function verdictWord(verdict: IterationRow["verdict"], failing: number, say: Speaker["say"]): string {
  switch (verdict) {
    case "green":
      return say("rowGreen")
    case "red":
      return say("rowRed", { n: failing })
    case "inconclusive":
      return say("rowInconclusive")
    case "unchecked":
      return say("rowUnchecked")
    default:
      return verdict satisfies never
  }
}

function diffOf({ diff }: IterationRow, { say, count }: Speaker): string {
  if (diff === null) return ""
  if (diff.files === 0) return say("rowNoDiff")
  return `${count("rowFiles", diff.files)} +${diff.added} −${diff.removed}`
}

function firstLine(text: string): string {
  const [line = ""] = text.trim().split("\n")
  return line.length > 120 ? `${line.slice(0, 119)}…` : line
}
