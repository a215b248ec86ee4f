import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs"
import { describe, expect, it } from "vitest"
import { addGlobalHooks, globalHooksPath, removeGlobalHooks } from "../../src/install/global-hooks.ts"
import { hookEntry, launcherWord } from "../../src/install/hook-entry.ts"
import { machine } from "./install-fixture.ts"

const launcher = "/opt/plugin/hooks/for-loop-hook"
const file = [".gemini", "config", "hooks.json"] as const
const foreign = '{\n    "b": {"Stop": [{"command": "theirs"}]},\n    "a": {}\n}'

describe("the entry in the global hooks file", () => {
  it("makes the file when there is none, and removes it again when nothing else came in", () => {
    using user = machine()
    expect(addGlobalHooks(user.userHome, launcher, "linux")).toEqual({
      kind: "created",
      path: user.path(...file),
    })
    expect(JSON.parse(user.read(...file))).toEqual({ "antigravity-for-loop": hookEntry(launcher) })
    expect(addGlobalHooks(user.userHome, launcher, "linux").kind).toBe("unchanged")
    expect(removeGlobalHooks(user.userHome, "created").kind).toBe("removed")
    expect(existsSync(user.path(...file))).toBe(false)
  })

  it("leaves bytes, permissions and folder of a foreign file as they were", () => {
    using user = machine()
    user.write(foreign, ...file)
    chmodSync(user.path(...file), 0o640)
    expect(addGlobalHooks(user.userHome, launcher, "linux").kind).toBe("changed")
    expect(JSON.parse(user.read(...file)).b.Stop).toEqual([{ command: "theirs" }])
    expect(statSync(user.path(...file)).mode & 0o777).toBe(0o640)
    expect(removeGlobalHooks(user.userHome, "foreign").kind).toBe("removed")
    expect(user.read(...file)).toBe(foreign)
    expect(readdirSync(user.path(".gemini", "config"))).toEqual(["hooks.json"])
  })

  it("keeps a created file that another tool has put its entry into", () => {
    using user = machine()
    addGlobalHooks(user.userHome, launcher, "linux")
    const both = { theirs: {}, ...JSON.parse(user.read(...file)) }
    user.write(JSON.stringify(both, null, 2), ...file)
    removeGlobalHooks(user.userHome, "created")
    expect(JSON.parse(user.read(...file))).toEqual({ theirs: {} })
  })

  it("writes through a link to the file of an older version instead of replacing the link", () => {
    using user = machine()
    const old = user.write(foreign, ".gemini", "antigravity-cli", "hooks.json")
    mkdirSync(user.path(".gemini", "config"))
    symlinkSync(old, user.path(...file))
    expect(addGlobalHooks(user.userHome, launcher, "linux").kind).toBe("changed")
    expect(lstatSync(user.path(...file)).isSymbolicLink()).toBe(true)
    expect(readFileSync(old, "utf8")).toContain(launcher)
  })

  const unusable: readonly (readonly [string, string | Uint8Array, string])[] = [
    ["is not JSON", '{ "a": {}, }', "not strict JSON"],
    ["holds a foreign key", '{ "marker": true }', '"marker": the value is not an object'],
    ["is not UTF-8", new Uint8Array([0x7b, 0xff, 0x7d]), "not valid UTF-8"],
    ["starts with a byte order mark", "\uFEFF{}", "byte order mark"],
  ]
  it.each(unusable)(
    "is refused with one sentence, and nothing is written, when the file %s",
    (_, text, why) => {
      using user = machine()
      user.write("", ...file)
      writeFileSync(user.path(...file), text)
      for (const change of [
        addGlobalHooks(user.userHome, launcher, "linux"),
        removeGlobalHooks(user.userHome, "created"),
      ]) {
        expect(change).toMatchObject({ kind: "refused", why: expect.stringContaining(why) })
      }
      expect(readFileSync(globalHooksPath(user.userHome))).toEqual(Buffer.from(text))
    },
  )

  it("is refused when a link leads nowhere or a folder is in the way", () => {
    using user = machine()
    mkdirSync(user.path(...file), { recursive: true })
    expect(addGlobalHooks(user.userHome, launcher, "linux")).toMatchObject({
      kind: "refused",
      why: expect.stringContaining("folder"),
    })
    using other = machine()
    mkdirSync(other.path(".gemini", "config"), { recursive: true })
    symlinkSync("nowhere", other.path(...file))
    expect(addGlobalHooks(other.userHome, launcher, "linux")).toMatchObject({
      kind: "refused",
      why: expect.stringContaining("nowhere"),
    })
  })
})

describe("launcherWord", () => {
  it.each([
    ["/opt/a-b_c/for-loop-hook", "linux", "/opt/a-b_c/for-loop-hook"],
    ["/home/Zoë x/for-loop-hook", "linux", '"/home/Zoë x/for-loop-hook"'],
    ['/a"$b`\\/for-loop-hook', "darwin", '"/a\\"\\$b\\`\\\\/for-loop-hook"'],
    [
      "C:\\Users\\x\\.gemini\\config\\p\\for-loop-hook.cmd",
      "win32",
      "C:\\Users\\x\\.gemini\\config\\p\\for-loop-hook.cmd",
    ],
    ["C:\\Users\\Zoë x\\.gemini\\config\\p\\for-loop-hook.cmd", "win32", "p\\for-loop-hook.cmd"],
  ] as const)("writes %s on %s as one word the shell reads back (S91)", (path, platform, word) => {
    expect(launcherWord(path, "C:\\Users\\Zoë x\\.gemini\\config", platform)).toBe(word)
  })
})
