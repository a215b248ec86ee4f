import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { describe, expect, it } from "vitest"
import { hookEntry, pluginHooksText, pluginLauncher } from "../../src/install/hook-entry.ts"
import { readHooksText } from "../../src/install/hooks-format.ts"
import { packPlugin } from "../../src/install/pack-plugin.ts"
import { listFiles } from "../../src/system/files.ts"
import { machine } from "./install-fixture.ts"

const root = join(import.meta.dirname, "..", "..")
const json = (path: string) => JSON.parse(readFileSync(join(root, path), "utf8"))

describe("the plugin at the root of the repository", () => {
  it("has a manifest with the keys every loader accepts, in the version of package.json", () => {
    const { version, description } = json("package.json")
    expect(json("plugin.json")).toEqual({ name: "antigravity-for-loop", description, version })
    expect(readFileSync(join(root, "plugin.json"))[0]).toBe("{".charCodeAt(0))
  })

  it("has a hooks.json the host loads: flat handlers, whole seconds, one short relative word", () => {
    const reading = readHooksText(readFileSync(join(root, "hooks.json"), "utf8"))
    expect(reading).toMatchObject({ kind: "valid", warnings: [] })
    expect(json("hooks.json")).toEqual({ "antigravity-for-loop": hookEntry("./hooks/for-loop-hook") })
    expect(existsSync(join(root, "hooks", "hooks.json"))).toBe(false)
  })

  it("has a launcher that can be executed", () => {
    expect(statSync(join(root, "hooks", "for-loop-hook")).mode & 0o111).toBe(0o111)
  })
})

describe("packPlugin", () => {
  it("makes a folder of exactly the plugin's files, nothing of the tree around them", () => {
    using user = machine()
    for (const stray of [
      ".git/config",
      "test/a.test.ts",
      "hooks/notes.txt",
      "skills/for-loop/extra.sh",
      "skills/README.md",
    ]) {
      mkdirSync(join(user.source, stray, ".."), { recursive: true })
      writeFileSync(join(user.source, stray), "stray")
    }
    writeFileSync(join(user.source, "hooks", "hook-chunk.cjs"), "")
    const target = user.path("dist", "plugin")
    user.write("old", "dist", "plugin", "left over.txt")
    const packed = packPlugin(user.source, target)
    const expected = [
      "LICENSE",
      "README.md",
      "hooks.json",
      "hooks/NOTICE.md",
      "hooks/for-loop-hook",
      "hooks/for-loop-hook.cmd",
      "hooks/hook-chunk.cjs",
      "hooks/hook.cjs",
      "plugin.json",
      "skills/cancel-loop/SKILL.md",
      "skills/for-loop/SKILL.md",
      "skills/iterative-fix/SKILL.md",
    ]
    expect(packed).toEqual({ kind: "packed", files: expected })
    expect(listFiles(target)).toEqual(expected)
    expect(statSync(join(target, "hooks/for-loop-hook")).mode & 0o777).toBe(0o755)
    expect(JSON.parse(readFileSync(join(target, "hooks.json"), "utf8"))).toEqual(json("hooks.json"))
  })

  it("names what is missing and leaves an older package alone when the hook was not built", () => {
    using user = machine()
    rmSync(join(user.source, "hooks", "hook.cjs"))
    user.write("old", "dist", "plugin", "plugin.json")
    expect(packPlugin(user.source, user.path("dist", "plugin"))).toEqual({
      kind: "incomplete",
      missing: ["hooks/hook.cjs"],
    })
    expect(user.read("dist", "plugin", "plugin.json")).toBe("old")
  })

  it("gives a folder that can be packed again", () => {
    using user = machine()
    packPlugin(user.source, user.path("one"))
    packPlugin(user.path("one"), user.path("two"))
    cpSync(user.path("one"), user.path("three"), { recursive: true })
    expect(listFiles(user.path("two"))).toEqual(listFiles(user.path("three")))
  })
})

describe("the hooks file of Windows", () => {
  it("starts the cmd launcher, which needs no bash (S90)", () => {
    expect(JSON.parse(pluginHooksText("win32"))["antigravity-for-loop"].Stop).toEqual([
      { type: "command", command: "hooks\\for-loop-hook.cmd Stop", timeout: 1800 },
    ])
    expect(pluginLauncher("win32")).not.toMatch(/[\s/"]/)
    expect(readHooksText(pluginHooksText("win32"))).toMatchObject({ kind: "valid", warnings: [] })
  })
})
