// biome-ignore-all lint/suspicious/noControlCharactersInRegex: control characters are what this file looks for
import { stripVTControlCharacters } from "node:util"

export type CleanText = {
  readonly text: string
  /** Lines or passages a terminal would have hidden from a person: erased, concealed, or carried by invisible characters. */
  readonly hidden: number
}

/**
 * Output as a person at a terminal would have seen it, as plain text with LF line ends. What the output itself erased or concealed is
 * dropped and counted, because hidden text is how instructions for agents are smuggled in (S77). Removed: escape sequences,
 * C0/C1 controls but tab and line feed, bidirectional controls, zero-width and tag characters.
 */
export function sanitise(raw: string): CleanText {
  let hidden = 0
  const lines: string[] = []
  const open = withoutConcealed(raw)
  hidden += open.hidden
  for (const line of open.text.split("\n")) {
    const seen = visiblePart(withoutReturns(line), lines)
    hidden += seen.hidden
    lines.push(seen.text)
  }
  const text = withoutSequences(lines.join("\n"))
  const clean = text.replace(invisible, (match) => {
    if (smuggling.test(match)) hidden++
    return ""
  })
  return { text: clean, hidden }
}

/** Drops what stands between "conceal" (SGR 8) and its end. */
function withoutConcealed(raw: string): CleanText {
  if (!mayConceal(raw)) return { text: raw, hidden: 0 }
  let concealing = false
  let hidden = 0
  let text = ""
  for (const token of raw.split(/(\x1b\[[\d;]*m)/)) {
    const style = /^\x1b\[([\d;]*)m$/.exec(token)
    if (style !== null) concealing = concealAfter(style[1] ?? "", concealing)
    else if (!concealing) text += token
    else if (token.trim() !== "") hidden++
  }
  return { text, hidden }
}

function mayConceal(raw: string): boolean {
  for (const style of raw.matchAll(/\x1b\[[\d;]*m/g)) if (style[0].includes("8")) return true
  return false
}

/** Without the carriage returns at its end. Counted, because a pattern would begin anew at each of a million in the middle. */
function withoutReturns(line: string): string {
  let end = line.length
  while (line[end - 1] === "\r") end--
  return line.slice(0, end)
}

/**
 * Node's own removal, but in linear time: behind the last end of a title or link (BEL, ST) it would look for that end from each beginning
 * anew, so that part is given to it sequence by sequence.
 */
function withoutSequences(text: string): string {
  const string = text.lastIndexOf("\x1b\\")
  const ends = [text.lastIndexOf("\x07"), text.lastIndexOf("\x9c"), string < 0 ? -1 : string + 1]
  const end = Math.max(...ends) + 1
  const rest = text.slice(end).split(/(?=[\x1b\x9b])/)
  return (
    stripVTControlCharacters(text.slice(0, end)) + rest.map((part) => stripVTControlCharacters(part)).join("")
  )
}

/** Follows one style sequence; in `38;5;8` the 8 is a colour, not "conceal". */
function concealAfter(parameters: string, before: boolean): boolean {
  const codes = parameters.split(";").map(Number)
  let concealing = before
  for (let i = 0; i < codes.length; i++) {
    const code = codes[i]
    if (code === 38 || code === 48 || code === 58) i += codes[i + 1] === 5 ? 2 : 4
    else if (code === 8) concealing = true
    else if (code === 0 || code === 28) concealing = false
  }
  return concealing
}

/** Runs of characters without a width: C0 (not \t \n), DEL, C1, soft hyphen, zero-width, bidi controls, BOM, tags, variation selectors of tags. */
const invisible =
  /[\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\u{e0000}-\u{e0fff}]+/gu

/** The ones no honest test output contains. */
const smuggling = /[\u202a-\u202e\u2066-\u2069\u{e0000}-\u{e0fff}]/u

/** Applies what erases text: carriage returns and backspaces within the line, `ESC[K`, and `ESC[nA` to lines above. */
function visiblePart(line: string, above: string[]): { text: string; hidden: number } {
  let hidden = 0
  // In pieces: a spinner writes a character and a backspace for hours, and each would copy the line.
  let shown: string[] = []
  const isShown = () => shown.join("").trim() !== ""
  for (const token of line.split(/(\x1b\[[\d;]*[AFJK]|\r|\x08)/)) {
    const move = /^\x1b\[(\d*)(?:;\d*)*([AFJK])$/.exec(token)
    if (token === "\r") shown = []
    else if (token === "\x08") dropLast(shown)
    else if (move === null) shown.push(token)
    else if (move[2] === "A" || move[2] === "F") {
      const count = Math.min(Number(move[1] || 1), above.length)
      if (above.splice(above.length - count).some((gone) => gone.trim() !== "")) hidden++
      shown = []
    } else if (move[1] === "2" || move[1] === "1" || move[2] === "J") {
      if (isShown()) hidden++
      shown = []
    }
  }
  return { text: shown.join(""), hidden }
}

/** Takes the last character off a text in pieces. */
function dropLast(pieces: string[]): void {
  for (let last = pieces.pop(); last !== undefined; last = pieces.pop()) {
    if (last === "") continue
    if (last.length > 1) pieces.push(last.slice(0, -1))
    return
  }
}
