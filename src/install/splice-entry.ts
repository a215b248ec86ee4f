import { objectSpans } from "./json-members.ts"

/**
 * Adds `"key": value` as the last member of the object in `text` and changes no other character: key order, duplicate
 * keys, indentation and line ends of the rest stay. A member of that name that is already there is taken out first.
 * `text` must be a JSON object. `removeEntry` gives back exactly the text from before.
 */
export function insertEntry(text: string, key: string, value: unknown): string {
  const base = removeEntry(text, key)
  const { inside, members } = objectSpans(base)
  const last = members.at(-1)
  const style = styleOf(base)
  const member = `${JSON.stringify(key)}: ${printed(value, style)}`
  const at = last?.valueEnd ?? inside
  return `${base.slice(0, at)}${last === undefined ? "" : ","}${style.before}${member}${base.slice(at)}`
}

/** The text without any member named `key`; everything else stays as it is. The same text when there is none. */
export function removeEntry(text: string, key: string): string {
  const { inside, members } = objectSpans(text)
  const index = members.findLastIndex((member) => member.key === key)
  const member = members[index]
  if (member === undefined) return text
  const previous = members[index - 1]
  const next = members[index + 1]
  const shorter =
    previous === undefined && next !== undefined
      ? text.slice(0, member.keyStart) + text.slice(next.keyStart)
      : text.slice(0, previous?.valueEnd ?? inside) + text.slice(member.valueEnd)
  return removeEntry(shorter, key)
}

/** `before`: what stands between the comma and our key; `indent` and `unit` are null in a file of one line. */
type Style = {
  readonly before: string
  readonly lineEnd: string
  readonly indent: string
  readonly unit: string | null
}

function styleOf(text: string): Style {
  const { inside, members } = objectSpans(text)
  const lineEnd = text.includes("\r\n") ? "\r\n" : "\n"
  const last = members.at(-1)
  if (last === undefined) return { before: `${lineEnd}  `, lineEnd, indent: "  ", unit: "  " }
  const gap = /[ \t]*$/.exec(text.slice(inside, last.keyStart))?.[0] ?? ""
  const ownLine = text[last.keyStart - gap.length - 1] === "\n"
  if (!ownLine) return { before: " ", lineEnd, indent: "", unit: null }
  return { before: lineEnd + gap, lineEnd, indent: gap, unit: gap === "" ? "  " : gap }
}

function printed(value: unknown, style: Style): string {
  if (style.unit === null) return JSON.stringify(value)
  return JSON.stringify(value, null, style.unit).replaceAll("\n", style.lineEnd + style.indent)
}
