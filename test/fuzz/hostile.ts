import fc from "fast-check"

/** Characters that break readers: line ends of every kind, NULs, halves of characters, marks of direction, what `\s` knows and few expect. */
const awkward = fc.constantFrom(
  ..."\0\r\n\t\\\"'`<>&\u001b\u0008\u0085\u00a0\u2028\u2029\u202e\u200b\ufeff\u{e0041}",
  "\r\n",
  "\ud800",
  "\udc00",
  "\u001b[31m",
  "\u001b[2K",
  "\u001b[8m",
  "é",
  "中",
  "🛒",
)

const smallText = fc.oneof(
  fc.string({ maxLength: 12 }),
  fc.string({ unit: "binary", maxLength: 8 }),
  fc.array(awkward, { maxLength: 6 }).map((all) => all.join("")),
  fc.integer().map(String),
)

/** Text without structure. */
export const noise: fc.Arbitrary<string> = fc.oneof(
  fc.string({ unit: "binary", maxLength: 400 }),
  fc.array(fc.oneof(awkward, smallText), { maxLength: 60 }).map((all) => all.join("")),
)

/** The words of a format in any order, with anything between them. */
export function soupOf(words: readonly string[]): fc.Arbitrary<string> {
  const word = fc.constantFrom(...words)
  const between = fc.oneof(
    { weight: 3, arbitrary: fc.constantFrom("", " ", "\n") },
    { weight: 1, arbitrary: fc.oneof(awkward, smallText) },
  )
  return fc.array(fc.tuple(word, between), { maxLength: 40 }).map((all) => all.flat().join(""))
}

/** A few words over and over until they are long, so that what is not linear in its input shows. */
export function longOf(words: readonly string[], length = 60_000): fc.Arbitrary<string> {
  const some = fc.array(fc.oneof(fc.constantFrom(...words), awkward, fc.constantFrom("a", " ", "0")), {
    minLength: 1,
    maxLength: 3,
  })
  const edge = fc.oneof(fc.constant(""), fc.constantFrom(...words), smallText)
  return fc
    .tuple(edge, some, edge, fc.integer({ min: length / 10, max: length }))
    .map(([before, unit, after, size]) => {
      const text = unit.join("")
      return before + text.repeat(Math.ceil(size / Math.max(1, text.length))) + after
    })
}

/** A text as a broken pipe, a second writer, another system or a bad copy leaves it behind. */
export function damaged(texts: fc.Arbitrary<string>): fc.Arbitrary<string> {
  return fc.oneof(
    fc.tuple(texts, fc.nat(), fc.nat()).map(([text, a, b]) => cut(text, a, b)),
    fc.tuple(texts, fc.nat(), smallText, fc.nat(3)).map(([text, at, what, gone]) => {
      const place = at % (text.length + 1)
      return text.slice(0, place) + what + text.slice(place + gone)
    }),
    fc.tuple(texts, texts, fc.array(fc.boolean(), { minLength: 1, maxLength: 12 })).map(interleaved),
    texts.map((text) => text.replaceAll("\n", "\r\n")),
    fc.tuple(texts, fc.nat(), fc.nat(), fc.integer({ min: 2, max: 300 })).map(([text, a, b, times]) => {
      const part = cut(text, a, b).slice(0, 200)
      return text + part.repeat(times)
    }),
    texts.map((text) => text.replaceAll("\n", " ")),
  )
}

function cut(text: string, a: number, b: number): string {
  const [from = 0, to = 0] = [a % (text.length + 1), b % (text.length + 1)].sort((x, y) => x - y)
  return text.slice(from, to)
}

/** Two writers of one pipe. */
function interleaved([one, other, turns]: [string, string, boolean[]]): string {
  const left = one.split("\n")
  const right = other.split("\n")
  const out: string[] = []
  for (let at = 0; left.length + right.length > 0; at += 1) {
    const first = turns[at % turns.length] === true ? left : right
    const line = first.shift() ?? left.shift() ?? right.shift()
    if (line !== undefined) out.push(line)
  }
  return out.join("\n")
}
