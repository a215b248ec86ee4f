import { spawnSync } from "node:child_process"
import { cpSync, mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterAll, describe, expect, it } from "vitest"
import { detectChecks } from "../../src/verify/detect.ts"
import { runChecks } from "../../src/verify/run-checks.ts"
import { failingOf, verdictOf } from "../../src/verify/verdict.ts"

const folder = mkdtempSync(join(tmpdir(), "examples-"))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const works = (program: string, ...args: string[]) =>
  spawnSync(program, args, { stdio: "ignore" }).status === 0
const present: Record<string, boolean> = {
  "node-cart": true,
  "python-shop": works("python3", "-m", "pytest", "--version"),
  "go-words": works("go", "version"),
}

describe("examples", () => {
  const cases: [string, string, string[]][] = [
    [
      "node-cart",
      "npm test",
      [
        "test/cart.test.js > cart > adds the tax to the subtotal",
        "test/cart.test.js > cart > is worth nothing when it is empty",
        "test/cart.test.js > cart > stays as it is when an unknown product is removed",
        "test/money.test.js > money > reads a price without losing a cent",
      ],
    ],
    [
      "python-shop",
      "python3 -m pytest",
      [
        "tests/test_discount.py > TestBest > test_of_no_offer_is_zero",
        "tests/test_discount.py > TestDiscounted > test_rounds_half_up[25-10-23]",
        "tests/test_stock.py > test_an_unknown_article_is_not_available",
        "tests/test_stock.py > test_missing_lists_what_is_below_the_minimum",
      ],
    ],
    [
      "go-words",
      "go test ./...",
      [
        "example.com/words > TestCount/no_text_has_no_words",
        "example.com/words > TestCount/several_blanks_are_one_gap",
        "example.com/words > TestLongestIsTheFirstOfEquals",
        "example.com/words > TestShortenCountsCharacters",
      ],
    ],
  ]
  for (const [name, command, failing] of cases) {
    it.skipIf(present[name] !== true)(
      `${name} is detected, runs offline and fails where its README says (needs its tool)`,
      async () => {
        const workspace = join(folder, name)
        cpSync(join(import.meta.dirname, "../../examples", name), workspace, { recursive: true })
        expect((await detectChecks(workspace)).map((check) => check.command)).toEqual([command])
        const results = await runChecks({
          checks: [command],
          workspace,
          env: process.env,
          timeoutMs: 120_000,
          deadline: Date.now() + 120_000,
          directory: join(folder, `${name}-logs`),
        })
        expect(verdictOf(results)).toBe("red")
        expect(failingOf(results)).toEqual(failing)
      },
      120_000,
    )
  }
})
