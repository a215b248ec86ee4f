import type { Paint } from "./paint.ts"

/** What a user sees when something cannot be done: `next` is the sentence with the next step. */
export type Problem = {
  readonly code: string
  readonly message: string
  readonly next: string
  readonly exitCode: number
}

/** How a command ended. `value` is what --json prints; `text` renders the same for people. */
export type Result =
  | {
      readonly kind: "output"
      readonly value: object
      readonly exitCode: number
      text(paint: Paint): string
    }
  /** A command that has printed everything itself while it worked. */
  | { readonly kind: "printed"; readonly exitCode: number }
  | { readonly kind: "problem"; readonly problem: Problem }

/** The result of a command that did its work; exit code 0 unless the outcome of a loop says otherwise. */
export function output<T extends object>(
  value: T,
  render: (value: T, paint: Paint) => string,
  exitCode = 0,
): Result {
  return { kind: "output", value, exitCode, text: (paint) => render(value, paint) }
}

export function failed(problem: Problem): Result {
  return { kind: "problem", problem }
}
