import { readFileSync } from "node:fs"
import { join } from "node:path"
import { describe, expect, it } from "vitest"
import { checkAgy } from "../../src/install/check-agy.ts"
import { markHookSeen } from "../../src/store/hook-seen.ts"
import { type Machine, machine } from "./install-fixture.ts"

const fixtures = join(import.meta.dirname, "..", "fixtures", "agy")
const loaded = readFileSync(join(fixtures, "hooks-readback.json"), "utf8")
const notLoaded = readFileSync(join(fixtures, "hooks-readback-missing.json"), "utf8")

/** A program named agy on a PATH of its own: tells a version, and answers /hooks only with the flags that answer it without a model. */
function fakeAgy(user: Machine, version: string, readback: string): void {
  user.write(`${readback}\n`, "readback.json")
  user.program(
    `#!/bin/sh
cd "${user.userHome}" || exit 9
echo "$AGY_CLI_DISABLE_AUTO_UPDATE $*" >> calls
case "$*" in
  --version) echo "${version}" ;;
  "-p /hooks --output-format json") while IFS= read -r line; do printf '%s\\n' "$line"; done < readback.json ;;
  *) exit 1 ;;
esac
`,
    "bin",
    "agy",
  )
}

function examine(user: Machine) {
  return checkAgy({
    userHome: user.userHome,
    home: user.home,
    workspace: null,
    platform: "linux",
    env: { PATH: user.path("bin") },
    now: 0,
  })
}

describe.skipIf(process.platform === "win32")("the check of agy", () => {
  it("finds a good version that has loaded our Stop hook, without letting agy update itself (S41)", async () => {
    using user = machine()
    fakeAgy(user, "agy version 1.2.7 (linux/amd64)", loaded)
    const found = await examine(user)
    expect(found.map(({ id, status }) => [id, status])).toEqual([
      ["agy", "ok"],
      ["agy-hooks", "ok"],
    ])
    expect(user.read("calls")).toBe("true --version\ntrue -p /hooks --output-format json\n")
  })

  it("is content without agy: IDE and desktop app do not need it", async () => {
    using user = machine()
    expect(await examine(user)).toMatchObject([{ id: "agy", status: "ok" }])
  })

  const versions = [
    ["1.1.9", "fail", "1.1.10"],
    ["1.0.14", "fail", "1.1.10"],
    ["0.9.99", "fail", "1.1.10"],
    ["1.1.10", "warn", "1.2.4"],
    ["1.2.3", "warn", "1.2.4"],
    ["1.2.4", "ok", "asks Stop hooks"],
    ["1.2.14", "ok", "asks Stop hooks"],
    ["1.2.15", "warn", "newer than 1.2.14"],
    ["1.10.0", "warn", "newer than 1.2.14"],
    ["2.0.0", "warn", "newer than 1.2.14"],
  ] as const
  it.each(versions)(
    "judges agy %s as %s (S44: no version counts as supported without a run that backs it)",
    async (version, status, what) => {
      using user = machine()
      fakeAgy(user, version, loaded)
      const [found] = await examine(user)
      expect(found).toMatchObject({ id: "agy", status, what: expect.stringContaining(what) })
    },
  )

  it("takes a newer version as proven once a host has really run the hook here (S44)", async () => {
    using user = machine()
    fakeAgy(user, "1.5.7", loaded)
    markHookSeen(user.home, 1)
    expect((await examine(user))[0]?.status).toBe("ok")
  })

  it("fails visibly when the host has not loaded our hook (S41)", async () => {
    using user = machine()
    fakeAgy(user, "1.2.7", notLoaded)
    expect((await examine(user))[1]).toMatchObject({ id: "agy-hooks", status: "fail", fix: "reinstall" })
  })

  it("reports a hook that the host has loaded twice (S96)", async () => {
    using user = machine()
    const answer = JSON.parse(loaded)
    answer.command.data.hooks.push(...answer.command.data.hooks)
    fakeAgy(user, "1.2.7", JSON.stringify(answer))
    expect((await examine(user))[1]).toMatchObject({
      id: "agy-hooks",
      status: "warn",
      what: expect.stringContaining("more than once"),
    })
  })

  it.each(["", "Please sign in", "{}"])(
    "does not take the answer %j for a proof of anything",
    async (readback) => {
      using user = machine()
      fakeAgy(user, "1.2.7", readback)
      expect((await examine(user))[1]).toMatchObject({ id: "agy-hooks", status: "warn" })
    },
  )

  it("does not stop at an agy that tells no version", async () => {
    using user = machine()
    user.program("#!/bin/sh\nexit 1\n", "bin", "agy")
    expect(await examine(user)).toMatchObject([{ id: "agy", status: "warn" }])
  })
})
