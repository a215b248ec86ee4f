import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { describe, expect, it, vi } from "vitest"
import { commit } from "../../src/hook/commit.ts"
import { withLoop } from "../../src/hook/locked.ts"
import { readNotices } from "../../src/store/notices.ts"
import { type Playground, playground } from "../e2e/playground.ts"
import { started } from "../e2e/started.ts"
import { ageLock } from "./age-lock.ts"
import { miscounts, readableState } from "./counts.ts"
import { faultyStop, type Ran } from "./faulty-hook.ts"

const hour = 3_600_000
const patience = 60_000
const timeout = 120_000

describe("a Stop whose checks still run when a second copy of it comes", { timeout }, () => {
  it("S42 keeps its lock when the clock was set an hour forth: one check, one iteration, the same answer twice", async () => {
    using place = playground()
    const scene = await firstAtWork(place)
    scene.letGo(2)
    const second = scene.stop("second", { aheadMs: hour })
    await Promise.race([second, scene.waitsForLock("second")])
    scene.letGo(1)
    const answers = (await Promise.all([scene.first, second])).map(({ stdout }) => stdout.trim())
    expect(answers).toEqual(["{}", "{}"])
    expect(scene.runs()).toBe(1)
    expect(readableState(place.home, scene.loop)?.outcome?.kind).toBe("verified")
    expect(miscounts(place.home, scene.loop, 1)).toEqual([])
  })

  it("S42 saves nothing and repeats the other's answer when its lock was taken over and the other is done", async () => {
    using place = playground()
    const scene = await firstAtWork(place)
    scene.ageLock()
    scene.letGo(2)
    const second = await scene.stop("second")
    scene.letGo(1)
    const first = await scene.first
    expect(first.stdout).toBe(second.stdout)
    scene.expectOnlySecondCounted()
  })

  it("S42 saves nothing and repeats the other's answer when the other's checks take longer", async () => {
    using place = playground()
    const scene = await firstAtWork(place)
    scene.ageLock()
    const second = scene.stop("second")
    await scene.hasStarted(2)
    scene.letGo(1)
    await scene.waitsForLock("first")
    scene.letGo(2)
    const [first, other] = await Promise.all([scene.first, second])
    expect(first.stdout).toBe(other.stdout)
    scene.expectOnlySecondCounted()
  })

  it("S42 saves nothing and lets the agent stop when the other ended the loop, also where a new loop began since", async () => {
    using place = playground()
    const scene = await firstAtWork(place)
    scene.ageLock()
    scene.letGo(2)
    place.write("right", "")
    await scene.stop("second")
    expect(readableState(place.home, scene.loop)?.outcome?.kind).toBe("verified")
    const begun = await scene.host.turn('/for-loop "another" --no-check', () => ({ say: "I began." }))
    expect(begun.injected.join("\n")).toContain("The loop is armed")
    const ended = readFileSync(join(place.home, "loops", scene.loop, "state.json"), "utf8")
    scene.letGo(1)
    expect((await scene.first).stdout.trim()).toBe("{}")
    expect(readFileSync(join(place.home, "loops", scene.loop, "state.json"), "utf8")).toBe(ended)
    expect(miscounts(place.home, scene.loop, 1)).toEqual([])
    expect(place.state(scene.host.conversationId).id).not.toBe(scene.loop)
  })

  it("saves nothing at any later moment either, and tells the user", async () => {
    using place = playground()
    const host = place.host()
    await started(place, host, "--no-branch")
    const { id } = place.state()
    const folder = join(place.home, "loops", id)
    const files = (): string[] =>
      ["state.json", "journal.jsonl"].map((name) => readFileSync(join(folder, name), "utf8"))
    const before = files()
    const context = {
      home: place.home,
      env: place.env,
      host: "antigravity",
      now: Date.now,
      pluginFolder: place.plugin,
      alive: new AbortController().signal,
    } as const
    const went = await withLoop(context, id, 0, (state, held) => {
      rmSync(join(place.home, "locks", `${id}.lock`))
      return commit(held, state, [{ kind: "iteration", detail: "1 of 10" }])
    })
    expect(went).toEqual({ kind: "fault" })
    expect(files()).toEqual(before)
    expect(readNotices(place.home).at(-1)?.text).toContain("nothing was saved")
  })
})

/** A loop whose first Stop runs its check, which ends when it is let go, and would pass then. */
async function firstAtWork(place: Playground) {
  const host = place.host()
  await started(place, host, "--no-branch")
  const { id: loop } = place.state()
  const runs = join(place.folder, "runs")
  const go = join(place.folder, "go-")
  const log = (name: string): string => join(place.folder, `${name}.log`)
  place.write(
    "check.sh",
    `echo run >> '${runs}'
n=$(wc -l < '${runs}' | tr -d ' ')
while [ ! -e '${go}'$n ]; do sleep 0.05; done
[ $n -eq 1 ] || [ -e right ] || { echo "FAIL in run $n"; exit 1; }
`,
  )
  const stop = (name: string, more: { readonly aheadMs?: number } = {}): Promise<Ran> =>
    faultyStop(place, host, { ...more, log: log(name) })
  const hasStarted = async (number: number): Promise<void> =>
    await vi.waitFor(() => expect(countLines(runs)).toBe(number), patience)
  const first = stop("first")
  await hasStarted(1)
  return {
    host,
    loop,
    first,
    stop,
    hasStarted,
    letGo: (number: number) => writeFileSync(`${go}${number}`, ""),
    runs: () => countLines(runs),
    /** The process looks at the lock again and again. */
    waitsForLock: async (name: string) => await waitsForLock(log(name), loop),
    ageLock: () => ageLock(place.home, loop),
    expectOnlySecondCounted: () => {
      expect(miscounts(place.home, loop, 1)).toEqual([])
      const state = readableState(place.home, loop)
      expect(state).toMatchObject({ status: "running", iterations: [{ verdict: "red" }] })
      expect(place.journal(loop).join("\n")).toContain("the lock was taken over while the checks ran")
    },
  }
}

async function waitsForLock(log: string, loop: string): Promise<void> {
  const already = looks(log, loop)
  await vi.waitFor(() => expect(looks(log, loop)).toBeGreaterThan(already + 5), patience)
}

function looks(log: string, loop: string): number {
  if (!existsSync(log)) return 0
  const line = `"readFileSync","path":`
  return readFileSync(log, "utf8")
    .split("\n")
    .filter((call) => call.includes(line) && call.includes(`${loop}.lock"`)).length
}

function countLines(path: string): number {
  return existsSync(path) ? readFileSync(path, "utf8").split("\n").length - 1 : 0
}
