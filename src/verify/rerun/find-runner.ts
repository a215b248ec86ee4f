import { cargoTest } from "./cargo-test.ts"
import { goTest } from "./go-test.ts"
import { jest, mocha, programName, vitest } from "./javascript.ts"
import { nodeTest } from "./node-test.ts"
import { pytest } from "./pytest.ts"
import type { Runner } from "./runner.ts"

/** Every runner that can be told to run one test. A new one is one file and one line here. */
const runners: readonly Runner[] = [vitest, jest, mocha, nodeTest, pytest, goTest, cargoTest]

/** Programs that only start the next one. */
const wrappers =
  /^(?:npx|pnpx|bunx|npm|pnpm|yarn|bun|exec|dlx|x|run|uv|poetry|pipenv|pdm|hatch|rye|python[\d.]*|py|node|cross-env|cross-env-shell|env|c8|nyc|time|nice|command|coverage|--)$/

/** The runner that a step starts, itself or behind words that only start the next program, and where its own words begin. */
export function findRunner(words: readonly string[]): { runner: Runner; from: number } | null {
  for (const runner of runners) {
    const from = runner.begins(words)
    if (from === null) continue
    const name = nameIndex(words, from)
    const before = words.slice(0, name)
    if (before.every((word) => /^\w+=|^-/.test(word) || wrappers.test(programName(word))))
      return { runner, from }
  }
  return null
}

/** Runners of several words (`go test`) report the place behind the last one. */
function nameIndex(words: readonly string[], from: number): number {
  let index = from - 1
  while (index > 0 && /^(?:test|t)$/.test(words[index] ?? "")) index--
  return index
}
