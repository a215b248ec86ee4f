import type { Person } from "../../src/control/person.ts"
import { takeCheckpoint } from "../../src/git/checkpoint.ts"
import { openRepository, type Repository } from "../../src/git/repository.ts"
import type { LoopState } from "../../src/loop/state.ts"
import { type Machine, machine } from "../cli/run-cli.ts"

/** Someone at a machine of their own, in front of a program that names no commands. */
export function aPerson(kind: "git" | "plain" = "plain"): Machine & { readonly person: Person } {
  const one = machine(kind)
  return { ...one, person: { home: one.home, env: one.env, now: () => Date.now() } }
}

async function repositoryIn(one: Machine): Promise<Repository> {
  const opened = await openRepository(one.project, one.env)
  if (opened.kind === "none") throw new Error(opened.why)
  return opened.repo
}

/** Keeps the project as it is now as checkpoint `number` and returns its ref. */
export async function keep(one: Machine, loop: string, number: number): Promise<string> {
  const repo = await repositoryIn(one)
  const message = number === 0 ? "before the loop" : `iteration ${number}`
  return (await takeCheckpoint(repo, { loop, number, message, parent: null })).ref
}

/** One entry of a loop's timeline. */
export function iteration(n: number, checkpoint: string | null): LoopState["iterations"][number] {
  return {
    n,
    at: Date.UTC(2026, 10, 18, 9, 30 + n),
    durationMs: 60_000,
    checkMs: 1200,
    verdict: "red",
    failing: 2,
    fixed: 0,
    added: 0,
    flaky: 0,
    findings: 0,
    reused: false,
    claim: "none",
    decision: "continue",
    checkpoint,
  }
}
