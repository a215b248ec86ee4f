import { spawn, spawnSync } from "node:child_process"
import { chmodSync, existsSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs"
import { delimiter, dirname, join } from "node:path"
import { setTimeout as pause } from "node:timers/promises"
import { describe, expect, it } from "vitest"
import { pluginFolder, tellingHook } from "./plugin-folder.ts"

const shells = ["dash -u", "bash --posix", "busybox sh"].flatMap((command) => {
  const [name, flag] = command.split(" ")
  const file = process.env.PATH?.split(delimiter)
    .map((folder) => join(folder, `${name}`))
    .find((path) => existsSync(path))
  return file === undefined ? [] : [`${file} ${flag}`]
})

const unbound = '{"conversationId":"11-aa","invocationNum":3,"workspacePaths":[]}'

describe.skipIf(process.platform === "win32")("the POSIX launcher", () => {
  it("starts hook.cjs with event, host and payload, from a folder with spaces and non-ASCII letters (S91)", () => {
    using folder = pluginFolder(tellingHook)
    const payload = '{"conversationId":"11-aa","path":"C:\\\\tmp\\\\n","text":"a\\nb `$(x)` %s"}'
    const answer = folder.run("Stop --host claude-code", { stdin: payload })
    expect(answer.code).toBe(0)
    expect(JSON.parse(answer.stdout)).toMatchObject({
      argv: ["Stop", "--host", "claude-code"],
      stdin: payload,
      env: { FOR_LOOP_HOME: folder.home, ELECTRON_RUN_AS_NODE: "1" },
    })
  })

  it.each(shells)("answers alike under %s: bound and unbound, with and without a runtime", (shell) => {
    using folder = pluginFolder(tellingHook)
    const first = folder.run("PreInvocation", { shell, stdin: unbound.replace("3", "0") })
    expect(JSON.parse(first.stdout).stdin.trim()).toBe(unbound.replace("3", "0"))
    expect(folder.run("PreInvocation", { shell, stdin: unbound })).toEqual({
      stdout: "{}\n",
      stderr: "",
      code: 0,
    })
    expect(JSON.parse(folder.run("Stop", { shell, stdin: "x" }).stdout).stdin.trimEnd()).toBe("x")
    const env = { ...folder.env, PATH: join(folder.root, "none") }
    expect(folder.run("Stop", { shell, env })).toEqual({ stdout: "{}\n", stderr: "", code: 0 })
  })

  it("hands a long answer with backslashes on unchanged", () => {
    const reason = `\\n \\\\ %s $(x) ${"测试 ".repeat(7000)}`
    using folder = pluginFolder(
      `process.stdout.write(${JSON.stringify(JSON.stringify({ decision: "continue", reason }))})`,
    )
    expect(JSON.parse(folder.run("Stop").stdout)).toEqual({ decision: "continue", reason })
  })

  const failures: readonly (readonly [string, string | null])[] = [
    ["hook.cjs throws", "throw new Error('broken')"],
    ["hook.cjs does not parse", "this is not JavaScript"],
    ["hook.cjs prints an answer and then fails", "console.log('{}{'); process.exit(3)"],
    ["hook.cjs fails after a good answer", 'console.log(\'{"decision":"continue"}\'); process.exit(1)'],
    ["hook.cjs prints nothing", ""],
    ["hook.cjs prints a word before the answer", "console.log('Debugger attached'); console.log('{}')"],
    ["hook.cjs prints an array", "console.log('[]')"],
    ["hook.cjs prints half an object", "console.log('{\"decision\":')"],
    ["hook.cjs is killed", "process.kill(process.pid, 'SIGKILL')"],
    ["hook.cjs is missing", null],
  ]
  it.each(failures)("prints {} and exits 0 when %s (S43)", (_, hook) => {
    using folder = pluginFolder(hook)
    expect(folder.run("Stop", { stdin: "{}" })).toMatchObject({ stdout: "{}\n", code: 0 })
    expect(folder.run("PreToolUse", { stdin: "{}" })).toMatchObject({ stdout: "", code: 0 })
  })

  it("prints {} and exits 0 when there is no Node anywhere (S43)", () => {
    using folder = pluginFolder(tellingHook)
    const env = { ...folder.env, PATH: join(folder.root, "none") }
    for (const event of ["Stop", "PreInvocation", "SessionStart", ""]) {
      expect(folder.run(event, { env, stdin: "{}" })).toEqual({ stdout: "{}\n", stderr: "", code: 0 })
    }
    expect(folder.run("PreToolUse", { env, stdin: "{}" })).toEqual({ stdout: "", stderr: "", code: 0 })
  })

  it.each([
    ["/absolute", (root: string) => join(root, "höme of loops")],
    ["relative to the user's home", () => "../höme of loops"],
    ["with a tilde", () => "~/../höme of loops"],
  ])("finds the home given %s where hook.cjs finds it", (_, chosen) => {
    using folder = pluginFolder(tellingHook)
    mkdirSync(join(folder.root, "user"))
    writeFileSync(join(folder.home, "disabled"), "")
    const env = { ...folder.env, FOR_LOOP_HOME: chosen(folder.root) }
    expect(folder.run("Stop", { env }).stdout).toBe("{}\n")
  })

  it("passes stderr of the hook through", () => {
    using folder = pluginFolder("console.error('why'); console.log('{}')")
    expect(folder.run("Stop")).toEqual({ stdout: "{}\n", stderr: "why\n", code: 0 })
  })

  it("still starts the hook without HOME and FOR_LOOP_HOME", () => {
    using folder = pluginFolder(tellingHook)
    const env = { PATH: folder.env.PATH }
    expect(JSON.parse(folder.run("Stop", { env }).stdout).argv).toEqual(["Stop"])
    expect(JSON.parse(folder.run("PreInvocation", { env, stdin: unbound }).stdout).argv).toEqual([
      "PreInvocation",
    ])
  })

  it("still starts the hook when its home is a file or its records are folders", () => {
    using folder = pluginFolder(tellingHook)
    mkdirSync(join(folder.home, "runtime"))
    mkdirSync(join(folder.home, "plugin"))
    expect(JSON.parse(folder.run("Stop").stdout).argv).toEqual(["Stop"])
    rmSync(folder.home, { recursive: true })
    writeFileSync(folder.home, "")
    expect(JSON.parse(folder.run("PreInvocation", { stdin: unbound }).stdout).argv).toEqual(["PreInvocation"])
  })

  it("starts the hook with an empty payload when stdin is closed", () => {
    using folder = pluginFolder(tellingHook)
    for (const event of ["Stop", "PreInvocation"]) {
      expect(JSON.parse(folder.run(`${event} <&-`).stdout)).toMatchObject({ argv: [event], stdin: "" })
    }
  })

  it.each([
    [
      "FOR_LOOP_DISABLE=1",
      (folder: ReturnType<typeof pluginFolder>) => ({ ...folder.env, FOR_LOOP_DISABLE: "1" }),
    ],
    [
      "the file `disabled`",
      (folder: ReturnType<typeof pluginFolder>) => {
        writeFileSync(join(folder.home, "disabled"), "")
        return folder.env
      },
    ],
  ])("starts nothing while %s switches the loops off", (_, environment) => {
    using folder = pluginFolder(tellingHook)
    const env = environment(folder)
    expect(folder.run("Stop", { env })).toEqual({ stdout: "{}\n", stderr: "", code: 0 })
    expect(folder.run("PreToolUse", { env })).toEqual({ stdout: "", stderr: "", code: 0 })
  })

  it("hides NODE_OPTIONS and NODE_EXTRA_CA_CERTS from the hook and keeps them for the checks", () => {
    using folder = pluginFolder(tellingHook)
    const preload = folder.write("preload.cjs", "console.log('preloaded')")
    const env = { ...folder.env, NODE_OPTIONS: `--require "${preload}"`, NODE_EXTRA_CA_CERTS: "/some ca.pem" }
    const told = JSON.parse(folder.run("Stop", { env }).stdout).env
    expect(told).toMatchObject({
      FOR_LOOP_NODE_OPTIONS: env.NODE_OPTIONS,
      FOR_LOOP_NODE_EXTRA_CA_CERTS: env.NODE_EXTRA_CA_CERTS,
    })
    expect(told).not.toHaveProperty("NODE_OPTIONS")
    expect(told).not.toHaveProperty("NODE_EXTRA_CA_CERTS")
  })

  it("does not hand on kept values of an outer hook", () => {
    using folder = pluginFolder(tellingHook)
    const env = { ...folder.env, FOR_LOOP_NODE_OPTIONS: "--stale" }
    expect(JSON.parse(folder.run("Stop", { env }).stdout).env).not.toHaveProperty("FOR_LOOP_NODE_OPTIONS")
  })
})

describe.skipIf(process.platform === "win32")("the runtime of the POSIX launcher", () => {
  const naming = (name: string) => `#!/bin/sh\nprintf '{"runtime":"${name}"}\\n'\n`

  it("is the recorded one, then node on the PATH, then the editor's own Electron", () => {
    using folder = pluginFolder(tellingHook)
    const recorded = folder.program("some runtime ü", naming("recorded"))
    const onPath = folder.program("bin/node", naming("path"))
    folder.program("editor/antigravity", naming("editor"))
    const env = {
      ...folder.env,
      PATH: dirname(onPath),
      ANTIGRAVITY_EDITOR_APP_ROOT: join(folder.root, "editor/resources/app"),
    }
    const chosen = () => JSON.parse(folder.run("Stop", { env }).stdout).runtime
    writeFileSync(join(folder.home, "runtime"), `${recorded}\nsecond line\n`)
    expect(chosen()).toBe("recorded")
    chmodSync(recorded, 0o644)
    expect(chosen()).toBe("path")
    rmSync(onPath)
    expect(chosen()).toBe("editor")
  })

  it("finds Electron inside a macOS application", () => {
    using folder = pluginFolder(tellingHook)
    folder.program(
      "A.app/Contents/MacOS/Electron",
      '#!/bin/sh\nprintf \'{"as":"%s"}\' "$ELECTRON_RUN_AS_NODE"\n',
    )
    const app = join(folder.root, "A.app/Contents/Resources/app")
    const env = { ...folder.env, PATH: join(folder.root, "none"), ANTIGRAVITY_EDITOR_APP_ROOT: app }
    expect(JSON.parse(folder.run("Stop", { env }).stdout)).toEqual({ as: "1" })
  })

  it("is the next one when the recorded file cannot be started", () => {
    using folder = pluginFolder(tellingHook)
    const broken = folder.program("broken", "#!/no/such/interpreter\n")
    writeFileSync(join(folder.home, "runtime"), broken)
    expect(JSON.parse(folder.run("Stop", { stdin: "payload" }).stdout).stdin.trimEnd()).toBe("payload")
  })
})

describe.skipIf(process.platform === "win32")("the hook file of the POSIX launcher", () => {
  it("is the installed copy's when the version in use was removed (S95)", () => {
    using folder = pluginFolder(null)
    folder.write("new version/hooks/hook.cjs", tellingHook)
    writeFileSync(join(folder.home, "plugin"), `${join(folder.root, "new version")}\n`)
    expect(JSON.parse(folder.run("Stop").stdout).argv).toEqual(["Stop"])
    rmSync(join(folder.root, "new version"), { recursive: true })
    expect(folder.run("Stop")).toEqual({ stdout: "{}\n", stderr: "", code: 0 })
  })

  it("is found through a chain of links to the launcher", () => {
    using folder = pluginFolder(tellingHook)
    mkdirSync(join(folder.root, "links"))
    symlinkSync(join(folder.plugin, "hooks/for-loop-hook"), join(folder.root, "links/absolute"))
    symlinkSync("absolute", join(folder.root, "links/relative"))
    const env = { ...folder.env, PATH: `${folder.env.PATH}:/usr/bin:/bin` }
    const run = spawnSync(join(folder.root, "links/relative"), ["Stop"], { env, input: "", encoding: "utf8" })
    expect(JSON.parse(run.stdout).argv).toEqual(["Stop"])
  })
})

describe.skipIf(process.platform === "win32")("a killed POSIX launcher", () => {
  const waiting = `
    const { writeFileSync } = require("node:fs")
    const gone = () => process.env.FOR_LOOP_WATCH_PIDS.split(" ").some((pid) => {
      try { process.kill(Number(pid), 0); return false } catch { return true }
    })
    setInterval(() => { if (gone()) { writeFileSync("ended", ""); process.exit(1) } }, 20)
    setTimeout(() => process.exit(1), 20_000)
    writeFileSync("started", "")
  `

  it.each(["SIGTERM", "SIGHUP", "SIGKILL"] as const)(
    "by %s leaves a sign by which the hook ends too",
    async (signal) => {
      using folder = pluginFolder(waiting)
      const launcher = spawn("./hooks/for-loop-hook", ["Stop"], {
        cwd: folder.plugin,
        env: folder.env,
        stdio: ["ignore", "pipe", "inherit"],
      })
      const ended = new Promise<number | null>((resolve) => launcher.on("exit", resolve))
      let stdout = ""
      launcher.stdout.on("data", (chunk) => {
        stdout += chunk
      })
      await until(() => existsSync(join(folder.plugin, "started")))
      launcher.kill(signal)
      const code = await ended
      await until(() => existsSync(join(folder.plugin, "ended")))
      if (signal !== "SIGKILL") expect({ code, stdout }).toEqual({ code: 0, stdout: "{}\n" })
      else expect(code).toBeNull()
    },
  )
})

async function until(condition: () => boolean): Promise<void> {
  for (let waited = 0; waited < 500 && !condition(); waited += 1) await pause(20)
  expect(condition()).toBe(true)
}
