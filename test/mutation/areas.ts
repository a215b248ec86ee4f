/** A part of the product whose tests are measured, and the tests that measure it. */
export type Area = {
  readonly name: string
  readonly folder: string
  readonly tests: readonly string[]
}

/**
 * Tests of size and speed: with every place of the source watched they take minutes, and notice nothing others do not. Tests of
 * several processes: a change is switched on in this process alone, and what they start runs without it.
 */
export const leftOut: readonly string[] = ["test/**/*.size.test.ts", "test/**/*.processes.test.ts"]

/** In the order in which they are run. */
export const areas: readonly Area[] = [
  { name: "loop", folder: "src/loop", tests: ["test/loop/**/*.test.ts"] },
  {
    name: "codecs",
    folder: "src/gateway/codecs",
    tests: [
      "test/gateway/anthropic/**/*.test.ts",
      "test/gateway/gemini/**/*.test.ts",
      "test/gateway/openai-chat/**/*.test.ts",
      "test/gateway/openai-responses/**/*.test.ts",
      "test/gateway/shared/**/*.test.ts",
    ],
  },
  { name: "spend", folder: "src/spend", tests: ["test/spend/**/*.test.ts"] },
  { name: "integrity", folder: "src/integrity", tests: ["test/integrity/**/*.test.ts"] },
  {
    name: "hook",
    folder: "src/hook",
    // They call the hook in their own process. What starts the built hook (test/e2e and others) cannot switch a change on.
    tests: ["test/hook/**/*.test.ts"],
  },
]
