const quote = 0x22
const backslash = 0x5c
const comma = 0x2c
const colon = 0x3a
const open = 0x7b
const close = 0x7d

type Member = {
  readonly name: string
  /** From the name's first quote to behind the value. */
  readonly start: number
  readonly valueStart: number
  readonly end: number
}

/**
 * The body of a JSON object with one member of its top level set to `json` (null = taken out), every other byte as it was
 * (G07). A name that stands twice is changed wherever it stands. A body that is no object comes back unchanged; it is
 * the upstream's to refuse.
 */
export function spliceMember(body: Buffer, name: string, json: string | null): Buffer {
  const first = skipBlanks(body, 0)
  const members = body[first] === open ? membersOf(body, first) : null
  if (members === null) return body
  const found = members.filter((member) => member.name === name)
  if (found.length > 0) return json === null ? without(body, members, name) : replaced(body, found, json)
  if (json === null) return body
  const added = Buffer.from(`${JSON.stringify(name)}:${json}${members.length === 0 ? "" : ","}`)
  return Buffer.concat([body.subarray(0, first + 1), added, body.subarray(first + 1)])
}

function replaced(body: Buffer, found: readonly Member[], json: string): Buffer {
  const pieces: Buffer[] = []
  let from = 0
  for (const { valueStart, end } of found) {
    pieces.push(body.subarray(from, valueStart), Buffer.from(json))
    from = end
  }
  return Buffer.concat([...pieces, body.subarray(from)])
}

/** Each member goes with the comma before it; where all before it are gone too, with the one behind. */
function without(body: Buffer, members: readonly Member[], name: string): Buffer {
  const pieces: Buffer[] = []
  let from = 0
  let kept = 0
  for (const [index, member] of members.entries()) {
    if (member.name !== name) {
      kept += 1
      continue
    }
    const before = members[index - 1]
    const next = members[index + 1]
    const cutFrom = kept > 0 && before !== undefined ? before.end : member.start
    const cutTo = kept === 0 && next !== undefined ? next.start : member.end
    pieces.push(body.subarray(from, Math.max(from, cutFrom)))
    from = cutTo
  }
  return Buffer.concat([...pieces, body.subarray(from)])
}

/** Members of the object that begins at `at`; null when it is cut or no JSON. */
function membersOf(body: Buffer, at: number): readonly Member[] | null {
  const members: Member[] = []
  let here = skipBlanks(body, at + 1)
  if (body[here] === close) return members
  while (body[here] === quote) {
    const start = here
    const nameEnd = stringEnd(body, here)
    here = skipBlanks(body, nameEnd)
    if (nameEnd < 0 || body[here] !== colon) return null
    const valueStart = skipBlanks(body, here + 1)
    const end = valueEnd(body, valueStart)
    if (end < 0) return null
    members.push({ name: nameIn(body, start, nameEnd), start, valueStart, end })
    here = skipBlanks(body, end)
    if (body[here] === close) return members
    if (body[here] !== comma) return null
    here = skipBlanks(body, here + 1)
  }
  return null
}

function nameIn(body: Buffer, start: number, end: number): string {
  try {
    const name: unknown = JSON.parse(body.toString("utf8", start, end))
    return typeof name === "string" ? name : ""
  } catch {
    return ""
  }
}

/** Behind the value that begins at `at`; texts of any length are jumped over. */
function valueEnd(body: Buffer, at: number): number {
  let depth = 0
  for (let here = at; here < body.length; here++) {
    const byte = body[here]
    if (byte === quote) {
      const end = stringEnd(body, here)
      if (end < 0 || depth === 0) return end
      here = end - 1
    } else if (byte === open || byte === 0x5b) {
      depth += 1
    } else if (byte === close || byte === 0x5d) {
      if (depth === 0) return here
      depth -= 1
      if (depth === 0) return here + 1
    } else if (depth === 0 && (byte === comma || isBlank(byte))) {
      return here
    }
  }
  return -1
}

/** Behind the quote that ends the text beginning at `at`. */
function stringEnd(body: Buffer, at: number): number {
  for (let end = body.indexOf(quote, at + 1); end >= 0; end = body.indexOf(quote, end + 1)) {
    let escapes = 0
    while (body[end - 1 - escapes] === backslash) escapes += 1
    if (escapes % 2 === 0) return end + 1
  }
  return -1
}

function skipBlanks(body: Buffer, from: number): number {
  let at = from
  while (at < body.length && isBlank(body[at])) at += 1
  return at
}

function isBlank(byte: number | undefined): boolean {
  return byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09
}
