import { chmodSync } from "node:fs"
import { join } from "node:path"
import { describe, expect, it } from "vitest"
import { isForeignSignInFile } from "../../src/secrets/foreign-sign-in.ts"
import { openSecrets, resolveSecret } from "../../src/secrets/resolve-secret.ts"
import { fileStore } from "../../src/secrets/stores.ts"
import { keyMachine } from "./key-machine.ts"

const secret = "AIzaSyPlantedKeyOfATest-0123456789_abcd"

describe("a secret by its source", () => {
  it("is read from a variable, a file of ours or the system's store, each named without it", async () => {
    using one = keyMachine(["secret-tool"], { TEAM_KEY: ` ${secret}\n`, EMPTY: " " })
    const place = { home: one.home, env: one.env, platform: "linux" } as const
    expect(await resolveSecret({ from: "env", name: "TEAM_KEY" }, place)).toEqual({
      kind: "secret",
      value: secret,
      from: "TEAM_KEY",
    })
    const empty = await resolveSecret({ from: "env", name: "EMPTY" }, place)
    expect(empty).toEqual({ kind: "missing", why: "EMPTY is not set" })
    const none = await resolveSecret({ from: "kept", account: "a" }, place)
    expect(none).toEqual({ kind: "missing", why: 'no secret is kept under "a"' })
    await fileStore(place).write("a", secret)
    const kept = await resolveSecret({ from: "kept", account: "a" }, place)
    expect(kept).toMatchObject({ kind: "secret", value: secret, from: expect.stringContaining("keys") })
    for (const from of ["adc", "none", "service-account"] as const)
      expect((await resolveSecret({ from }, place)).kind).toBe("missing")
  })

  it.skipIf(process.platform === "win32")(
    "is not taken from a file that others can read, and says so",
    async () => {
      using one = keyMachine([])
      const place = { home: one.home, env: one.env, platform: "linux" } as const
      await fileStore(place).write("a", secret)
      chmodSync(join(one.home, "keys", "a"), 0o644)
      const read = await resolveSecret({ from: "kept", account: "a" }, place)
      expect(read).toMatchObject({ kind: "missing", why: expect.stringContaining("chmod 600") })
    },
  )

  it("is asked for once a minute, and anew when it was forgotten", async () => {
    using one = keyMachine(["secret-tool"])
    const place = { home: one.home, env: one.env, platform: "linux" } as const
    let now = 0
    const secrets = openSecrets(place, () => now)
    const source = { from: "kept", account: "a" } as const
    const asked = (): number =>
      one
        .seenArguments()
        .split("\n")
        .filter((line) => line !== "").length
    expect(await Promise.all([secrets.of(source), secrets.of(source)])).toMatchObject([
      { kind: "missing" },
      {},
    ])
    const once = asked()
    await fileStore(place).write("a", secret)
    expect((await secrets.of(source)).kind).toBe("missing")
    expect(asked()).toBe(once)
    secrets.forget()
    expect((await secrets.of(source)).kind).toBe("secret")
    await fileStore(place).remove("a")
    now += 59_000
    expect((await secrets.of(source)).kind).toBe("secret")
    now += 1_000
    expect((await secrets.of(source)).kind).toBe("missing")
  })
})

describe("the sign-in of another Google product", () => {
  it.each([
    ["/home/me/.gemini/oauth_creds.json", true],
    ["C:\\Users\\me\\.antigravity\\token.json", true],
    ["/x/oauth_creds.json", true],
    ["/home/me/.config/gcloud/application_default_credentials.json", false],
    ["/home/me/gemini/key.json", false],
  ])("is told by its place: %s", (path, foreign) => {
    expect(isForeignSignInFile(path)).toBe(foreign)
  })
})
