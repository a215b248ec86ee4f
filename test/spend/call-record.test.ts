import { describe, expect, it } from "vitest"
import { decodeCall } from "../../src/spend/call-record.ts"

const limit = { cap: "daily", nanos: 10, from: 0, to: 8, elsewhere: 0 }
const ask = {
  id: "1",
  at: 5,
  owner: "loop:a",
  model: "m",
  upstream: "gemini-api",
  nanos: 7,
  limits: [limit, { ...limit, cap: "own-weekly", to: null }],
  caller: { pid: 3, host: "h" },
}
const reserve = { kind: "reserve", nonce: "n", ...ask }
const tokens = { input: 1, cachedInput: 2, cacheWrite: 3, output: 4, thinking: 5, longCacheWrite: 6 }
const settle = { kind: "settle", nonce: "n", id: "1", at: 6, nanos: 4, basis: "measured", model: "m", tokens }
const inside = {
  entries: [
    [5, 7, "1", "loop:a"],
    [6, 3, null, null],
  ],
  open: [ask],
  owners: [["loop:a", 7]],
  warned: ["w"],
}
const carried = { kind: "carried", nonce: "n", carried: inside }
const warned = { kind: "warned", nonce: "n", key: "k", at: 5 }
const release = { kind: "release", nonce: "n", id: "1", at: 5 }
const sealed = { kind: "sealed", nonce: "n", at: 5 }

const read = (record: object) => decodeCall(JSON.stringify(record))

describe("a line of the call log", () => {
  it.each([[reserve], [settle], [carried], [warned], [release], [sealed]])(
    "is read as it was written: %j",
    (record) => {
      expect(read(record)).toEqual(record)
    },
  )

  it("may leave out the model and what the service did not tell", () => {
    expect(read({ ...reserve, model: undefined })).toEqual({ ...reserve, model: null })
    expect(read({ ...settle, model: 5, tokens: null })).toEqual({ ...settle, model: null, tokens: null })
    expect(read({ ...settle, basis: "estimated", tokens: { input: 1, output: "4", thinking: -1 } })).toEqual({
      ...settle,
      basis: "estimated",
      tokens: {
        input: 1,
        cachedInput: null,
        cacheWrite: null,
        output: null,
        thinking: null,
        longCacheWrite: null,
      },
    })
  })

  it("takes the last moment there is and the greatest whole number, and zero", () => {
    expect(read({ ...sealed, at: 8.64e15 })).toMatchObject({ at: 8.64e15 })
    expect(read({ ...sealed, at: 0 })).toMatchObject({ at: 0 })
    expect(read({ ...reserve, nanos: Number.MAX_SAFE_INTEGER })).toMatchObject({
      nanos: Number.MAX_SAFE_INTEGER,
    })
  })

  it.each([
    ["no object", [1]],
    ["a call that is settled under another name", { ...settle, kind: "settled" }],
    ["an unknown kind", { ...release, kind: "refund" }],
    ["no nonce", { ...release, nonce: 1 }],
    ["no moment", { ...release, at: "5" }],
    ["a moment after the last", { ...release, at: 8.64e15 + 2 }],
    ["a moment before the first", { ...release, at: -1 }],
    ["no id to release", { ...release, id: 1 }],
    ["no id to settle", { ...settle, id: null }],
    ["no warning", { ...warned, key: 1 }],
    ["money that is no number", { ...settle, nanos: "4" }],
    ["money below nothing", { ...settle, nanos: -4 }],
    ["money in fractions", { ...settle, nanos: 0.5 }],
    ["more money than can be added up", { ...settle, nanos: 2 ** 53 }],
    ["a basis nobody knows", { ...settle, basis: "guessed" }],
    ["a seal without a moment", { ...sealed, at: null }],
    ["no id to reserve", { ...reserve, id: null }],
    ["no moment to reserve", { ...reserve, at: null }],
    ["no owner", { ...reserve, owner: 1 }],
    ["no upstream", { ...reserve, upstream: null }],
    ["no amount to reserve", { ...reserve, nanos: null }],
    ["no caps", { ...reserve, limits: null }],
    ["no caller", { ...reserve, caller: null }],
    ["a caller without a process", { ...reserve, caller: { host: "h" } }],
    ["a caller without a machine", { ...reserve, caller: { pid: 1 } }],
    ["a cap that is none", { ...reserve, limits: [limit, "daily"] }],
    ["a cap that is nothing", { ...reserve, limits: [null] }],
    ["a cap nobody knows", { ...reserve, limits: [{ ...limit, cap: "hourly" }] }],
    ["a cap without an amount", { ...reserve, limits: [{ ...limit, nanos: null }] }],
    ["a cap without a beginning", { ...reserve, limits: [{ ...limit, from: null }] }],
    ["a cap without an end that is said", { ...reserve, limits: [{ ...limit, to: "never" }] }],
    [
      "a cap that does not say what was spent elsewhere",
      { ...reserve, limits: [{ ...limit, elsewhere: null }] },
    ],
    ["nothing carried", { ...carried, carried: null }],
    ["no entries carried", { ...carried, carried: { ...inside, entries: null } }],
    ["no open calls carried", { ...carried, carried: { ...inside, open: {} } }],
    ["no owners carried", { ...carried, carried: { ...inside, owners: null } }],
    ["no warnings carried", { ...carried, carried: { ...inside, warned: null } }],
    ["an entry that is none", { ...carried, carried: { ...inside, entries: ["5"] } }],
    ["an entry without its moment", { ...carried, carried: { ...inside, entries: [[null, 7, "1", null]] } }],
    ["an entry without its amount", { ...carried, carried: { ...inside, entries: [[5, "7", "1", null]] } }],
    ["an entry that is nothing", { ...carried, carried: { ...inside, entries: [null] } }],
    ["an owner that is nothing", { ...carried, carried: { ...inside, owners: [null] } }],
    ["an open call that is none", { ...carried, carried: { ...inside, open: ["1"] } }],
    [
      "an open call whose caps cannot be read",
      { ...carried, carried: { ...inside, open: [{ ...ask, limits: 1 }] } },
    ],
    ["an owner that is none", { ...carried, carried: { ...inside, owners: ["loop:a"] } }],
    ["an owner without a name", { ...carried, carried: { ...inside, owners: [[1, 7]] } }],
    ["an owner without a sum", { ...carried, carried: { ...inside, owners: [["loop:a", null]] } }],
  ])("with %s is believed in no part", (_what, record) => {
    expect(read(record)).toBeNull()
  })

  it("loses a warning that cannot be read, since a second one does no harm", () => {
    expect(read({ ...carried, carried: { ...inside, warned: ["w", 1] } })).toEqual(carried)
  })

  it("that a kill tore is none", () => {
    const line = JSON.stringify(reserve)
    for (let length = 0; length < line.length; length += 1)
      expect(decodeCall(line.slice(0, length))).toBeNull()
  })
})
