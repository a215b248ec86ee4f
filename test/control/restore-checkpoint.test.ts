import { readFileSync } from "node:fs"
import { join } from "node:path"
import { describe, expect, it } from "vitest"
import { restorable, restoreLoop } from "../../src/control/restore-checkpoint.ts"
import { acquireLock } from "../../src/store/lock.ts"
import { aPerson, keep } from "./a-person.ts"

describe("restoring a checkpoint", () => {
  it("S88 keeps the present first, and restoring that undoes it", async () => {
    const one = aPerson("git")
    const { id } = one.store()
    await keep(one, id, 0)
    one.write("cart.js", "export const total = 1\n")
    const restored = await restoreLoop(one.person, id, 0)
    expect(restored).toMatchObject({ kind: "restored", changed: 1, safety: { number: 1 } })
    expect(readFileSync(join(one.project, "cart.js"), "utf8")).toBe("export const total = 0\n")
    expect(await restoreLoop(one.person, id, 1)).toMatchObject({ kind: "restored" })
    expect(readFileSync(join(one.project, "cart.js"), "utf8")).toBe("export const total = 1\n")
  })

  it("is refused while the checks run on these files, and changes nothing", async () => {
    const one = aPerson("git")
    const { id } = one.store()
    await keep(one, id, 0)
    one.write("cart.js", "export const total = 1\n")
    const lock = await acquireLock(one.home, id, { now: Date.now(), waitMs: 0, staleMs: 60_000 })
    if (lock.kind !== "held") throw new Error(lock.kind)
    try {
      expect(await restoreLoop(one.person, id, 0)).toMatchObject({ kind: "refused", code: "checking" })
    } finally {
      lock.release()
    }
    expect(readFileSync(join(one.project, "cart.js"), "utf8")).toBe("export const total = 1\n")
  })

  it.each([5, -1, 0.5, Number.NaN])("is refused for a checkpoint that does not exist: %s", async (number) => {
    const one = aPerson("git")
    const { id } = one.store()
    expect(await restorable(one.person, id, number)).toMatchObject({ code: "unknown-checkpoint" })
    expect(await restoreLoop(one.person, id, number)).toMatchObject({ code: "unknown-checkpoint" })
  })

  it("is refused in the middle of a merge, in git's place and ours", async () => {
    const one = aPerson("git")
    const { id } = one.store()
    await keep(one, id, 0)
    one.git("update-ref", "MERGE_HEAD", "HEAD")
    expect(await restorable(one.person, id, 0)).toMatchObject({ kind: "restorable" })
    expect(await restoreLoop(one.person, id, 0)).toMatchObject({
      code: "not-restored",
      message: expect.stringContaining("a merge"),
    })
  })

  it("is refused outside git", async () => {
    const one = aPerson()
    const { id } = one.store()
    expect(await restoreLoop(one.person, id, 0)).toMatchObject({ code: "no-repository" })
  })
})
