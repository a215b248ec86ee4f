/** One member as it stands in the text: offsets of the key's first and the value's last character + 1. */
type Member = {
  /** Empty in a list, where `keyStart` is the value's. */
  readonly key: string
  readonly keyStart: number
  readonly valueStart: number
  readonly valueEnd: number
}

export type MemberSpans = {
  /** Offset just behind the opening bracket. */
  readonly inside: number
  readonly members: readonly Member[]
}

/**
 * Where the members of the outermost object or list lie. `text` must already have been accepted by `JSON.parse`: only
 * strings and brackets are looked at. Duplicate keys are listed one by one. Each key is read alone, because Node 24's
 * `JSON.parse` misreads some keys with escapes in an object.
 */
export function memberSpans(text: string): MemberSpans {
  const inside = text.search(/[{[]/) + 1
  const isList = text[inside - 1] === "["
  const members: Member[] = []
  let at = skipBlanks(text, inside)
  while (!"]}".includes(text[at] ?? "]")) {
    const keyStart = at
    const keyEnd = isList ? at : endOfValue(text, at)
    const key = isList ? "" : String(JSON.parse(text.slice(keyStart, keyEnd)))
    const valueStart = isList ? at : skipBlanks(text, skipBlanks(text, keyEnd) + 1)
    const valueEnd = endOfValue(text, valueStart)
    members.push({ key, keyStart, valueStart, valueEnd })
    at = skipBlanks(text, valueEnd)
    if (text[at] === ",") at = skipBlanks(text, at + 1)
  }
  return { inside, members }
}

function skipBlanks(text: string, from: number): number {
  let at = from
  while (" \t\r\n".includes(text[at] ?? "x")) at += 1
  return at
}

function endOfValue(text: string, from: number): number {
  let depth = 0
  for (let at = from; at < text.length; at += 1) {
    const character = text[at] ?? ""
    if (character === '"') at = endOfString(text, at) - 1
    else if ("{[".includes(character)) depth += 1
    else if ("}]".includes(character)) depth -= 1
    else if (depth > 0 || !" \t\r\n,".includes(character)) continue
    else return at
    if (depth < 0) return at
    if (depth === 0) return at + 1
  }
  return text.length
}

function endOfString(text: string, from: number): number {
  let at = from + 1
  while (at < text.length && text[at] !== '"') at += text[at] === "\\" ? 2 : 1
  return at + 1
}
