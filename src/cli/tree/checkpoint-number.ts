import { excerpt } from "../../loop/excerpt.ts"
import { wrongUsage } from "../problem.ts"
import type { Problem } from "../result.ts"

/** The number of a checkpoint as typed; 0 is the state before the loop. */
export function readNumber(
  command: string,
  text: string,
):
  | { readonly kind: "number"; readonly number: number }
  | { readonly kind: "problem"; readonly problem: Problem } {
  if (/^\d{1,9}$/.test(text)) return { kind: "number", number: Number(text) }
  const message = `A checkpoint is a whole number from 0 on, not ${JSON.stringify(excerpt(text, 40))}.`
  return { kind: "problem", problem: wrongUsage(command, message) }
}
