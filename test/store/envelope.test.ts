import { describe, expect, it } from "vitest"
import { decodeEnvelope, encodeEnvelope } from "../../src/store/envelope.ts"
import { type Migration, migrate } from "../../src/store/migrations.ts"
import { sampleState } from "./sample.ts"

const now = sampleState("a")
const text = encodeEnvelope(now)

/** Made-up history: version 5 called the task `prompt`, version 6 had no `hint`. */
const table: ReadonlyMap<number, Migration> = new Map<number, Migration>([
  [5, ({ prompt, ...rest }) => ({ ...rest, task: prompt })],
  [6, (state) => ({ ...state, hint: null })],
])

/** A whole file of version 0 with any content. */
function oldText(state: object): string {
  return encodeEnvelope(JSON.parse(JSON.stringify(state)), { version: 0, table })
}

describe("the envelope of a state", () => {
  it("is one JSON line with version and checksum beside the state", () => {
    expect(JSON.parse(text)).toEqual({
      schema: 1,
      checksum: expect.stringMatching(/^\d+:[0-9a-z]+$/),
      state: now,
    })
    expect(text.endsWith("}\n")).toBe(true)
    expect(text.trim().split("\n")).toHaveLength(1)
  })

  it("reads the same after being laid out anew, because only the content counts", () => {
    expect(decodeEnvelope(JSON.stringify(JSON.parse(text), null, 2))).toEqual({ kind: "ok", state: now })
  })

  it("does not believe a version that was edited", () => {
    expect(decodeEnvelope(text.replace('"schema":1', '"schema":2'))).toMatchObject({ kind: "bad" })
    expect(decodeEnvelope(text.replace('"schema":1', '"schema":0'))).toMatchObject({ kind: "bad" })
  })

  it("tells a newer version from damage", () => {
    expect(decodeEnvelope(encodeEnvelope(now, { version: 9, table }))).toEqual({ kind: "newer", version: 9 })
  })
})

describe("migrations", () => {
  it("lift an older state step by step", () => {
    const { task, hint, ...rest } = now
    const oldest = { ...rest, prompt: task, version: 5 }
    expect(hint).toBeNull()
    expect(migrate(oldest, 5, 7, table)).toEqual({ kind: "migrated", state: { ...now, version: 7 } })
    expect(migrate({ ...rest, task, version: 6 }, 6, 7, table)).toEqual({
      kind: "migrated",
      state: { ...now, version: 7 },
    })
    expect(migrate({ ...now }, 7, 7, table)).toEqual({ kind: "migrated", state: now })
  })

  it("name the version they cannot lift", () => {
    expect(migrate({}, 4, 7, table)).toEqual({ kind: "no-way", version: 4 })
  })

  it("are applied when an older file is loaded, and the result is validated", () => {
    const lift: Migration = ({ prompt, ...rest }) => ({ ...rest, task: prompt })
    const schema = { version: 1, table: new Map([[0, lift]]) }
    const { task, ...rest } = now
    expect(decodeEnvelope(oldText({ ...rest, version: 0, prompt: task }), schema)).toEqual({
      kind: "ok",
      state: now,
    })
    expect(decodeEnvelope(oldText({ ...rest, version: 0, prompt: 7 }), schema)).toMatchObject({
      kind: "bad",
      why: expect.stringContaining("task"),
    })
    expect(decodeEnvelope(oldText({ ...rest, version: 0 }))).toMatchObject({
      kind: "bad",
      why: expect.stringContaining("0"),
    })
  })
})
