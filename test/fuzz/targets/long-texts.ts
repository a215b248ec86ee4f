import assert from "node:assert/strict"
import { requestText } from "../../../src/host/transcript-row.ts"
import { classifyError } from "../../../src/host/upstream-error.ts"
import { readClaim } from "../../../src/loop/claim.ts"
import { parseRequest } from "../../../src/loop/command.ts"
import { messageKey } from "../../../src/verify/delta-message.ts"
import { targetsOf } from "../../../src/verify/delta-targets.ts"
import { scanLog } from "../../../src/verify/digest-scan.ts"
import { cutToBytes } from "../../../src/verify/fit.ts"
import { redact, redactCode } from "../../../src/verify/redact.ts"
import { readLog } from "../../../src/verify/reports/log-text.ts"
import { stepsOf } from "../../../src/verify/rerun/command-words.ts"
import { sanitise } from "../../../src/verify/sanitise.ts"
import { suspicionsIn } from "../../../src/verify/suspicion.ts"
import { longOf } from "../hostile.ts"
import { controlWords, secretWords, signWords } from "../output-words.ts"
import { scratchFile } from "../scratch.ts"
import type { Target } from "../target.ts"

const tags = [
  "<USER_REQUEST>",
  "</USER_REQUEST>",
  "\n<SKILL",
  "<promise>",
  "</promise>",
  "<blocked>",
  "`",
  "test",
  "::",
  "> ",
  "&&",
  "'",
]

/** Everything that looks at text of any length, one text of half a million characters after the other: what is not linear in it runs out of time. */
export const longTexts: Target = {
  name: "long-texts",
  runs: 20,
  inputs: longOf([...controlWords, ...secretWords, ...signWords, ...tags], 500_000),
  check(input) {
    sanitise(input)
    redact(input)
    redactCode(input)
    suspicionsIn(input, 0)
    parseRequest(`/for-loop ${input}`)
    parseRequest(`/for-loop "x" ${input}`)
    requestText(`<USER_REQUEST>${input}`)
    classifyError(input, 0)
    readClaim(input, "DONE")
    messageKey(input)
    targetsOf(input, ["src/a.test.ts > adds"])
    stepsOf(input, "linux")
    assert.ok(Buffer.byteLength(cutToBytes(input, 1000)) <= 1000)
    const path = scratchFile("long/check.log", input)
    scanLog(path)
    readLog(path)
  },
}
