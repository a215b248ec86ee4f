import { memberSpans } from "./json-members.ts"

/**
 * Adds `"key": value` as the last member of the object in `text` and changes no other character: key order, duplicate
 * keys, indentation and line ends of the rest stay. A member of that name that is already there is taken out first.
 * `text` must be a JSON object. `removeEntry` gives back exactly the text from before. `unit`: one step of indentation
 * where the object lies inside of another.
 */
export function insertEntry(text: string, key: string, value: unknown, unit?: string): string {
  return appended(removeEntry(text, key), `${JSON.stringify(key)}: `, value, unit)
}

/** The list in `text` with one more item at its end; everything else stays as it is. */
export function appendItem(text: string, value: unknown, unit: string): string {
  return appended(text, "", value, unit)
}

/** The text without any member named `key`; everything else stays as it is. The same text when there is none. */
export function removeEntry(text: string, key: string): string {
  return editMembers(text, (value, name) => (name === key ? null : value))
}

/** The text of the value that `key` has in the object in `text`: of the last one, as `JSON.parse` takes it; or null. */
export function valueText(text: string, key: string): string | null {
  const member = memberSpans(text).members.findLast((other) => other.key === key)
  return member === undefined ? null : text.slice(member.valueStart, member.valueEnd)
}

/** The object in `text` with another text in place of the value that `valueText` finds. */
export function replaceValue(text: string, key: string, value: string): string {
  const member = memberSpans(text).members.findLast((other) => other.key === key)
  return member === undefined ? text : text.slice(0, member.valueStart) + value + text.slice(member.valueEnd)
}

/**
 * The object or list in `text` with each value's text as `edit` wants it, the last first; null takes the member out
 * with its comma. Everything else stays as it is.
 */
export function editMembers(text: string, edit: (value: string, key: string) => string | null): string {
  let changed = text
  for (let index = memberSpans(text).members.length - 1; index >= 0; index -= 1) {
    const { inside, members } = memberSpans(changed)
    const member = members[index]
    if (member === undefined) continue
    const value = edit(changed.slice(member.valueStart, member.valueEnd), member.key)
    const previous = members[index - 1]
    const next = members[index + 1]
    if (value !== null) changed = changed.slice(0, member.valueStart) + value + changed.slice(member.valueEnd)
    else if (previous === undefined && next !== undefined)
      changed = changed.slice(0, member.keyStart) + changed.slice(next.keyStart)
    else changed = changed.slice(0, previous?.valueEnd ?? inside) + changed.slice(member.valueEnd)
  }
  return changed
}

/** One step of indentation in the object in `text`. */
export function indentUnit(text: string): string {
  return styleOf(text).unit ?? "  "
}

function appended(text: string, name: string, value: unknown, unit: string | undefined): string {
  const { inside, members } = memberSpans(text)
  const last = members.at(-1)
  const style = styleOf(text, unit)
  const at = last?.valueEnd ?? inside
  const comma = last === undefined ? "" : ","
  return `${text.slice(0, at)}${comma}${style.before}${name}${printed(value, style)}${text.slice(at)}`
}

/** `before`: what stands between the comma and our key; `indent` and `unit` are null in a file of one line. */
type Style = {
  readonly before: string
  readonly lineEnd: string
  readonly indent: string
  readonly unit: string | null
}

function styleOf(text: string, unit?: string): Style {
  const { inside, members } = memberSpans(text)
  const lineEnd = text.includes("\r\n") ? "\r\n" : "\n"
  const last = members.at(-1)
  if (last === undefined) return { before: `${lineEnd}  `, lineEnd, indent: "  ", unit: "  " }
  const gap = /[ \t]*$/.exec(text.slice(inside, last.keyStart))?.[0] ?? ""
  const ownLine = text[last.keyStart - gap.length - 1] === "\n"
  if (!ownLine) return { before: " ", lineEnd, indent: "", unit: null }
  return { before: lineEnd + gap, lineEnd, indent: gap, unit: unit ?? (gap === "" ? "  " : gap) }
}

function printed(value: unknown, style: Style): string {
  if (style.unit === null) return JSON.stringify(value)
  return JSON.stringify(value, null, style.unit).replaceAll("\n", style.lineEnd + style.indent)
}
