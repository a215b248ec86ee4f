import { appendFileSync, mkdirSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { readTurn } from "../../src/host/antigravity-transcript.ts"
import { isRecord } from "../../src/host/payload.ts"
import {
  answerRow,
  continuationRow,
  fixtureBytes,
  fixturePath,
  fixtureText,
  indexEntries,
  temporaryFile,
  temporaryFolder,
  textOf,
  toolCallRow,
  toolRow,
  transcriptOf,
  userRow,
} from "./fixtures.ts"

const mib = 1024 * 1024
const fixtures = indexEntries("transcripts/index.json", "transcripts").map((entry) => {
  if (!isRecord(entry.expect)) throw new Error("an entry without expectations")
  return { file: textOf(entry, "file"), expected: entry.expect }
})

function read(text: string | Buffer) {
  return readTurn(temporaryFile(text))
}

describe("every recorded transcript", () => {
  it.each(fixtures)(
    "$file gives the last answer of the turn, its end and its bad lines",
    ({ file, expected }) => {
      const turn = readTurn(fixturePath(`transcripts/${file}`))
      expect(turn.message).toBe(expected.lastAssistant)
      expect(turn.over).toBe(expected.turnOver)
      expect(turn.badLines).toBe(expected.badLines)
    },
  )

  it.each(fixtures)("$file gives the last request of the user and nothing else", ({ file, expected }) => {
    const text = readTurn(fixturePath(`transcripts/${file}`)).request?.text ?? null
    const { command, task } = expected
    if (typeof command === "string") {
      // A leading mode, the plugin prefix and a lost slash are the grammar's business; the text starts with them.
      expect(text).toMatch(new RegExp(`^(?:/accept-edits )?/?(?:antigravity-for-loop:)?${command}`))
      expect(text).not.toMatch(/<\/?(?:USER_REQUEST|ADDITIONAL_METADATA|SKILL)>/)
      if (typeof task === "string") expect(text).toContain(task.includes('"') ? task.split('"')[0] : task)
    } else {
      expect(text ?? "").not.toMatch(/^\/?(?:antigravity-for-loop:)?(?:for|cancel)-loop/)
    }
  })

  it.each(fixtures)("$file waits for the human only where a question was asked (S55)", ({ file }) => {
    expect(readTurn(fixturePath(`transcripts/${file}`)).waitingForHuman).toBe(
      file === "waiting-for-human.jsonl",
    )
  })

  it.each(fixtures)("S92 $file reads the same with CRLF line ends", ({ file }) => {
    const original = readTurn(fixturePath(`transcripts/${file}`))
    const text = fixtureText(`transcripts/${file}`).replaceAll("\r\n", "\n").replaceAll("\n", "\r\n")
    expect({ ...read(text), fingerprint: "" }).toEqual({ ...original, fingerprint: "" })
  })

  const withoutUser = ["compaction-after.jsonl", "empty.jsonl", "subagent-child.jsonl"]

  it.each(fixtures)("S11 $file has a request exactly when a row of the user is left in it", ({ file }) => {
    expect(readTurn(fixturePath(`transcripts/${file}`)).request === null).toBe(withoutUser.includes(file))
  })

  it.each(fixtures.filter(({ file }) => !withoutUser.includes(file)))(
    "S23 $file reads the same behind megabytes of older turns",
    ({ file }) => {
      const older = transcriptOf(
        userRow("an old request", { step_index: -3 }),
        toolRow("x".repeat(mib), { step_index: -2 }),
        answerRow("an old answer", { step_index: -1 }),
      )
      const turn = read(Buffer.concat([Buffer.from(older.repeat(3)), fixtureBytes(`transcripts/${file}`)]))
      const original = readTurn(fixturePath(`transcripts/${file}`))
      expect({ ...turn, fingerprint: "" }).toEqual({ ...original, fingerprint: "" })
    },
  )
})

describe("a transcript that is not there", () => {
  const nothing = {
    request: null,
    message: null,
    over: false,
    waitingForHuman: false,
    fingerprint: "none",
    badLines: 0,
  }

  it("S22 is a turn that is not over: no path, no file, a folder, an impossible path", () => {
    const folder = temporaryFolder()
    mkdirSync(join(folder, "folder.jsonl"))
    for (const path of [null, join(folder, "missing.jsonl"), join(folder, "folder.jsonl"), "a\u0000b", ""]) {
      expect(readTurn(path)).toEqual(nothing)
    }
  })
})

describe("the request of the user", () => {
  it("S28 is byte-exact, also when it mentions the tags around it", () => {
    const task = '/for-loop "a </USER_REQUEST> b <USER_REQUEST>\n\n  c\t" --check "x"  '
    const blocks =
      "\n<ADDITIONAL_METADATA>\n<SKILL>\n<USER_REQUEST>\n/for-loop other\n</USER_REQUEST>\n</SKILL>\n</ADDITIONAL_METADATA>"
    const content = `<USER_REQUEST>\n${task}\n</USER_REQUEST>${blocks}`
    expect(read(transcriptOf(userRow("", { content }))).request?.text).toBe(task)
  })

  it("S23 keeps backslash sequences", () => {
    const task = '/for-loop "C:\\new\\temp \\u0041 \\\\"'
    expect(read(transcriptOf(userRow(task))).request?.text).toBe(task)
  })

  it("stops before the blocks when the closing tag is missing", () => {
    const content = "<USER_REQUEST>\n/for-loop x\n<ADDITIONAL_METADATA>\n<SKILL>/for-loop y</SKILL>"
    expect(read(transcriptOf(userRow("", { content }))).request?.text).toBe("/for-loop x")
  })

  it("is the inside of the tag also when a block comes first", () => {
    const content =
      "<ADDITIONAL_METADATA>\nLocal time\n</ADDITIONAL_METADATA>\n<USER_REQUEST>\nhello\n</USER_REQUEST>"
    expect(read(transcriptOf(userRow("", { content }))).request?.text).toBe("hello")
  })

  it("keeps its key while the turn goes on and changes it for the same words typed again", () => {
    const path = temporaryFile(transcriptOf(userRow("go on")))
    const first = readTurn(path).request
    appendFileSync(path, `${JSON.stringify(answerRow("yes", { step_index: 1 }))}\n`)
    expect(readTurn(path).request).toEqual(first)
    appendFileSync(path, `${JSON.stringify(userRow("go on", { step_index: 2 }))}\n`)
    expect(readTurn(path).request?.text).toBe("go on")
    expect(readTurn(path).request?.key).not.toBe(first?.key)
  })

  it("has a bounded key", () => {
    const row = userRow("x".repeat(100_000), { created_at: "y".repeat(5000) })
    expect(read(transcriptOf(row)).request?.key.length).toBeLessThan(200)
  })

  it("is never taken from a row that only looks like the user's", () => {
    const spoofs = [
      userRow("/for-loop x", { source: "SYSTEM" }),
      userRow("/for-loop x", { source: "MODEL" }),
      userRow("/for-loop x", { source: undefined }),
      userRow("/for-loop x", { type: "GENERIC" }),
      userRow("/for-loop x", { content: { text: "/for-loop x" }, source: "SYSTEM" }),
    ]
    for (const spoof of spoofs) expect(read(transcriptOf(spoof, answerRow("hi"))).request).toBeNull()
  })
})

describe("the last message of the agent", () => {
  it("S18 is never what the user, a tool or a thought said", () => {
    const rows = [
      userRow("print <promise>DONE</promise>"),
      toolCallRow("view_file", { thinking: "<promise>DONE</promise>" }),
      toolRow("<promise>DONE</promise>"),
    ]
    expect(read(transcriptOf(...rows)).message).toBeNull()
  })

  it("starts anew after our own continuation, not after the host's", () => {
    const claim = answerRow("<promise>DONE</promise>")
    const ours = transcriptOf(userRow("x"), claim, continuationRow("[for-loop 2/5] still red"))
    const hosts = transcriptOf(userRow("x"), claim, continuationRow("The plan was approved."))
    expect(read(ours)).toMatchObject({ message: null, over: false })
    expect(read(hosts).message).toBe("<promise>DONE</promise>")
  })

  it("starts anew only at a system message: a quoted token changes nothing", () => {
    const token = "Stop hook blocked termination: [for-loop 2/5] red"
    const quotes = [
      toolRow(token),
      { source: "SYSTEM", type: "CHECKPOINT", content: `{{ CHECKPOINT 1 }}\n${token}` },
      { source: "USER_EXPLICIT", type: "SOMETHING", content: token },
      { source: "SYSTEM", type: "SYSTEM_MESSAGE", content: `the file says ${token}` },
    ]
    for (const quote of quotes)
      expect(read(transcriptOf(userRow("x"), answerRow("kept"), quote)).message).toBe("kept")
  })

  it("is not an answer that was cancelled or cut by an error", () => {
    for (const status of ["CANCELED", "ERROR"]) {
      const cut = answerRow("<promise>DONE</promise>", { status })
      expect(read(transcriptOf(userRow("x"), answerRow("before"), cut)).message).toBe("before")
    }
  })

  it("is found by step index, wherever its line stands", () => {
    const rows = [
      answerRow("last", { step_index: 9 }),
      userRow("x", { step_index: 1 }),
      answerRow("first", { step_index: 2 }),
    ]
    expect(read(transcriptOf(...rows)).message).toBe("last")
  })

  it("keeps the order of the file for rows without an index", () => {
    const rows = [userRow("x"), answerRow("first"), answerRow("second")].map((row) => ({
      ...row,
      step_index: undefined,
    }))
    expect(read(transcriptOf(...rows)).message).toBe("second")
  })
})

describe("whether the turn is over", () => {
  const open = [userRow("x"), answerRow("I start.")]

  it.each([
    ["S21 a tool call without a result", [...open, toolCallRow("run_command")], false],
    ["a tool call with its result", [...open, toolCallRow("run_command"), toolRow("ok")], true],
    [
      "a tool call that could not be parsed",
      [...open, toolCallRow("x"), { source: "SYSTEM", type: "ERROR_MESSAGE" }],
      true,
    ],
    ["a tool call followed by an injected note", [...open, toolCallRow("x"), continuationRow("note")], false],
    ["S45 a running row", [...open, toolRow("", { status: "RUNNING" }), answerRow("I wait.")], false],
    [
      "a running row closed by a newer version of its step",
      [
        ...open,
        toolRow("", { status: "RUNNING", step_index: 2 }),
        toolRow("ok", { status: "DONE", step_index: 2 }),
      ],
      true,
    ],
    [
      "a row of an older turn that never closed",
      [userRow("old"), toolRow("", { status: "RUNNING" }), userRow("new"), answerRow("done")],
      true,
    ],
    ["S22 nothing after the request", [userRow("x")], false],
    ["an answer of blanks", [userRow("x"), answerRow(" \n ")], false],
  ])("S21 S22 S45 with %s", (_what, rows, over) => {
    expect(read(transcriptOf(...rows)).over).toBe(over)
  })
})

describe("S55 whether the agent waits for the human", () => {
  const question = { source: "MODEL", type: "ASK_QUESTION", content: "Delete it?" }

  it.each([
    ["a question at the end", [userRow("x"), question], true],
    ["a question and a closing word", [userRow("x"), question, answerRow("Please decide.")], true],
    [
      "a question that the agent did not wait for",
      [userRow("x"), question, toolCallRow("run_command"), toolRow("ok")],
      false,
    ],
    ["an open call of the question tool", [userRow("x"), toolCallRow("ask_question")], true],
    [
      "an answered call of the question tool",
      [userRow("x"), toolCallRow("ask_question"), toolRow("yes")],
      false,
    ],
    ["a row that waits for an approval", [userRow("x"), toolRow("npm publish", { status: "WAITING" })], true],
    ["a question of an older turn", [userRow("x"), question, userRow("yes"), answerRow("Done.")], false],
    [
      "a question before our continuation",
      [userRow("x"), question, continuationRow("[for-loop 2/5] go on")],
      false,
    ],
    ["no question", [userRow("x"), answerRow("Shall I?")], false],
  ])("with %s", (_what, rows, waiting) => {
    expect(read(transcriptOf(...rows)).waitingForHuman).toBe(waiting)
  })
})

describe("the fingerprint", () => {
  it("S42 is the same for two readings and another one after every change", () => {
    const path = temporaryFile(transcriptOf(userRow("x")))
    const seen = [readTurn(path).fingerprint]
    expect(readTurn(path).fingerprint).toBe(seen[0])
    for (const line of [transcriptOf(answerRow("a")), transcriptOf(answerRow("a")), "garbage", "\n"]) {
      appendFileSync(path, line)
      seen.push(readTurn(path).fingerprint)
    }
    writeFileSync(path, transcriptOf(userRow("y")))
    seen.push(readTurn(path).fingerprint)
    expect(new Set(seen).size).toBe(6)
    expect(Math.max(...seen.map((text) => text.length))).toBeLessThan(200)
  })
})

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
    const rows = [userRow("the task")]
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
  const path = temporaryPath()

  it("never throws and never contradicts itself on arbitrary lines", () => {
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 12 }), fc.constantFrom("\n", "\r\n"), (lines, lineEnd) => {
        writeFileSync(path(), lines.join(lineEnd))
        const turn = readTurn(path())
        if (turn.over) expect(turn.message).not.toBeNull()
        expect(turn.badLines).toBeLessThanOrEqual(lines.join(lineEnd).split("\n").length)
        expect(turn.request?.key ?? "").not.toMatch(/\s/)
      }),
      { numRuns: 500 },
    )
  })

  it("never throws on arbitrary bytes", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 3000 }), (bytes) => {
        writeFileSync(path(), bytes)
        expect(readTurn(path()).fingerprint).toMatch(/^\d+:/)
      }),
      { numRuns: 200 },
    )
  })
})

/** One file per test, made on first use inside the test so that its clean-up belongs to the test. */
function temporaryPath(): () => string {
  let path: string | null = null
  let owner: string | undefined
  return () => {
    const test = expect.getState().currentTestName
    if (path === null || owner !== test) path = temporaryFile("")
    owner = test
    return path
  }
}
