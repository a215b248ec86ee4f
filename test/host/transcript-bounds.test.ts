import { writeFileSync } from "node:fs"
import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { readTurn } from "../../src/host/antigravity-transcript.ts"
import {
  answerRow,
  continuationRow,
  temporaryFile,
  toolCallRow,
  toolRow,
  transcriptOf,
  userRow,
} from "./fixtures.ts"

const mib = 1024 * 1024

function read(text: string | Buffer) {
  return readTurn(temporaryFile(text))
}

describe("S23 a large transcript", () => {
  it("gives every character of a request and an answer of 10 MB each", () => {
    const long = `"\\n\\u2028\u2028é🛒${"x\\".repeat(5 * mib)}`
    const turn = read(transcriptOf(userRow(long)))
    expect(turn.request?.text === long).toBe(true)
    expect(read(transcriptOf(userRow("x"), answerRow(long))).message === long).toBe(true)
  })

  it("looks past tool output of 10 MB to the start of the turn", () => {
    const turn = read(
      transcriptOf(
        userRow("old"),
        answerRow("old"),
        userRow("new"),
        toolCallRow("x"),
        toolRow("é".repeat(5 * mib)),
        answerRow("done"),
      ),
    )
    expect(turn).toMatchObject({ request: { text: "new" }, message: "done", over: true, badLines: 0 })
  })

  it("still finds the last answer when a line is larger than anything it reads", () => {
    const huge = transcriptOf(userRow("x"), toolRow("y".repeat(20 * mib)), answerRow("done"))
    expect(read(huge)).toMatchObject({ request: null, message: "done", over: true, badLines: 0 })
    expect(read(transcriptOf(userRow("x"), answerRow("y".repeat(20 * mib))))).toMatchObject({
      request: null,
      message: null,
      over: false,
      badLines: 0,
    })
  })

  it("finds the request behind the continuations of a long loop", () => {
    const rows = [userRow("the task"), userRow("no request", { type: "USER_FEEDBACK" })]
    for (let round = 2; round <= 9; round++) {
      rows.push(
        continuationRow(`[for-loop ${round}/10] red`),
        toolCallRow("x"),
        toolRow('"USER_EXPLICIT" '.repeat(4000)),
      )
    }
    const turn = read(transcriptOf(...rows, answerRow("round nine")))
    expect(turn).toMatchObject({ request: { text: "the task" }, message: "round nine", over: true })
  })

  it("says that there is no request when the only one lies megabytes before our continuation", () => {
    const rows = [userRow("the task"), toolRow("x".repeat(2 * mib)), continuationRow("[for-loop 2/9] red")]
    const filler = toolRow("y".repeat(mib / 8))
    expect(read(transcriptOf(...rows, filler, answerRow("on it")))).toMatchObject({
      request: null,
      message: "on it",
    })
  })

  it("sees a user row that came after our continuation, however far back it lies within the turn", () => {
    const rows = [
      userRow("task"),
      continuationRow("[for-loop 2/9] red"),
      answerRow("old"),
      userRow("stop that"),
    ]
    const turn = read(transcriptOf(...rows, toolRow("x".repeat(6 * mib)), answerRow("ok")))
    expect(turn).toMatchObject({ request: { text: "stop that" }, message: "ok" })
  })
})

describe("whatever a file holds", () => {
  const pieces = fc.oneof(
    fc.string({ unit: "binary" }),
    fc.jsonValue().map((value) => JSON.stringify(value)),
    fc
      .record(
        {
          step_index: fc.oneof(fc.integer(), fc.double(), fc.string()),
          source: fc.constantFrom("USER_EXPLICIT", "MODEL", "SYSTEM", "OTHER"),
          type: fc.constantFrom(
            "USER_INPUT",
            "PLANNER_RESPONSE",
            "SYSTEM_MESSAGE",
            "RUN_COMMAND",
            "ASK_QUESTION",
            "X",
          ),
          status: fc.constantFrom("DONE", "RUNNING", "ERROR", "WAITING", "X"),
          content: fc.oneof(
            fc.string(),
            fc.constantFrom(
              "<USER_REQUEST>\nhi\n</USER_REQUEST>",
              "Stop hook blocked termination: [for-loop 1/2] x",
            ),
          ),
          tool_calls: fc.oneof(fc.array(fc.jsonValue(), { maxLength: 2 }), fc.jsonValue()),
        },
        { requiredKeys: [] },
      )
      .map((row) => JSON.stringify(row)),
  )

  it("never throws and never contradicts itself on arbitrary lines", () => {
    const path = temporaryFile("")
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 12 }), fc.constantFrom("\n", "\r\n"), (lines, lineEnd) => {
        writeFileSync(path, lines.join(lineEnd))
        const turn = readTurn(path)
        if (turn.over) expect(turn.message).not.toBeNull()
        expect(turn.badLines).toBeLessThanOrEqual(lines.join(lineEnd).split("\n").length)
        expect(turn.request?.key ?? "").not.toMatch(/\s/)
      }),
      { numRuns: 500 },
    )
  })

  it("never throws on arbitrary bytes", () => {
    const path = temporaryFile("")
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 3000 }), (bytes) => {
        writeFileSync(path, bytes)
        expect(readTurn(path).fingerprint).toMatch(/^\d+:/)
      }),
      { numRuns: 200 },
    )
  })
})
