import { writeFileSync } from "node:fs"
import { join } from "node:path"
import { describe, expect, it } from "vitest"
import { encodeEnvelope } from "../../src/store/envelope.ts"
import { machine } from "./run-cli.ts"

describe("for-loop list", () => {
  it("lists the loops of every workspace in one line each, newest first, damaged and newer ones too", async () => {
    const one = machine()
    const first = one.store({ workspace: "/elsewhere" })
    const second = one.store()
    const third = one.store()
    writeFileSync(join(one.home, "loops", second.id, "state.json"), "broken")
    writeFileSync(
      join(one.home, "loops", third.id, "state.json"),
      encodeEnvelope(third, { version: 99, table: new Map() }),
    )
    const { code, value } = await one.json(["list"])
    expect(code).toBe(0)
    expect(value).toMatchObject({
      loops: [
        { id: first.id, workspace: "/elsewhere" },
        { id: third.id, state: "newer" },
        { id: second.id, state: "damaged" },
      ],
    })
    const { stdout } = await one.run(["list"])
    expect(stdout.trimEnd().split("\n")).toHaveLength(3)
    const report = await one.run(["report", third.id])
    expect(report).toMatchObject({ code: 1 })
    expect(report.stderr).toContain("newer version of For Loop (state 99)")
  })

  it("shows as many as asked, and how many more there are", async () => {
    const one = machine()
    for (let i = 0; i < 4; i++) one.store()
    const { stdout } = await one.run(["list", "--limit", "2"])
    expect(stdout).toContain("… and 2 more: for-loop list --all")
    expect((await one.run(["list", "--all"])).stdout.trimEnd().split("\n")).toHaveLength(4)
  })
})
