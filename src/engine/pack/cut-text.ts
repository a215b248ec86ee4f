import { plural } from "../../loop/plural.ts"

/**
 * Beginning and end of a text of more than `most` characters, at line ends where there are any, with one line in between
 * that says what is missing; two thirds go to the beginning. A text that fits comes back as it is.
 */
export function cutText(text: string, most: number): string {
  if (text.length <= most) return text
  const head = wholeLinesBefore(text, Math.floor((most * 2) / 3))
  const tail = wholeLinesFrom(text, text.length - Math.floor(most / 3))
  const lines = text.slice(head, tail).split("\n").length - 1
  const missing = lines > 0 ? plural(lines, "line") : plural(tail - head, "character")
  return joined(text.slice(0, head), `[… ${missing} left out …]`, text.slice(tail))
}

/** The same for a file that was too large to be read: both of its ends, without the lines that were cut through. */
export function joinEnds(head: string, tail: string, missingBytes: number): string {
  const whole = head.slice(0, head.lastIndexOf("\n") + 1) || head
  const rest = tail.slice(tail.indexOf("\n") + 1)
  return joined(whole, `[… about ${missingBytes} bytes left out …]`, rest)
}

function joined(head: string, mark: string, tail: string): string {
  const ended = head === "" || head.endsWith("\n") ? head : `${head}\n`
  return `${ended}${mark}\n${tail}`
}

/** A line end near `at`, or `at` itself in a line that is longer than it is worth waiting for. */
function wholeLinesBefore(text: string, at: number): number {
  const end = text.lastIndexOf("\n", at)
  return end > at / 2 ? end + 1 : whole(text, at)
}

function wholeLinesFrom(text: string, at: number): number {
  const end = text.indexOf("\n", at)
  return end >= 0 && end - at < (text.length - at) / 2 ? end + 1 : whole(text, at)
}

/** Never between the two halves of one character. */
function whole(text: string, at: number): number {
  const unit = text.charCodeAt(at)
  return unit >= 0xdc00 && unit <= 0xdfff ? at + 1 : at
}
