import { chmodSync, rmSync, statSync, symlinkSync } from "node:fs"
import { dirname } from "node:path"
import { describe, expect, it } from "vitest"
import type { Diagnosis } from "../../src/install/diagnosis.ts"
import { doctor } from "../../src/install/doctor.ts"
import { applyFix } from "../../src/install/doctor-fix.ts"
import { installPlugin } from "../../src/install/install.ts"
import { globalFile, installed, now, plugin, spoiled } from "./doctor-cases.ts"
import { type Machine, machine } from "./install-fixture.ts"

/** Programs on the PATH of the examined machine; links, so that nothing else of this machine is found. */
function examine(user: Machine, env: NodeJS.ProcessEnv = {}): Promise<Diagnosis[]> {
  return doctor({
    userHome: user.userHome,
    home: user.home,
    workspace: user.path("project"),
    platform: process.platform,
    now,
    env: { HOME: user.userHome, PATH: user.path("bin"), ...env },
  })
}

const find = (found: readonly Diagnosis[], id: string) => found.find((diagnosis) => diagnosis.id === id)
const notOk = (found: readonly Diagnosis[]) => found.filter(({ status }) => status !== "ok")

describe.skipIf(process.platform === "win32")("the doctor", () => {
  it("finds nothing wrong after an installation, having really run the launcher (S41, S91)", async () => {
    using user = installed()
    const found = await examine(user)
    // A desktop start sees only the system's folders, where this machine may have no Node: the recorded one is used.
    expect(notOk(found)).toEqual([])
    expect(find(found, "launcher")?.what).toMatch(/with \{\} in \d+ ms/)
    expect(find(found, "hook")?.what).toContain("hook.cjs runs")
    for (const { id, what } of found) expect(what, id).toMatch(/\.$/)
  })

  it("says for everything that is wrong what to do next", async () => {
    using user = machine()
    const wrong = notOk(await examine(user, { FOR_LOOP_DISABLE: "1" }))
    expect(wrong.map(({ id }) => id)).toEqual([
      "plugin",
      "registered",
      "switch",
      "runtime",
      "node",
      "git",
      "last-seen",
    ])
    for (const { next } of wrong) expect(next).toMatch(/\.$/)
  })

  it.each(spoiled)("reports %s as %s: %s", async (_, id, status, what, fix, spoil) => {
    using user = installed()
    spoil(user)
    const found = (await examine(user)).filter(
      (diagnosis) => diagnosis.id === id && diagnosis.status === status,
    )
    expect(found).toHaveLength(1)
    expect(found[0]?.what).toContain(what)
    expect(found[0]?.fix).toBe(fix)
    if (fix === undefined) return
    expect(applyFix(fix, user.options).kind).toBe("fixed")
    expect(notOk(await examine(user)).filter((diagnosis) => diagnosis.id === id)).toEqual([])
  })

  it("counts a link from the shared file to the old one as one place", async () => {
    using user = installed()
    const old = user.write('{"theirs":{}}', ".gemini", "antigravity-cli", "hooks.json")
    symlinkSync(old, user.path(...globalFile))
    expect(notOk(await examine(user))).toEqual([])
    expect(find(await examine(user), "legacy-link")?.what).toContain("one file")
  })

  it("runs the command of the shared hooks file in that file's folder when the plugin has none", async () => {
    using user = installed()
    installPlugin({ ...user.options, hooks: "global-file" })
    expect(notOk(await examine(user))).toEqual([])
    rmSync(dirname(user.path(...plugin, "hooks", "x")), { recursive: true })
    expect(find(await examine(user), "launcher")?.status).toBe("fail")
  })

  it("repairs a private home to 0700", () => {
    using user = installed()
    chmodSync(user.home, 0o777)
    applyFix("private-home", user.options)
    expect(statSync(user.home).mode & 0o777).toBe(0o700)
  })
})
