/** The first `max` UTF-16 units of a text, without half a surrogate pair at the end. */
export function cutTo(text: string, max: number): string {
  return text.length <= max ? text : text.slice(0, max).replace(/[\uD800-\uDBFF]$/, "")
}

/** A piece of a user's text fit for a sentence: one line, no control characters, at most `max` units and a mark where it was cut. */
export function excerpt(text: string, max = 60): string {
  const cut = cutTo(text, max)
  const line = cut.replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, " ").trim()
  return cut.length < text.length ? `${line}…` : line
}
