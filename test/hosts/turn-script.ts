/**
 * One answer of a scripted model. `stall` never answers: the host is busy until somebody ends it.
 * Paths are relative to the project folder.
 */
export type Step =
  | { readonly kind: "say"; readonly text: string }
  | { readonly kind: "read"; readonly file: string }
  | { readonly kind: "write"; readonly file: string; readonly content: string }
  | { readonly kind: "edit"; readonly file: string; readonly before: string; readonly after: string }
  | { readonly kind: "run"; readonly command: string }
  | { readonly kind: "stall" }

/** What the model does until it believes to be done: its last step is what ends the turn. */
type Turn = readonly Step[]

/** Whole conversation, turn by turn; a turn begins with the user's prompt or with a hook that refused the stop. */
export type TurnScript = readonly Turn[]

export type Chosen =
  | { readonly kind: "step"; readonly step: Step; readonly index: number }
  /** The host asked for more answers than the script has: the hook held it longer than expected. */
  | { readonly kind: "exhausted"; readonly index: number }

/**
 * The step that follows `answered` answers of the model. Every answer is exactly one step, so the history the host
 * sends is the memory: retries, resumed conversations and side requests cannot shift the script. Only a stall leaves no
 * trace in that history, so the first `stalls` of them count as over.
 */
export function stepAfter(script: TurnScript, answered: number, stalls: number): Chosen {
  const steps = script.flat()
  for (let over = 0; over < stalls; over += 1) {
    const at = steps.findIndex(({ kind }) => kind === "stall")
    if (at >= 0) steps.splice(at, 1)
  }
  const step = steps[answered]
  return step === undefined ? { kind: "exhausted", index: answered } : { kind: "step", step, index: answered }
}
