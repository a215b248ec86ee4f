import { lstatSync, mkdirSync, readdirSync, readFileSync, symlinkSync } from "node:fs"
import { dirname } from "node:path"
import { describe, expect, it } from "vitest"
import { addHostHooks, hostHooks, removeHostHooks, settingsPath } from "../../src/install/host-settings.ts"
import { machine } from "./install-fixture.ts"

const launcher = "/opt/hooks/for-loop-hook"
const hosts = ["claude-code", "gemini-cli"] as const

describe("the hooks in a host's settings", () => {
  it("are those of Claude Code in seconds", () => {
    expect(hostHooks("claude-code", launcher, "linux")).toEqual({
      Stop: [{ hooks: [{ type: "command", command: `${launcher} Stop --host claude-code`, timeout: 1800 }] }],
      UserPromptSubmit: [
        {
          hooks: [
            { type: "command", command: `${launcher} UserPromptSubmit --host claude-code`, timeout: 1800 },
          ],
        },
      ],
    })
  })

  it("are those of Gemini CLI in milliseconds", () => {
    const [group] = [hostHooks("gemini-cli", launcher, "linux").AfterAgent].flat()
    expect(group).toEqual({
      hooks: [
        {
          type: "command",
          name: "antigravity-for-loop",
          command: `${launcher} AfterAgent --host gemini-cli`,
          timeout: 1_800_000,
        },
      ],
    })
  })

  it.each(hosts)("of %s are written, renewed and taken out; every other setting stays", (host) => {
    using user = machine()
    const stop = host === "claude-code" ? "Stop" : "AfterAgent"
    const theirs = {
      model: "x",
      hooks: {
        disabled: ["theirs"],
        enabled: true,
        [stop]: [{ matcher: "*", hooks: [{ type: "command", command: "theirs" }] }],
      },
    }
    const path = settingsPath(host, user.userHome)
    const parts = path.slice(user.userHome.length + 1).split("/")
    user.write(JSON.stringify(theirs, null, 4), ...parts)
    expect(addHostHooks(host, user.userHome, launcher, "linux")).toEqual({ kind: "changed", path })
    expect(JSON.parse(user.read(...parts)).hooks[stop]).toHaveLength(2)
    expect(addHostHooks(host, user.userHome, launcher, "linux").kind).toBe("unchanged")
    expect(addHostHooks(host, user.userHome, "/new place/for-loop-hook", "linux").kind).toBe("changed")
    expect(user.read(...parts)).not.toContain(launcher)
    expect(JSON.parse(user.read(...parts)).hooks[stop]).toHaveLength(2)
    expect(user.read(...parts)).toContain('\\"/new place/for-loop-hook\\" ')
    expect(removeHostHooks(host, user.userHome).kind).toBe("changed")
    expect(user.read(...parts)).toBe(JSON.stringify(theirs, null, 4))
  })

  it("are added in the indentation, line ends and lists of the file, and nothing else in it changes", () => {
    using user = machine()
    const theirs = [
      "{",
      '\t"a":1.0,  "a" : "\\u00e9\\/",',
      '\t"hooks": {',
      '\t\t"Stop": [',
      '\t\t\t{ "hooks": [ ] }',
      "\t\t]",
      "\t},",
      '\t"model": "x"',
      "}",
      "",
    ]
    const command = (event: string) => `${launcher} ${event} --host claude-code`
    const group = (event: string) => [
      "\t\t\t{",
      '\t\t\t\t"hooks": [',
      "\t\t\t\t\t{",
      '\t\t\t\t\t\t"type": "command",',
      `\t\t\t\t\t\t"command": "${command(event)}",`,
      '\t\t\t\t\t\t"timeout": 1800',
      "\t\t\t\t\t}",
      "\t\t\t\t]",
      "\t\t\t}",
    ]
    user.write(theirs.join("\r\n"), ".claude", "settings.json")
    addHostHooks("claude-code", user.userHome, launcher, "linux")
    expect(user.read(".claude", "settings.json")).toBe(
      [
        ...theirs.slice(0, 4),
        '\t\t\t{ "hooks": [ ] },',
        ...group("Stop"),
        "\t\t],",
        '\t\t"UserPromptSubmit": [',
        ...group("UserPromptSubmit"),
        "\t\t]",
        ...theirs.slice(6),
      ].join("\r\n"),
    )
    removeHostHooks("claude-code", user.userHome)
    expect(user.read(".claude", "settings.json")).toBe(theirs.join("\r\n"))
  })

  it.each([
    ["in one line", '{"theme":"dark","hooks":{"Stop":[{"hooks":[]}]}}'],
    ["with hooks of other events alone", '{\n  "hooks": {"enabled": true,\n "other" :[ 1 ]}}'],
    ["with hooks of nobody", '{ "hooks": null, "theme": "dark" }', '{ "theme": "dark" }'],
    ["with an empty list", '{ "hooks": { "theirs": [], "Stop": [2], "AfterAgent": [3] } }'],
    ["with the same name twice", '{ "hooks": {"x": 1}, "hooks": {"Stop": ["s"], "AfterAgent": ["a"]} }'],
  ])("leave settings %s as they were, once they are taken out", (_, text, after = text) => {
    using user = machine()
    for (const host of hosts) {
      const parts = settingsPath(host, user.userHome)
        .slice(user.userHome.length + 1)
        .split("/")
      user.write(text, ...parts)
      expect(addHostHooks(host, user.userHome, launcher, "linux", "on").kind).toBe("changed")
      expect(addHostHooks(host, user.userHome, launcher, "linux", "on").kind).toBe("unchanged")
      expect(JSON.parse(user.read(...parts)).hooks).toMatchObject(
        hostHooks(host, launcher, "linux", "on").PreToolUse === undefined
          ? { BeforeTool: [{}], BeforeAgent: [{}] }
          : { PreToolUse: [{}], UserPromptSubmit: [{}] },
      )
      expect(removeHostHooks(host, user.userHome).kind).toBe("changed")
      expect(user.read(...parts)).toBe(after)
    }
  })

  it("keep every name of the user's, also those with escapes that a runtime's JSON.parse misreads", () => {
    using user = machine()
    const text = '{\n  "a": { "x": 1, "dir\\\\": 2 },\n  "b": { "x": 1, "dir\\"": 2 }\n}\n'
    for (const host of hosts) {
      const parts = settingsPath(host, user.userHome)
        .slice(user.userHome.length + 1)
        .split("/")
      user.write(text, ...parts)
      addHostHooks(host, user.userHome, launcher, "linux")
      expect(user.read(...parts).startsWith(text.slice(0, -"\n}\n".length))).toBe(true)
      removeHostHooks(host, user.userHome)
      expect(user.read(...parts)).toBe(text)
    }
  })

  it.each(hosts)(
    "of %s make a settings file where there is none and take it away again, but not one that holds more",
    (host) => {
      using user = machine()
      addHostHooks(host, user.userHome, launcher, "linux")
      removeHostHooks(host, user.userHome)
      expect(readdirSync(user.userHome)).toEqual([])
      const [folder = "", file = ""] = settingsPath(host, user.userHome)
        .slice(user.userHome.length + 1)
        .split("/")
      user.write('{ "theme": "dark" }', folder, file)
      addHostHooks(host, user.userHome, launcher, "linux")
      removeHostHooks(host, user.userHome)
      expect(JSON.parse(user.read(folder, file))).toEqual({ theme: "dark" })
    },
  )

  it.each(hosts)("of %s leave a settings file that lies behind a link where it is, empty", (host) => {
    using user = machine()
    const dotfile = user.write("{}", "dotfiles", "settings.json")
    const path = settingsPath(host, user.userHome)
    mkdirSync(dirname(path), { recursive: true })
    symlinkSync(dotfile, path)
    addHostHooks(host, user.userHome, launcher, "linux")
    expect(readFileSync(dotfile, "utf8")).toContain(launcher)
    removeHostHooks(host, user.userHome)
    expect(lstatSync(path).isSymbolicLink()).toBe(true)
    expect(readFileSync(dotfile, "utf8")).toBe("{}\n")
  })

  it.each([
    '{ "a": 1, } // note',
    "[]",
    '{ "hooks": [] }',
    '{ "hooks": { "Stop": {}, "AfterAgent": "x" } }',
    "",
  ])("are refused, and nothing is written, when the settings are %s", (text) => {
    using user = machine()
    for (const host of hosts) {
      const parts = settingsPath(host, user.userHome)
        .slice(user.userHome.length + 1)
        .split("/")
      user.write(text, ...parts)
      expect(addHostHooks(host, user.userHome, launcher, "linux").kind).toBe("refused")
      expect(user.read(...parts)).toBe(text)
    }
  })
})
