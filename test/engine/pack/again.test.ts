import { readdirSync, rmSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { describe, expect, it } from "vitest"
import { commonBeginning, packDesk, pathsOf, source } from "./pack-desk.ts"

describe("packing again", () => {
  const project = Object.fromEntries(
    Array.from({ length: 30 }, (_, at) => [`lib/part${at}.ts`, source(`part${at}x`, 40)]),
  )

  it("gives the same text for the same tree, in another home and another place too", async () => {
    using desk = packDesk(project)
    using other = packDesk(project)
    const first = await desk.pack()
    expect((await desk.pack()).text).toBe(first.text)
    expect((await other.pack()).text).toBe(first.text)
  })

  it("begins as before up to the first file that changed", async () => {
    using desk = packDesk(project)
    const first = await desk.pack()
    const edited = first.files[20]?.path ?? ""
    desk.write({ [edited]: source("edited", 41) })
    const second = await desk.pack()
    const changedAt = first.text.indexOf(`## ${edited}\n`)
    expect(commonBeginning(first.text, second.text)).toBeGreaterThanOrEqual(changedAt)
    expect(second.kept).toBe(20)
    expect(second.files.at(-1)?.path).toBe(edited)
    // What changed once stands last, so the next edit of it costs nothing of the beginning.
    desk.write({ [edited]: source("editedAgain", 42) })
    const third = await desk.pack()
    expect(third.kept).toBe(29)
  })

  it("keeps the beginning although the tree does not fit and the edited file grew", async () => {
    using desk = packDesk(project)
    const first = await desk.pack({ budget: 9000 })
    const edited = first.files.at(-1)?.path ?? ""
    desk.write({ [edited]: source("grown", 44) })
    const second = await desk.pack({ budget: 9000 })
    expect(second.tokens).toBeLessThanOrEqual(9000)
    expect(second.kept).toBe(first.files.length - 1)
  })

  it("sees edits, new files and files that are gone", async () => {
    using desk = packDesk(project)
    await desk.pack()
    desk.write({ "lib/new.ts": "export const fresh = 1\n", "lib/part3.ts": "export const other = 2\n" })
    rmSync(join(desk.project, "lib/part4.ts"))
    const pack = await desk.pack()
    expect(pack.text).toContain("export const fresh = 1")
    expect(pack.text).toContain("export const other = 2")
    expect(pathsOf(pack)).not.toContain("lib/part4.ts")
    desk.write({ "lib/new.ts": "export const fresh = 3\n" })
    expect((await desk.pack()).text).toContain("export const fresh = 3")
  })

  it("survives a damaged cache", async () => {
    using desk = packDesk(project)
    const first = await desk.pack()
    for (const name of readdirSync(join(desk.home, "pack"), { recursive: true, encoding: "utf8" }))
      if (name.endsWith(".json")) writeFileSync(join(desk.home, "pack", name), '{"version":1,"entries":[')
    expect((await desk.pack()).text).toBe(first.text)
  })
})
