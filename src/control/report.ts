import { checkpointRef } from "../git/checkpoint-ref.ts"
import { commitOf } from "../git/head.ts"
import { openRepository, type Repository } from "../git/repository.ts"
import { excerpt } from "../loop/excerpt.ts"
import type { LoopState } from "../loop/state.ts"
import { phaseArtifacts } from "../store/phase-artifacts.ts"
import { viewLoop } from "./loop-view.ts"
import type { Person } from "./person.ts"
import type { Report } from "./report-schema.ts"
import { type ShownCheck, shownEvidence } from "./stored-evidence.ts"
import { iso } from "./words.ts"

/** Each diff asks git twice; of a longer loop the last ones are told. */
const mostDiffs = 50

type Diff = Report["iterations"][number]["diff"]

/** The report of one loop: state, timeline with what each iteration changed, evidence, and how to keep or undo it. */
export async function buildReport(person: Person, state: LoopState): Promise<Report> {
  const evidence = shownEvidence(person.home, state)
  const opened = await openRepository(state.workspace, person.env)
  const diffs = opened.kind === "git" ? await diffsOf(opened.repo, state) : new Map<number, Diff>()
  return {
    loop: viewLoop(person, state),
    baseline: { verdict: state.baseline.verdict, failing: state.baseline.failing },
    iterations: state.iterations.map((entry) => ({
      ...entry,
      at: iso(entry.at),
      diff: diffs.get(entry.n) ?? null,
    })),
    evidence:
      evidence === null ? null : { checks: evidence.checks.map(openCheck), findings: [...evidence.findings] },
    failing: state.failing,
    phases: phaseArtifacts(person.home, state.id),
    approved: state.approved.map(({ finding, by, at }) => ({ finding, by, at: iso(at) })),
    git: {
      checkpoints: state.iterations.filter(({ checkpoint }) => checkpoint !== null).length,
      why: opened.kind === "none" ? opened.why : null,
    },
    merge: mergeSteps(state),
  }
}

function openCheck(check: ShownCheck): NonNullable<Report["evidence"]>["checks"][number] {
  const failures = check.failures.map(({ id, file, line, message }) => ({ id, file, line, message }))
  return { ...check, failures }
}

/** What each iteration changed, between its checkpoint and the one before; nothing where a checkpoint is gone. */
async function diffsOf(repo: Repository, state: LoopState): Promise<ReadonlyMap<number, Diff>> {
  const { diffStat } = await import("../git/diff.ts")
  const diffs = new Map<number, Diff>()
  const measured = state.iterations.slice(-mostDiffs)
  const earlier = state.iterations
    .slice(0, -mostDiffs)
    .findLast(({ checkpoint }) => checkpoint !== null)?.checkpoint
  let before = await commitOf(repo, earlier ?? checkpointRef(state.id, 0))
  for (const { n, checkpoint } of measured) {
    const after = checkpoint === null ? null : await commitOf(repo, checkpoint)
    if (before !== null && after !== null) {
      const { files, added, removed } = await diffStat(repo, before, after)
      diffs.set(n, { files: files.length, added, removed })
    }
    before = after ?? before
  }
  return diffs
}

/** Shell lines that keep or throw away a loop's branch; the user runs them, never we. */
function mergeSteps(state: LoopState): string[] {
  const { branch, id, workspace } = state
  if (branch === null) return []
  const back = branch.previous === null ? [] : [`git switch ${shellWord(branch.previous)}`]
  // Nothing was changed: what lies there uncommitted is the user's own.
  if (state.outcome?.kind === "already-green") return back
  const look = `for-loop diff 0 --loop ${id}`
  // Begun without a branch, as in a linked working tree: the work lies in another folder than the branch it belongs to.
  const git = branch.previous === null ? `git -C ${shellWord(workspace)}` : "git"
  // Without --commit-each the work lies uncommitted on the loop's branch; a merge alone would take nothing over.
  const commit = [
    `${git} add --all`,
    `${git} commit -m ${shellWord(excerpt(state.task.split("\n", 1)[0] ?? "", 70))}`,
  ]
  return [look, ...(state.settings.commitEach ? [] : commit), ...back, `git merge ${shellWord(branch.name)}`]
}

/** A branch name may hold characters that a shell would take apart. */
function shellWord(name: string): string {
  return /^[\w./@-]+$/.test(name) ? name : `'${name.replaceAll("'", "'\\''")}'`
}
