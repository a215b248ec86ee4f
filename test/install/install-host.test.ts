import { spawnSync } from "node:child_process"
import { rmSync, statSync } from "node:fs"
import { describe, expect, it } from "vitest"
import { settingsPath } from "../../src/install/host-settings.ts"
import { installHost, uninstallHost } from "../../src/install/install-host.ts"
import { listFiles } from "../../src/system/files.ts"
import { machine } from "./install-fixture.ts"

const cases = [
  { host: "claude-code", stop: "Stop" },
  { host: "gemini-cli", stop: "AfterAgent" },
] as const

describe.skipIf(process.platform === "win32")("installing for a host with a settings file", () => {
  it.each(cases)(
    "gives $host a command that runs, from a home with a space (S91), even after the package is gone (S95)",
    ({ host, stop }) => {
      using user = machine()
      const options = { ...user.options, host, folder: user.userHome }
      expect(installHost(options).kind).toBe("changed")
      expect(statSync(user.home).mode & 0o777).toBe(0o700)
      rmSync(user.source, { recursive: true })
      const parts = settingsPath(host, user.userHome)
        .slice(user.userHome.length + 1)
        .split("/")
      const { command } = JSON.parse(user.read(...parts)).hooks[stop][0].hooks[0]
      const env = { HOME: user.userHome, PATH: user.path("none") }
      const run = spawnSync("/bin/sh", ["-c", command], {
        cwd: user.userHome,
        env,
        input: "{}",
        encoding: "utf8",
      })
      expect(run).toMatchObject({ status: 0, stdout: "{}\n", stderr: expect.stringContaining("for-loop:") })
    },
  )

  it.each(cases)("takes everything of $host out again", ({ host }) => {
    using user = machine()
    installHost({ ...user.options, host, folder: user.userHome })
    uninstallHost(host, user.userHome, user.home)
    expect(listFiles(user.userHome)).toEqual([".antigravity-for-loop/runtime"])
  })

  it("keeps the hook as long as settings that cannot be read may still name it", () => {
    using user = machine()
    installHost({ ...user.options, host: "claude-code", folder: user.userHome })
    user.write("{,}", ".claude", "settings.json")
    expect(uninstallHost("claude-code", user.userHome, user.home).kind).toBe("refused")
    expect(listFiles(user.home)).toContain("hosts/claude-code/hooks/for-loop-hook")
  })
})
