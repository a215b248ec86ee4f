import type { Mode } from "../loop/settings.ts"
import type { Place } from "./place.ts"

/** What may happen with a command or a tool call. `why`: one sentence for the agent and for people. */
export type Verdict =
  | { readonly kind: "allow" }
  | { readonly kind: "ask" | "deny"; readonly rule: string; readonly why: string }

/**
 * How far the damage goes. `tree`: files of this working tree. `machine`: beyond it (the machine, the repository that
 * worktrees share, other machines). `judge`: whoever judges the agent. `unseen`: nobody can tell what would run.
 */
type Reach = "tree" | "machine" | "judge" | "unseen"

/** Something dangerous that a command would do. `what` goes on from "it …". */
export type Finding = { readonly rule: string; readonly reach: Reach; readonly what: string }

export function finding(rule: string, reach: Reach, what: string): Finding {
  return { rule, reach, what }
}

/**
 * The modes of design §10: safe denies, auto asks, unsafe allows what the place can hold: everything in a sandbox, the
 * loss of a throw-away worktree in that worktree. Nobody may touch what judges the agent, and what cannot be read is
 * never allowed silently.
 */
export function verdictOf(findings: readonly Finding[], mode: Mode, place: Place): Verdict {
  let worst: Verdict = { kind: "allow" }
  for (const one of findings) {
    const kind = answerTo(one, mode, place)
    if (kind === "allow" || worst.kind === "deny" || worst.kind === kind) continue
    worst = { kind, rule: one.rule, why: sentence(one, kind, mode) }
  }
  return worst
}

function answerTo(found: Finding, mode: Mode, place: Place): Verdict["kind"] {
  if (found.reach === "judge" || mode === "safe") return "deny"
  if (mode === "auto" || found.reach === "unseen") return "ask"
  const isolation = place.isolation ?? "none"
  if (isolation === "sandbox" || (isolation === "worktree" && found.reach === "tree")) return "allow"
  return "ask"
}

function sentence(found: Finding, kind: "ask" | "deny", mode: Mode): string {
  if (found.reach === "judge") return `Refused: it ${found.what}, and nobody who is judged may do that.`
  if (kind === "deny") return `Refused in mode ${mode}: it ${found.what}.`
  const unsafe =
    mode === "unsafe" ? " (mode unsafe allows it only in a sandbox or a throw-away worktree)" : ""
  return `A person has to agree, because it ${found.what}${unsafe}.`
}
