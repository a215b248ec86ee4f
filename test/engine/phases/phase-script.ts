import type { PhaseName } from "../../../src/engine/phases/phase.ts"
import type { RunPlayground } from "../driver/run-playground.ts"

type Edit = { readonly file: string; readonly text: string }

/** What a scripted agent does in one turn of a loop that works in phases. */
export function turn(says: string, edits: readonly Edit[] = []): object {
  return { says, edits }
}

/** A last message that ends with the list of findings. */
export function findings(...found: readonly { readonly severity: string; readonly what: string }[]): string {
  return `I looked at all of it.\n\n<findings>\n${JSON.stringify(found)}\n</findings>`
}

export const right: Edit = { file: "fixed", text: "right\n" }
export const wrong: Edit = { file: "fixed", text: "wrong\n" }

export const clean = findings()

/** The turns of part one and the plan, none of which changes a file. */
export const thinking = [
  turn("Goal: the word right stands in the file fixed. C1: the check passes."),
  turn("check.sh:1 looks for the word."),
  turn("Decision: write the word into the file."),
  turn("1. Write the file `fixed`; verified by the check."),
]

/** From the first review to the hard gate with nothing found. */
export const smooth = [
  turn(clean),
  turn(clean),
  turn("Journey: run the check, it exits with 0."),
  turn("T1: the check, there."),
  turn(clean),
  turn(clean),
  turn("The word is in the file; shown by the check."),
]

/** Phases in the order in which they ended, one entry per turn. */
export function ended(play: Pick<RunPlayground, "events">): PhaseName[] {
  return play.events.flatMap((event) => (event.kind === "phase" && event.end !== null ? [event.phase] : []))
}

/** What the agent was told, one entry per turn. */
export function prompts(play: Pick<RunPlayground, "events">): string[] {
  return play.events.flatMap((event) => (event.kind === "turn" ? [event.prompt] : []))
}
