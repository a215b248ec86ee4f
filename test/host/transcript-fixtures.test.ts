import { mkdirSync } from "node:fs"
import { join } from "node:path"
import { describe, expect, it } from "vitest"
import { readTurn } from "../../src/host/antigravity-transcript.ts"
import { isRecord } from "../../src/host/payload.ts"
import {
  answerRow,
  fixtureBytes,
  fixturePath,
  fixtureText,
  indexEntries,
  temporaryFile,
  temporaryFolder,
  textOf,
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
