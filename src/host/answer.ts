/**
 * JSON text of an answer. Half of a surrogate pair (a text cut in the middle of an emoji) is replaced: JavaScript
 * would escape it, but Antigravity's strict protojson reader refuses such an escape and voids the whole answer.
 */
export function answerJson(answer: object): string {
  return JSON.stringify(answer, (_key, value: unknown) =>
    typeof value === "string" ? value.replace(/\p{Surrogate}/gu, "\uFFFD") : value,
  )
}

/** A text meant for the agent. Blank text would void the answer or hang the turn, so it is a bug of the caller. */
export function requireText(text: string, what: string): string {
  if (text.trim() === "") throw new Error(`The ${what} for the host is blank.`)
  return text
}
