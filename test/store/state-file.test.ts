import { existsSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { encodeEnvelope } from "../../src/store/envelope.ts"
import { listLoops, loadState, peekState, saveState } from "../../src/store/state-file.ts"
import { sampleState, temporaryHome } from "./sample.ts"

const fileOf = (home: string, id = "a") => join(home, "loops", id, "state.json")

describe("saveState and loadState", () => {
  it("S28 S29 give back the task byte by byte, whatever characters and lines it has", () => {
    const home = temporaryHome()
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 400 }), (task) => {
        saveState(home, sampleState("a", { task }))
        const loaded = loadState(home, "a")
        expect(loaded.kind === "ok" && loaded.state.task).toBe(task)
      }),
      { numRuns: 60 },
    )
  })

  it("S33 leave a task with front matter and a line `iteration: x` unchanged through five saves", () => {
    const home = temporaryHome()
    const task = "---\niteration: x\nmax: 3\n---\nreal task\n---\n"
    saveState(home, sampleState("a", { task }))
    for (let iteration = 1; iteration <= 5; iteration++) {
      const loaded = loadState(home, "a")
      if (loaded.kind !== "ok") throw new Error(loaded.kind)
      saveState(home, { ...loaded.state, iteration: loaded.state.iteration + 1 })
    }
    expect(loadState(home, "a")).toMatchObject({ kind: "ok", state: { task, iteration: 5 } })
  })

  it("keep unknown keys of a newer writer, also nested ones", () => {
    const home = temporaryHome()
    const state = { ...sampleState("a"), later: { x: [1, 2] } }
    saveState(home, { ...state, progress: Object.assign({}, state.progress, { trend: "up" }) })
    const loaded = loadState(home, "a")
    expect(loaded).toMatchObject({ kind: "ok", state: { later: { x: [1, 2] }, progress: { trend: "up" } } })
  })

  it("S05 keep two loops of one workspace apart", () => {
    const home = temporaryHome()
    saveState(home, sampleState("a", { iteration: 1 }))
    saveState(home, sampleState("b", { iteration: 7 }))
    expect(loadState(home, "a")).toMatchObject({ kind: "ok", state: { iteration: 1 } })
    expect(loadState(home, "b")).toMatchObject({ kind: "ok", state: { iteration: 7 } })
    expect(listLoops(home).map(({ id, loaded }) => [id, loaded.kind])).toEqual([
      ["a", "ok"],
      ["b", "ok"],
    ])
  })

  it.skipIf(process.platform === "win32")("give folders mode 0700 and files mode 0600 (POSIX modes)", () => {
    const home = join(temporaryHome(), "home")
    saveState(home, sampleState("a"))
    saveState(home, sampleState("a"))
    for (const folder of [home, join(home, "loops"), join(home, "loops", "a")]) {
      expect(statSync(folder).mode & 0o777).toBe(0o700)
    }
    for (const name of readdirSync(join(home, "loops", "a"))) {
      expect(statSync(join(home, "loops", "a", name)).mode & 0o777).toBe(0o600)
    }
  })

  it("leave nothing but the two generations behind", () => {
    const home = temporaryHome()
    for (let i = 0; i < 5; i++) saveState(home, sampleState("a", { iteration: i }))
    expect(readdirSync(join(home, "loops", "a")).sort()).toEqual(["state.json", "state.previous.json"])
    expect(readFileSync(join(home, "loops", "a", "state.previous.json"), "utf8")).toBe(
      encodeEnvelope(sampleState("a", { iteration: 3 })),
    )
  })

  it("refuse an id that would leave the folder", () => {
    const home = temporaryHome()
    for (const id of ["../x", "a/b", "a\\b", "", ".", "..", "null", "CON", "con.txt", "a."]) {
      expect(() => loadState(home, id), id).toThrow(expect.objectContaining({ code: "unsafe-name" }))
    }
  })
})

