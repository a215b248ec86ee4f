import { chmodSync, mkdirSync } from "node:fs"
import { join } from "node:path"
import { describe, expect, it } from "vitest"
import { pluginFolder, tellingHook } from "./plugin-folder.ts"

const unbound = '{"conversationId":"11-aa","invocationNum":3,"workspacePaths":[]}'

describe.skipIf(process.platform === "win32")("the answer without a runtime", () => {
  const base = { conversationId: "11-aa", invocationNum: 3 }
  const cases: readonly (readonly [string, "skipped" | "started", string])[] = [
    ["an unbound conversation in the middle of a turn", "skipped", JSON.stringify(base)],
    ["the same, pretty-printed", "skipped", JSON.stringify(base, null, 2)],
    ["the same, number as text", "skipped", JSON.stringify({ ...base, invocationNum: "12" })],
    ["keys in another order", "skipped", '{ "invocationNum" : 1 , "conversationId"\t:\t"11-aa" }'],
    ["the first call of a turn", "started", JSON.stringify({ ...base, invocationNum: 0 })],
    ["a left-out zero", "started", JSON.stringify({ conversationId: "11-aa" })],
    ["a fraction", "started", JSON.stringify({ ...base, invocationNum: 0.5 })],
    ["a number with an exponent", "started", '{"conversationId":"11-aa","invocationNum":1e-9}'],
    ["a negative number", "started", JSON.stringify({ ...base, invocationNum: -1 })],
    ["no conversation", "started", JSON.stringify({ invocationNum: 3 })],
    ["an empty conversation", "started", JSON.stringify({ ...base, conversationId: "" })],
    ["a conversation that is a path", "started", JSON.stringify({ ...base, conversationId: "../arms/x" })],
    [
      "a key that occurs twice",
      "started",
      '{"conversationId":"11-aa","conversationId":"22","invocationNum":3}',
    ],
    ["the key's name as a value", "started", '{"conversationId":"11-aa","modelName":"invocationNum"}'],
    ["the bound conversation", "started", JSON.stringify({ ...base, conversationId: "bound-1" })],
    ["text that is not JSON", "started", "hello"],
    ["nothing", "started", ""],
  ]
  it.each(cases)("PreInvocation for %s: %s", (_, expected, payload) => {
    using folder = pluginFolder(tellingHook)
    folder.write("höme of loops/bindings/bound-1.json", "{}")
    mkdirSync(join(folder.home, "arms"))
    const { stdout, code } = folder.run("PreInvocation", { stdin: payload })
    expect(code).toBe(0)
    if (expected === "skipped") expect(stdout).toBe("{}\n")
    else expect(JSON.parse(stdout).stdin.trimEnd()).toBe(payload)
  })

  const stops: readonly (readonly [string, "skipped" | "started", string])[] = [
    ["an unbound conversation", "skipped", JSON.stringify({ conversationId: "11-aa", executionNum: 0 })],
    ["the same, pretty-printed", "skipped", JSON.stringify({ conversationId: "11-aa" }, null, 2)],
    ["the bound conversation", "started", JSON.stringify({ conversationId: "bound-1" })],
    ["no conversation", "started", JSON.stringify({ executionNum: 0 })],
    ["a conversation that is a path", "started", JSON.stringify({ conversationId: "../bindings/bound-1" })],
    ["text that is not JSON", "started", "hello"],
  ]
  it.each(stops)("Stop for %s: %s", (_, expected, payload) => {
    using folder = pluginFolder(tellingHook)
    folder.write("höme of loops/bindings/bound-1.json", "{}")
    const { stdout, code } = folder.run("Stop", { stdin: payload })
    expect(code).toBe(0)
    if (expected === "skipped") expect(stdout).toBe("{}\n")
    else expect(JSON.parse(stdout).stdin.trimEnd()).toBe(payload)
  })

  it("is not given while a loop waits for a conversation", () => {
    using folder = pluginFolder(tellingHook)
    folder.write("höme of loops/arms/some-token.json", "{}")
    expect(folder.run("PreInvocation", { stdin: unbound }).stdout).toContain("argv")
  })

  it("is given to Antigravity only", () => {
    using folder = pluginFolder(tellingHook)
    expect(folder.run("PreInvocation --host antigravity", { stdin: unbound }).stdout).toBe("{}\n")
    expect(folder.run("PreInvocation --host gemini-cli", { stdin: unbound }).stdout).toContain("argv")
  })

  it("starts no other program", () => {
    using folder = pluginFolder(tellingHook)
    const env = { ...folder.env, PATH: join(folder.root, "none") }
    folder.write("höme of loops/bindings/other.json", "{}")
    expect(folder.run("PreInvocation", { stdin: unbound, env })).toEqual({
      stdout: "{}\n",
      stderr: "",
      code: 0,
    })
  })

  it.skipIf(process.getuid?.() === 0)(
    "is not given when the home cannot be read (not shown as root: root reads all)",
    () => {
      using folder = pluginFolder(tellingHook)
      chmodSync(folder.home, 0)
      const { stdout } = folder.run("PreInvocation", { stdin: unbound })
      chmodSync(folder.home, 0o700)
      expect(stdout).toContain("argv")
    },
  )
})
