/** A value in JSON text: where it stands, and its members where it is an object. */
type Node = {
  readonly start: number
  readonly end: number
  readonly members: readonly Member[] | null
}

type Member = { readonly key: string; readonly start: number; readonly value: Node }

/** Whether this is one JSON object; comments and commas at an end are taken, as clients take them. */
export function isJsonObject(text: string): boolean {
  return rootOf(text) !== null
}

/** The text of the value at a path; null when there is none. */
export function jsonTextAt(text: string, path: readonly string[]): string | null {
  const node = nodeAt(rootOf(text), path)
  return node === null ? null : text.slice(node.start, node.end)
}

/** How many of the objects on the way to a value are there. */
export function depthOf(text: string, path: readonly string[]): number {
  const containers = path.slice(0, -1)
  const missing = containers.findIndex((_, at) => nodeAt(rootOf(text), path.slice(0, at + 1)) === null)
  return missing === -1 ? containers.length : missing
}

/**
 * The text with the value at a path replaced or put in, everything else byte for byte as it was; null where something
 * that is no object is in the way.
 */
export function withJson(text: string, path: readonly string[], valueText: string): string | null {
  const root = rootOf(text)
  if (root === null) return null
  let object = root
  for (const [at, key] of path.entries()) {
    if (object.members === null) return null
    const found = object.members.findLast((member) => member.key === key)
    if (found === undefined) return inserted(text, object, key, nested(path.slice(at + 1), valueText))
    object = found.value
  }
  return text.slice(0, object.start) + valueText + text.slice(object.end)
}

/** The text without the member at a path and the comma that came with it. */
export function withoutJson(text: string, path: readonly string[]): string {
  const object = nodeAt(rootOf(text), path.slice(0, -1))
  const members = object?.members ?? null
  const at = members?.findLastIndex(({ key }) => key === path.at(-1)) ?? -1
  const member = members?.[at]
  if (object === null || members === null || member === undefined) return text
  const before = members[at - 1]
  const after = members[at + 1]
  if (before !== undefined) return text.slice(0, before.value.end) + text.slice(member.value.end)
  if (after !== undefined) return text.slice(0, member.start) + text.slice(after.start)
  const rest = text.slice(member.value.end, object.end - 1).replace(/^\s*,/, "")
  const inside = text.slice(object.start + 1, member.start) + rest
  return text.slice(0, object.start + 1) + (inside.trim() === "" ? "" : inside) + text.slice(object.end - 1)
}

function nested(path: readonly string[], valueText: string): string {
  return path.reduceRight((inner, key) => `{ ${JSON.stringify(key)}: ${inner} }`, valueText)
}

/** Behind the last member, on a line of its own where that one has one. */
function inserted(text: string, object: Node, key: string, valueText: string): string {
  const member = `${JSON.stringify(key)}: ${valueText}`
  const last = object.members?.at(-1)
  if (last === undefined) {
    const indent = /^[^\S\n]*/.exec(text.slice(0, object.start).split("\n").at(-1) ?? "")?.[0] ?? ""
    const rest = text.slice(object.start + 1).trimStart()
    return `${text.slice(0, object.start + 1)}\n${indent}  ${member}\n${indent}${rest}`
  }
  const line = text.slice(0, last.start).split("\n").at(-1) ?? ""
  const gap = text.slice(0, last.start).includes("\n") && line.trim() === "" ? `\n${line}` : " "
  return `${text.slice(0, last.value.end)},${gap}${member}${text.slice(last.value.end)}`
}

function nodeAt(root: Node | null, path: readonly string[]): Node | null {
  let node = root
  for (const key of path) node = node?.members?.findLast((member) => member.key === key)?.value ?? null
  return node
}

const blank = /(?:\s|\/\/[^\n]*|\/\*[\s\S]*?\*\/)*/y
const scalar = /"(?:[^"\\\n]|\\.)*"|-?\d[\d.eE+-]*|true|false|null/y

/** The object that a text is; null when it is none. */
function rootOf(text: string): Node | null {
  const start = skip(text, text.startsWith("\uFEFF") ? 1 : 0)
  const root = text[start] === "{" ? read(text, start, 0) : null
  return root !== null && skip(text, root.end) === text.length ? root : null
}

function skip(text: string, at: number): number {
  blank.lastIndex = at
  return at + (blank.exec(text)?.[0].length ?? 0)
}

function read(text: string, at: number, depth: number): Node | null {
  if (depth > 100) return null
  if (text[at] === "{") return readObject(text, at, depth)
  if (text[at] === "[") return readList(text, at, depth)
  scalar.lastIndex = at
  const found = scalar.exec(text)
  return found === null ? null : { start: at, end: at + found[0].length, members: null }
}

function readObject(text: string, start: number, depth: number): Node | null {
  const members: Member[] = []
  for (let at = skip(text, start + 1); ; ) {
    if (text[at] === "}") return { start, end: at + 1, members }
    const key = text[at] === '"' ? read(text, at, depth + 1) : null
    if (key === null) return null
    const colon = skip(text, key.end)
    const value = text[colon] === ":" ? read(text, skip(text, colon + 1), depth + 1) : null
    if (value === null) return null
    const name: unknown = JSON.parse(text.slice(key.start, key.end))
    members.push({ key: String(name), start: key.start, value })
    at = skip(text, value.end)
    if (text[at] === ",") at = skip(text, at + 1)
    else if (text[at] !== "}") return null
  }
}

function readList(text: string, start: number, depth: number): Node | null {
  for (let at = skip(text, start + 1); ; ) {
    if (text[at] === "]") return { start, end: at + 1, members: null }
    const item = read(text, at, depth + 1)
    if (item === null) return null
    at = skip(text, item.end)
    if (text[at] === ",") at = skip(text, at + 1)
    else if (text[at] !== "]") return null
  }
}