describe("a state that is gone, damaged, edited or newer", () => {
  it("S12 S09 a state that disappeared is missing, not an error", () => {
    const home = temporaryHome()
    expect(loadState(home, "a")).toEqual({ kind: "missing" })
    saveState(home, sampleState("a"))
    saveState(home, sampleState("a"))
    rmSync(fileOf(home))
    expect(loadState(home, "a")).toEqual({ kind: "missing" })
    rmSync(join(home, "loops"), { recursive: true })
    expect(loadState(home, "a")).toEqual({ kind: "missing" })
    saveState(home, sampleState("a"))
    expect(loadState(home, "a").kind).toBe("ok")
  })

  it.each([
    ["truncated", (text: string) => text.slice(0, 300)],
    ["empty", () => ""],
    ["not JSON", () => "iteration: 3\n"],
    ["a list", () => "[]"],
    ["null", () => "null"],
    ["without a state", () => '{"schema":1,"checksum":"x"}'],
    ["with a broken version", (text: string) => text.replace('"schema":1', '"schema":-1')],
    ["of another loop", () => encodeEnvelope(sampleState("b"))],
  ])("S13 a file that is %s is set aside unchanged, and the generation before it is offered", (_, damage) => {
    const home = temporaryHome()
    saveState(home, sampleState("a", { iteration: 1 }))
    saveState(home, sampleState("a", { iteration: 2 }))
    const damaged = damage(readFileSync(fileOf(home), "utf8"))
    writeFileSync(fileOf(home), damaged)
    const loaded = loadState(home, "a")
    expect(loaded).toMatchObject({ kind: "corrupt", recovered: { iteration: 1 } })
    if (loaded.kind !== "corrupt") return
    expect(loaded.keptAs).toBe(`${fileOf(home)}.corrupt-1`)
    expect(readFileSync(loaded.keptAs, "utf8")).toBe(damaged)
    expect(existsSync(fileOf(home))).toBe(false)
  })

  it("S13 stays reported until a state is saved again, and every damaged file is kept", () => {
    const home = temporaryHome()
    saveState(home, sampleState("a"))
    for (const round of [1, 2, 3]) {
      writeFileSync(fileOf(home), `broken ${round}`)
      expect(loadState(home, "a")).toMatchObject({
        kind: "corrupt",
        keptAs: `${fileOf(home)}.corrupt-${round}`,
      })
      expect(loadState(home, "a")).toMatchObject({
        kind: "corrupt",
        keptAs: `${fileOf(home)}.corrupt-${round}`,
      })
      saveState(home, sampleState("a"))
      expect(loadState(home, "a").kind).toBe("ok")
    }
    expect([1, 2, 3].map((round) => readFileSync(`${fileOf(home)}.corrupt-${round}`, "utf8"))).toEqual([
      "broken 1",
      "broken 2",
      "broken 3",
    ])
  })

  it("S13 offers nothing when the generation before is damaged too", () => {
    const home = temporaryHome()
    saveState(home, sampleState("a"))
    saveState(home, sampleState("a"))
    writeFileSync(fileOf(home), "{")
    writeFileSync(join(home, "loops", "a", "state.previous.json"), "{")
    expect(loadState(home, "a")).toMatchObject({ kind: "corrupt", recovered: null })
  })

  it("only looking moves nothing", () => {
    const home = temporaryHome()
    saveState(home, sampleState("a"))
    writeFileSync(fileOf(home), "{")
    expect(peekState(home, "a")).toMatchObject({ kind: "corrupt", keptAs: fileOf(home) })
    expect(listLoops(home)).toMatchObject([{ id: "a", loaded: { kind: "corrupt" } }])
    expect(readdirSync(join(home, "loops", "a"))).toEqual(["state.json"])
  })

  it("S35 an edit that leaves valid JSON and a valid state is seen by the checksum", () => {
    const home = temporaryHome()
    saveState(home, sampleState("a"))
    const text = readFileSync(fileOf(home), "utf8")
    writeFileSync(fileOf(home), text.replace('"checks":["npm test"', '"checks":["true"'))
    expect(loadState(home, "a")).toMatchObject({ kind: "corrupt", why: expect.stringContaining("checksum") })
  })

  it("S35 an edit that happens between load and save is set aside and never becomes the previous generation", () => {
    const home = temporaryHome()
    saveState(home, sampleState("a", { iteration: 1 }))
    saveState(home, sampleState("a", { iteration: 2 }))
    writeFileSync(fileOf(home), "edited while the checks ran")
    saveState(home, sampleState("a", { iteration: 3 }))
    expect(loadState(home, "a")).toMatchObject({ kind: "ok", state: { iteration: 3 } })
    expect(readFileSync(`${fileOf(home)}.corrupt-1`, "utf8")).toBe("edited while the checks ran")
    writeFileSync(fileOf(home), "")
    expect(loadState(home, "a")).toMatchObject({ kind: "corrupt", recovered: { iteration: 1 } })
  })

  it.each([
    ["missing", undefined],
    ["negative", -1],
    ["huge", 1e12],
    ["fractional", 1.5],
    ["text", "3"],
    ["null", null],
  ])("S14 an iteration that is %s is rejected although its checksum is right", (_, iteration) => {
    const home = temporaryHome()
    saveState(home, sampleState("a", { iteration: 4 }))
    saveState(home, sampleState("a", { iteration: 5 }))
    writeFileSync(fileOf(home), encodeEnvelope(Object.assign({}, sampleState("a"), { iteration })))
    expect(loadState(home, "a")).toMatchObject({
      kind: "corrupt",
      why: expect.stringContaining("iteration"),
      recovered: { iteration: 4 },
    })
  })

  it("S14 a state that could not be read back is not written, and the stored one stays", () => {
    const home = temporaryHome()
    saveState(home, sampleState("a", { iteration: 5 }))
    expect(() => saveState(home, sampleState("a", { iteration: -1 }))).toThrow(
      expect.objectContaining({ code: "invalid-state", message: expect.stringContaining("iteration") }),
    )
    expect(loadState(home, "a")).toMatchObject({ kind: "ok", state: { iteration: 5 } })
  })

  it("a whole file of a newer version is left alone, by loading and by saving", () => {
    const home = temporaryHome()
    saveState(home, sampleState("a"))
    const newer = encodeEnvelope(sampleState("a"), { version: 99, table: new Map() })
    writeFileSync(fileOf(home), newer)
    expect(loadState(home, "a")).toEqual({ kind: "newer", version: 99 })
    expect(() => saveState(home, sampleState("a"))).toThrow(expect.objectContaining({ code: "newer-state" }))
    expect(readFileSync(fileOf(home), "utf8")).toBe(newer)
  })

  it("S13 S14 S35 no cut, flip, insertion or doubling of bytes ever gives a wrong state, throws or loses the file", () => {
    const home = temporaryHome()
    const first = sampleState("a", { iteration: 1 })
    const second = sampleState("a", { iteration: 2, failing: ["x::y", "z"] })
    const whole = Buffer.from(encodeEnvelope(second))
    const position = fc.nat({ max: whole.length })
    const damage = fc.oneof(
      position.map((at) => whole.subarray(0, at)),
      position.map((at) => whole.subarray(at)),
      fc.tuple(fc.nat({ max: whole.length - 1 }), fc.nat({ max: 255 })).map(([at, byte]) => {
        const copy = Buffer.from(whole)
        copy[at] = byte
        return copy
      }),
      fc
        .tuple(position, fc.uint8Array({ minLength: 1, maxLength: 8 }))
        .map(([at, bytes]) => Buffer.concat([whole.subarray(0, at), bytes, whole.subarray(at)])),
      fc
        .tuple(position, position)
        .map(([a, b]) => Buffer.concat([whole.subarray(0, Math.max(a, b)), whole.subarray(Math.min(a, b))])),
    )
    const seen = new Set<string>()
    fc.assert(
      fc.property(damage, (bytes) => {
        rmSync(join(home, "loops"), { recursive: true, force: true })
        saveState(home, first)
        saveState(home, second)
        writeFileSync(fileOf(home), bytes)
        const loaded = loadState(home, "a")
        seen.add(loaded.kind)
        switch (loaded.kind) {
          case "ok":
            expect(loaded.state).toEqual(second)
            break
          case "corrupt":
            expect(loaded.recovered).toEqual(first)
            expect(readFileSync(loaded.keptAs).equals(bytes)).toBe(true)
            break
          default:
            throw new Error(`${loaded.kind} is no answer to a damaged file`)
        }
      }),
      { numRuns: 400 },
    )
    expect(seen).toContain("corrupt")
  })
})
