// biome-ignore-all lint/suspicious/noControlCharactersInRegex: control characters are what must be gone
import assert from "node:assert/strict"
import { readFileSync } from "node:fs"
import fc from "fast-check"
import { digestOf } from "../../../src/verify/digest.ts"
import { redact } from "../../../src/verify/redact.ts"
import { redactLog } from "../../../src/verify/redact-log.ts"
import { readLog } from "../../../src/verify/reports/log-text.ts"
import { sanitise } from "../../../src/verify/sanitise.ts"
import { suspicionsIn } from "../../../src/verify/suspicion.ts"
import { checkResult } from "../../verify/check-results.ts"
import { fixtureTexts } from "../fixture-texts.ts"
import { damaged, longOf, noise, soupOf } from "../hostile.ts"
import { controlWords, secretWords, signWords } from "../output-words.ts"
import { scratchFile, scratchFolder } from "../scratch.ts"
import type { Target } from "../target.ts"

const outputs = fixtureTexts("reports", /\.txt$/)

const anyOutput = fc.oneof(
  soupOf([...controlWords, ...signWords]),
  soupOf([...secretWords, ...signWords]),
  damaged(fc.constantFrom(...outputs)),
  longOf([...controlWords, ...secretWords, ...signWords], 40_000),
  noise,
)
const invisible = /[\0-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069\u{e0000}-\u{e0fff}]/u

export const cleaning: Target = {
  name: "cleaning",
  runs: 300,
  inputs: anyOutput,
  check(input) {
    const { text, hidden } = sanitise(input)
    assert.doesNotMatch(text, invisible)
    assert.ok(hidden >= 0 && text.length <= input.length)
    assert.equal(sanitise(text).text, text)
    redact(text)
    assert.ok(suspicionsIn(text, 0).length <= 20)
  },
}

/** A token of which nothing may come out, wherever it stands. */
const planted = "ghp_0123456789abcdefghij0123456789abcdef"

export const digest: Target = {
  name: "digest",
  runs: 70,
  inputs: anyOutput,
  async check(input) {
    const around = input.replaceAll(planted, "")
    const text = `${around}\nError: no access with ${planted} \n${around}`
    const logPath = scratchFile("digest/check.log", text)
    const order = {
      previousFailing: ["a > b"],
      baselineFailing: ["a > b"],
      workspace: scratchFolder("digest"),
    }
    const results = [checkResult({ end: "failed", exitCode: 1, logPath })]
    for (const budgetBytes of [0, 300, 6000]) {
      const found = await digestOf({ ...order, results, budgetBytes })
      assert.ok(Buffer.byteLength(found.text) <= budgetBytes)
      assert.doesNotMatch(found.text, invisible)
      assert.ok(!found.text.includes(planted))
      const fences = found.text.match(/^(`{3,})text\n[\s\S]*\n\1$/m)
      if (fences !== null) assert.ok(found.text.endsWith(fences[1] ?? ""))
    }
    const read = readLog(logPath)
    assert.ok(read !== null && read.text.length <= read.full.length)
  },
}

export const logOnDisk: Target = {
  name: "log-on-disk",
  runs: 70,
  inputs: anyOutput,
  async check(input) {
    const plain = scratchFile("log/plain.log", input)
    if (!(await redactLog(plain)))
      assert.equal(readFileSync(plain, "utf8"), Buffer.from(input).toString("utf8"))
    const path = scratchFile("log/check.log", `${input}\n${planted}\n${input}`)
    assert.equal(await redactLog(path), true)
    assert.doesNotMatch(readFileSync(path, "latin1"), new RegExp(`(?<!\\w)${planted}`))
  },
}
