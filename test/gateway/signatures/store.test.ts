import { spawn } from "node:child_process"
import { appendFileSync, mkdirSync, readdirSync, statSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { createInterface } from "node:readline"
import { describe, expect, test } from "vitest"
import type { AnswerEvent, Exchange, Part } from "../../../src/gateway/model/exchange.ts"
import type { Signatures } from "../../../src/gateway/signatures/signatures.ts"
import { exchangeOf } from "../anthropic/on-gemini.ts"
import { claude, filesOf, gemini, keepAnswer, newHome, openStore } from "./store-folder.ts"

const hour = 60 * 60 * 1000

const signedCall = (id: string, value: string, n: unknown = id): AnswerEvent[] => [
  { kind: "call", id, name: "f", signature: { value, family: "gemini" } },
  { kind: "call-arguments", json: JSON.stringify({ n }) },
  { kind: "part-end" },
]

/** A history in which the calls come back without their signatures. */
function replayed(ids: readonly string[]): Exchange {
  const empty = exchangeOf({ model: "m", max_tokens: 5000, messages: [{ role: "user", content: "go" }] })
  const turns = ids.map((id) => ({
    role: "model" as const,
    parts: [{ kind: "call" as const, id, name: "f", argumentsJson: JSON.stringify({ n: id }) }],
  }))
  return { ...empty, turns: [...empty.turns, ...turns] }
}

function found(store: Signatures, ids: readonly string[], route = gemini): readonly (string | undefined)[] {
  const { exchange } = store.restore(replayed(ids), route)
  return exchange.turns
    .flatMap((turn): readonly Part[] => turn.parts)
    .flatMap((part) => (part.kind === "call" ? [part.signature?.value] : []))
}

const numbers = (from: number, to: number) =>
  Array.from({ length: to - from }, (_, at) => `call_${from + at}`)

describe("G47 the store is bounded", () => {
  test("more entries than the bound push out those that were unused for longest", async () => {
    const home = newHome()
    const store = openStore(home, { maxEntries: 100 })
    for (const id of numbers(0, 100)) keepAnswer(store, null, signedCall(id, `sig ${id}`))
    expect(found(store, ["call_0"])).toEqual(["sig call_0"])
    for (const id of numbers(100, 5100)) {
      keepAnswer(store, null, signedCall(id, `sig ${id}`))
      found(store, ["call_0"])
    }
    expect(store.stats()).toMatchObject({ entries: 100, evicted: 5000, lost: 0 })
    expect(found(store, ["call_0", "call_1", "call_5099"])).toEqual([
      "sig call_0",
      undefined,
      "sig call_5099",
    ])
  })

  test("large signatures are bounded by their bytes, and a huge one pushes out nothing", () => {
    const store = openStore(newHome(), { maxBytes: 1_000_000 })
    for (const id of numbers(0, 200)) keepAnswer(store, null, signedCall(id, `${id}-${"s".repeat(20_000)}`))
    const { entries, bytes } = store.stats()
    expect(bytes).toBeLessThan(1_000_000)
    expect(entries).toBeGreaterThan(30)
    keepAnswer(store, null, signedCall("huge", "s".repeat(900_000)))
    expect(store.stats().entries).toBe(entries)
    expect(found(store, ["call_199", "huge"])).toEqual([expect.stringContaining("call_199"), undefined])
  })

  test("the disk is bounded, too: the file is rewritten with what is left", async () => {
    const home = newHome()
    const store = openStore(home, { maxEntries: 50 })
    for (let round = 0; round < 40; round += 1) {
      for (const id of numbers(round * 100, round * 100 + 100))
        keepAnswer(store, null, signedCall(id, `${id}-${"s".repeat(2000)}`))
      await store.flush()
    }
    const size = filesOf(home).reduce((sum, { text }) => sum + text.length, 0)
    // 4000 entries of more than 2 kB were written.
    expect(size).toBeLessThan(2_500_000)
    expect(found(store, ["call_3999"])[0]).toMatch(/^call_3999/)
  })

  test("an unused entry is kept for 24 hours at least, whatever was asked for, and not for ever", async () => {
    let at = Date.parse("2026-11-20T12:00:00Z")
    const home = newHome()
    const store = openStore(home, { now: () => at, keepMs: 1000 })
    keepAnswer(store, null, signedCall("a", "sigA"))
    keepAnswer(store, null, signedCall("b", "sigB"))
    at += 23.9 * hour
    expect(found(store, ["a"])).toEqual(["sigA"])
    at += 1 * hour
    expect(found(store, ["a", "b"])).toEqual(["sigA", undefined])
    await store.close()
    at += 22 * hour
    expect(found(openStore(home, { now: () => at, keepMs: 1000 }), ["a", "b"])).toEqual([
      undefined,
      undefined,
    ])
  })
})

describe("G47 the store survives", () => {
  test("a restart, with its order of use and without what was forgotten", async () => {
    const home = newHome()
    const before = openStore(home)
    for (const id of numbers(0, 300)) keepAnswer(before, null, signedCall(id, `sig ${id}`))
    expect(before.forget(replayed(["call_7"]), gemini)).toBe(1)
    await before.close()
    const after = openStore(home, { maxEntries: 200 })
    expect(found(after, ["call_299", "call_7", "call_5"])).toEqual(["sig call_299", undefined, undefined])
    await after.close()
    expect(found(openStore(home), ["call_299", "call_150"])).toEqual(["sig call_299", "sig call_150"])
    expect(filesOf(home)).toHaveLength(1)
  })

  test("SIGKILL: all that was kept a second before is found, however often it happens", async () => {
    const home = newHome()
    const program = join(import.meta.dirname, "programs", "keep-for-ever.ts")
    for (let round = 0; round < 3; round += 1) {
      const child = spawn(process.execPath, [program, home], { stdio: ["ignore", "pipe", "inherit"] })
      const told: { id: string; value: string; at: number }[] = []
      let killed = 0
      for await (const line of createInterface(child.stdout)) {
        const [id = "", at] = line.split(" ")
        told.push({ id, value: `sig-${id}`, at: Number(at) })
        if (killed === 0 && Number(at) - (told[0]?.at ?? 0) > 1800) {
          child.kill("SIGKILL")
          killed = Date.now()
        }
      }
      const safe = told.filter(({ at }) => at < killed - 1000)
      expect(safe.length).toBeGreaterThan(10)
      const store = openStore(home)
      expect(
        found(
          store,
          safe.map(({ id }) => id),
        ),
      ).toEqual(safe.map(({ value }) => value))
      await store.close()
    }
  })

  test("another gateway of the same home: neither takes away what the other keeps", async () => {
    const home = newHome()
    const folder = join(home, "gateway", "signatures")
    const first = openStore(home)
    keepAnswer(first, null, signedCall("a", "sigA"))
    await first.close()
    // A file of a process that runs: this test's own parent.
    const name = `000000000000001-${process.ppid}.jsonl`
    writeFileSync(join(folder, name), filesOf(home)[0]?.text.replaceAll("sigA", "sigP") ?? "")
    const second = openStore(home)
    await second.flush()
    await second.close()
    expect(readdirSync(folder)).toContain(name)
  })

  test("torn and foreign lines: everything else is read", async () => {
    const home = newHome()
    const before = openStore(home)
    for (const id of numbers(0, 5)) keepAnswer(before, null, signedCall(id, `sig ${id}`))
    await before.close()
    const folder = join(home, "gateway", "signatures")
    const [file = ""] = readdirSync(folder)
    appendFileSync(
      join(folder, file),
      '\n{"keys":["x"]}\nnull\n{"kind":"gone"}\n\u0000\u0001\n{"keys":["i1"],"ups',
    )
    expect(found(openStore(home), numbers(0, 5))).toEqual(numbers(0, 5).map((id) => `sig ${id}`))
  })

  test("without a disk it goes on in memory, tells it once, and counts what is lost at the end", async () => {
    const home = newHome()
    mkdirSync(join(home, "gateway"))
    writeFileSync(join(home, "gateway", "signatures"), "")
    const troubles: string[] = []
    const store = openStore(home, { onTrouble: (message) => troubles.push(message) })
    for (const id of numbers(0, 10)) keepAnswer(store, null, signedCall(id, `sig ${id}`))
    await store.flush()
    await store.flush()
    expect(troubles).toHaveLength(1)
    expect(found(store, ["call_3"])).toEqual(["sig call_3"])
    await store.close()
    expect(store.stats().lost).toBe(10)
  })
})

describe("what the store writes", () => {
  test("its file belongs to the user alone", async () => {
    const home = newHome()
    const store = openStore(home)
    keepAnswer(store, null, signedCall("a", "sigA"))
    await store.flush()
    const folder = join(home, "gateway", "signatures")
    expect(statSync(folder).mode & 0o777).toBe(0o700)
    for (const { name } of filesOf(home)) expect(statSync(join(folder, name)).mode & 0o777).toBe(0o600)
  })

  test("no word of the conversation, of its thoughts or of arguments stands in it", async () => {
    const home = newHome()
    const store = openStore(home)
    const asked = exchangeOf({
      model: "m",
      max_tokens: 5000,
      messages: [{ role: "user", content: "planted-secret-question" }],
    })
    keepAnswer(
      store,
      asked,
      [
        { kind: "thinking", text: "planted-secret-thought", signature: { value: "sigT", family: "claude" } },
        { kind: "part-end" },
        { kind: "text", text: "planted-secret-text" },
        { kind: "part-end" },
        { kind: "call", id: "planted-secret-id", name: "planted-secret-name" },
        { kind: "call-arguments", json: '{"a":"planted-secret-argument"}' },
        { kind: "part-end" },
      ],
      claude,
    )
    keepAnswer(store, asked, signedCall("planted-secret-id", "sigC", "planted-secret-argument"))
    await store.flush()
    const text = filesOf(home)
      .map((file) => file.text)
      .join("")
    expect(text).toContain("sigT")
    expect(text).toContain("sigC")
    expect(text).not.toContain("planted-secret")
  })

  test("an answer without any signature leaves no trace, but for a call of Gemini: it must stay unsigned", async () => {
    const home = newHome()
    const store = openStore(home)
    const plain: AnswerEvent[] = [{ kind: "text", text: "hello" }, { kind: "part-end" }]
    const called: AnswerEvent[] = [
      { kind: "call", id: "c", name: "f" },
      { kind: "call-arguments", json: '{"n":"c"}' },
      { kind: "part-end" },
    ]
    keepAnswer(store, null, plain)
    keepAnswer(store, null, [...plain, ...called], claude)
    await store.flush()
    expect(store.stats().entries).toBe(0)
    expect(() => filesOf(home)).toThrow("ENOENT")
    keepAnswer(store, null, [...plain, ...called])
    expect(store.restore(replayed(["c"]), gemini)).toMatchObject({ restored: 0, missing: 0 })
    expect(store.restore(replayed(["d"]), gemini)).toMatchObject({ restored: 0, missing: 1 })
  })

  test("an answer of a hundred thousand calls costs bounded time and memory", () => {
    const store = openStore(newHome())
    const started = performance.now()
    keepAnswer(
      store,
      null,
      Array.from({ length: 100_000 }, (_, at) => signedCall(`call_${at}`, `sig ${at}`)).flat(),
    )
    expect(performance.now() - started).toBeLessThan(3000)
    expect(store.stats().entries).toBeLessThan(2100)
    expect(found(store, ["call_0", "call_1500"])).toEqual(["sig 0", "sig 1500"])
  })

  test("keeping and finding cost no time at the disk", () => {
    const store = openStore(newHome())
    const started = performance.now()
    for (const id of numbers(0, 2000)) keepAnswer(store, null, signedCall(id, `sig ${id}`))
    const kept = performance.now()
    const ids = numbers(0, 2000)
    expect(found(store, ids)).toHaveLength(2000)
    const restored = performance.now()
    expect(kept - started).toBeLessThan(1000)
    // A history of two thousand steps, none of them signed by its client.
    expect(restored - kept).toBeLessThan(1000)
  })
})
