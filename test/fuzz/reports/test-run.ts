import fc from "fast-check"
import { noise } from "../hostile.ts"

/** One test as any runner would tell of it. */
export type RunTest = {
  readonly file: string
  readonly suite: string
  readonly name: string
  readonly outcome: "passed" | "failed" | "skipped"
  readonly message: string
  readonly line: number
}

export type TestRun = readonly RunTest[]

const word = fc.stringMatching(/^[a-z]{3,9}$/)

/** A run as projects have them: plain words, every test its own name, at least one failure. */
export const plainRun: fc.Arbitrary<TestRun> = runsOf({
  file: word.map((name) => `src/${name}.js`),
  suite: word,
  name: word,
  message: word.map((name) => `expected ${name} to be there`),
}).filter((run) => run.some((test) => test.outcome === "failed"))

const odd = fc.oneof(
  word,
  noise,
  fc.constantFrom("", " ", "a\nb", "::", " > ", "]]>", "</testcase>", "not ok 1", "\\", "''''", "\u001b[31m"),
)

/** A run whose texts are whatever somebody could make them. */
export const oddRun: fc.Arbitrary<TestRun> = runsOf({
  file: fc.oneof(
    word,
    odd,
    fc.constantFrom(
      "../../etc/passwd",
      "/home/dev/shop/a.js",
      "C:\\shop\\a.cs",
      "file:///home/dev/shop/a.js",
    ),
  ),
  suite: odd,
  name: odd,
  message: fc.oneof(
    odd,
    noise,
    fc.tuple(odd, fc.integer({ min: 1, max: 4000 })).map(([text, times]) => text.slice(0, 20).repeat(times)),
  ),
})

type Texts = Readonly<Record<"file" | "suite" | "name" | "message", fc.Arbitrary<string>>>

function runsOf({ file, suite, name, message }: Texts): fc.Arbitrary<TestRun> {
  const test = fc.record({
    file,
    suite,
    name,
    message,
    outcome: fc.constantFrom("passed" as const, "failed" as const, "skipped" as const),
    line: fc.integer({ min: 1, max: 5000 }),
  })
  return fc.uniqueArray(test, { minLength: 1, maxLength: 12, selector: (it) => it.name })
}
