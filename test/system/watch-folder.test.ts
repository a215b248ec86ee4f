import { mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { setImmediate } from "node:timers/promises"
import { describe, expect, it, onTestFinished, vi } from "vitest"
import { watchFolder } from "../../src/system/watch-folder.ts"

/** A folder that is watched until the test ends; `next` resolves at the next change. */
function watched(path: string) {
  let resolve = () => {}
  const troubles: string[] = []
  const watch = watchFolder(
    path,
    () => resolve(),
    (why) => troubles.push(why),
  )
  onTestFinished(() => watch.close())
  return {
    troubles,
    watch,
    next: (): Promise<void> =>
      new Promise((done) => {
        resolve = done
      }),
  }
}

function temporary(): string {
  const folder = mkdtempSync(join(tmpdir(), "for-loop-watch-"))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

/** Does something and waits for the watch to tell of it, and for what else the same change makes it tell. */
async function told(seen: ReturnType<typeof watched>, change: () => void): Promise<void> {
  const next = seen.next()
  change()
  await next
  for (let turn = 0; turn < 5; turn++) await setImmediate()
}

describe("watching a folder", () => {
  it("tells of files that are created, written, renamed and removed", async () => {
    const folder = temporary()
    const seen = watched(folder)
    const file = join(folder, "state.json")
    await told(seen, () => writeFileSync(file, "1"))
    await told(seen, () => writeFileSync(file, "2"))
    await told(seen, () => renameSync(file, `${file}.old`))
    await told(seen, () => rmSync(`${file}.old`))
    expect(seen.troubles).toEqual([])
  })

  it("waits for a folder that does not exist yet, however deep it will lie", async () => {
    const base = temporary()
    const folder = join(base, "state", "loops", "one")
    const seen = watched(folder)
    await told(seen, () => mkdirSync(join(base, "state")))
    await told(seen, () => mkdirSync(folder, { recursive: true }))
    await told(seen, () => writeFileSync(join(folder, "state.json"), "1"))
  })

  it("goes on after the folder was removed and made again, with what lies in it", async () => {
    const folder = join(temporary(), "state")
    mkdirSync(folder)
    const seen = watched(folder)
    for (const text of ["1", "2", "3"]) {
      await told(seen, () => rmSync(folder, { recursive: true }))
      await told(seen, () => mkdirSync(folder))
      await told(seen, () => writeFileSync(join(folder, "state.json"), text))
    }
  })

  it("notices that the folder was replaced in one step", async () => {
    const base = temporary()
    const [folder, other] = [join(base, "state"), join(base, "other")]
    mkdirSync(folder)
    mkdirSync(other)
    const seen = watched(folder)
    await told(seen, () => {
      rmSync(folder, { recursive: true })
      renameSync(other, folder)
    })
    await told(seen, () => writeFileSync(join(folder, "state.json"), "1"))
  })

  it("sets no timer: it is told by the system and never polls", () => {
    vi.useFakeTimers()
    onTestFinished(() => {
      vi.useRealTimers()
    })
    watched(temporary())
    watched(join(temporary(), "not", "there"))
    expect(vi.getTimerCount()).toBe(0)
  })

  it("is silent once it was closed, also when it is closed twice", async () => {
    const folder = temporary()
    const closed = vi.fn()
    const watch = watchFolder(folder, closed, closed)
    watch.close()
    watch.close()
    const open = watched(folder)
    await told(open, () => writeFileSync(join(folder, "file"), "1"))
    expect(closed).not.toHaveBeenCalled()
  })
})
