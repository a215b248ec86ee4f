import fc from "fast-check"

const oddNumbers = fc.constantFrom(
  "1e999",
  "-0",
  "12345678901234567890",
  "0.1e-400",
  "1e21",
  "-1",
  "9007199254740993",
)
const oddKeys = ["__proto__", "constructor", "toString", "", "a.b", "$ref", "length", "\u0000"]

/** Depth at which nothing of ours, and nothing it is built on, may fall over. */
const deep = fc
  .tuple(fc.constantFrom(["[", "]"], ['{"a":', "}"], ['[{"items":', "}]"]), fc.constantFrom(40, 600, 30_000))
  .map(
    ([[open = "", close = ""], times]) =>
      open.repeat(times) + (open.endsWith(":") ? "1" : "") + close.repeat(times),
  )

/** JSON text in which the words of a format stand in right and wrong places alike. */
export function jsonOf(words: readonly string[]): fc.Arbitrary<string> {
  const word = fc.constantFrom(...words)
  const leaf = fc.oneof(
    { weight: 4, arbitrary: word.map((text) => JSON.stringify(text)) },
    { weight: 2, arbitrary: fc.jsonValue({ maxDepth: 1 }).map((value) => JSON.stringify(value)) },
    { weight: 1, arbitrary: oddNumbers },
    {
      weight: 1,
      arbitrary: fc.string({ unit: "binary", maxLength: 10 }).map((text) => JSON.stringify(text)),
    },
    {
      weight: 1,
      arbitrary: fc.constantFrom('"\\ud800"', '"\\u0000"', '"data:image/png;base64,aGk="', '"2026-11-20"'),
    },
  )
  const key = fc.oneof({ weight: 9, arbitrary: word }, { weight: 1, arbitrary: fc.constantFrom(...oddKeys) })
  return fc.letrec<{ tree: string }>((tie) => ({
    tree: fc.oneof(
      { maxDepth: 6, withCrossShrink: true },
      leaf,
      fc.array(tie("tree"), { maxLength: 3 }).map((all) => `[${all.join(",")}]`),
      fc
        .array(fc.tuple(key, tie("tree")), { maxLength: 5 })
        .map((all) => `{${all.map(([name, value]) => `${JSON.stringify(name)}:${value}`).join(",")}}`),
    ),
  })).tree
}

/** Documents with any value in the place of any other, a key more or less, a depth nobody needs. */
export function mutated(documents: readonly unknown[], words: readonly string[]): fc.Arbitrary<string> {
  const texts = fc.constantFrom(...documents)
  const value = fc.oneof(
    { weight: 6, arbitrary: jsonOf(words) },
    { weight: 2, arbitrary: oddNumbers },
    { weight: 1, arbitrary: deep },
  )
  const replaced = fc
    .tuple(texts, fc.array(fc.tuple(fc.nat(), value), { minLength: 1, maxLength: 3 }))
    .map(([document, changes]) =>
      changes.reduce((text, [at, what]) => withValue(text, at, what), JSON.stringify(document)),
    )
  return fc.oneof(
    { weight: 8, arbitrary: replaced },
    { weight: 1, arbitrary: texts.map((it) => JSON.stringify(it)) },
  )
}

/** The JSON text with another value at the place of its `at`th; text stays text, so that numbers keep their digits. */
function withValue(text: string, at: number, value: string): string {
  const places = [
    ...text.matchAll(/(?<=[:[,])(?:"(?:[^"\\]|\\.)*"(?!\s*:)|-?\d[\d.eE+-]*|true|false|null|\{\}|\[\])/g),
  ]
  const place = places[at % Math.max(1, places.length)]
  if (place === undefined) return text
  return text.slice(0, place.index) + value + text.slice(place.index + place[0].length)
}
