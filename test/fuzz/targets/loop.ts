import assert from "node:assert/strict"
import fc from "fast-check"
import { parseRequest } from "../../../src/loop/command.ts"
import { maxTaskLength } from "../../../src/loop/options.ts"
import { limits } from "../../../src/loop/settings.ts"
import { quoteText } from "../../../src/loop/tokens.ts"
import { settingsJsonSchema } from "../../../src/store/stored-schemas.ts"
import { misfitOf } from "../../../src/system/schema-check.ts"
import { damaged, longOf, noise, soupOf } from "../hostile.ts"
import type { Target } from "../target.ts"

const words = (
  '/for-loop /antigravity-for-loop:for-loop for-loop /cancel-loop --max-iterations --max-iterations=3 0 1000 1e9 Infinity -5 --completion "DONE" ' +
  "--completion-promise --check --check= --no-check --check-timeout --max-minutes --max-usd 0.01 --mode safe --review-every --branch " +
  '--no-branch --commit-each --allow-test-edits --phases --arm --resume --help -- - = task “ ” „ « » ‘ ’ 「 」 ＂ \' " \\ \\" <USER_REQUEST>'
).split(" ")

const whole = fc.constantFrom(
  '/for-loop "make the cart tests pass" --max-iterations 5 --check "npm test" --check \'npm run lint\' --completion DONE',
  "/for-loop “fix it” --mode unsafe --max-usd 3.5 --max-minutes 90 --review-every 2 --branch for-loop/x --commit-each",
  "/for-loop fix the tests",
  "/for-loop --arm 0123456789abcdef0123456789abcdef",
  "/cancel-loop because it is late",
)

export const grammar: Target = {
  name: "chat-grammar",
  runs: 1000,
  inputs: fc.oneof(
    soupOf(words).map((text) => `/for-loop ${text}`),
    soupOf(words),
    damaged(whole),
    noise,
    longOf(words).map((text) => `/for-loop ${text}`),
  ),
  check(input) {
    const request = parseRequest(input)
    assert.deepEqual(parseRequest(input), request)
    switch (request.kind) {
      case "none":
      case "cancel":
      case "resume":
        break
      case "arm":
        assert.ok(request.token.length > 0 && request.token.length <= 200)
        break
      case "usage":
        assert.ok(request.problem.length > 0 && request.problem.length < 1000)
        break
      case "start": {
        const { task, settings, checks } = request
        assert.ok(task.trim() !== "" && task.length <= maxTaskLength)
        assert.ok(settings.maxIterations <= limits.maxIterations.max)
        assert.ok(settings.maxMinutes <= limits.maxMinutes.max)
        assert.equal(misfitOf(settingsJsonSchema, JSON.parse(JSON.stringify(settings))), null)
        if (checks.kind === "given")
          for (const command of checks.commands) assert.notEqual(command.trim(), "")
        const again = parseRequest(`/for-loop ${quoteText(task)}`)
        assert.equal(again.kind === "start" && again.task, task)
        break
      }
      default:
        request satisfies never
    }
  },
}
