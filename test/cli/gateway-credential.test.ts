import { existsSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { describe, expect, it } from "vitest"
import { runWithStdin } from "./gateway-machine.ts"
import { machine } from "./run-cli.ts"

const secret = "AIzaSyPlantedKeyOfATest-0123456789_abcd"

describe.skipIf(process.platform === "win32")("for-loop gateway credential", () => {
  it("takes a secret from stdin into a file only this account can read, and takes it out again", async () => {
    const one = machine()
    const added = await runWithStdin(
      one,
      ["gateway", "credential", "add", "gemini", "second", "--file"],
      `${secret}\n`,
    )
    expect(added).toMatchObject({ code: 0, stderr: "" })
    expect(added.stdout).not.toContain(secret)
    expect(await one.json(["gateway", "--check"])).toMatchObject({
      code: 0,
      value: { secrets: [{ upstream: "gemini", credential: "second", state: "there" }] },
    })
    expect(readFileSync(join(one.home, "gateway", "config.json"), "utf8")).not.toContain(secret)
    const removed = await one.run(["gateway", "credential", "remove", "gemini", "second"])
    expect(removed.code).toBe(0)
    expect(existsSync(join(one.home, "keys", "gateway-gemini-second"))).toBe(false)
  })

  it("only names where a secret lies with --env, and refuses what is no key", async () => {
    const one = machine()
    const named = await one.run(["gateway", "credential", "add", "openai", "--env", "TEAM_KEY"])
    expect(named.code).toBe(0)
    expect(await one.json(["gateway", "--check"])).toMatchObject({
      code: 1,
      value: { secrets: [{ why: "TEAM_KEY is not set" }] },
    })
    const vertex = ["gateway", "credential", "add", "vertex", "--kind", "vertex-claude"]
    expect((await one.run([...vertex, "--project", "p-1", "--location", "europe-west1", "--adc"])).code).toBe(
      0,
    )
    expect(JSON.parse(readFileSync(join(one.home, "gateway", "config.json"), "utf8"))).toMatchObject({
      upstreams: [
        { name: "openai" },
        {
          kind: "vertex-claude",
          project: "p-1",
          location: "europe-west1",
          credentials: [{ secret: { from: "adc" } }],
        },
      ],
    })
    const twice = await one.run([...vertex, "--adc", "--env", "X"])
    expect(twice).toMatchObject({ code: 2, stderr: expect.stringContaining("give one of them") })
    const alone = await one.run(["gateway", "credential", "add", "vertex", "--project", "p-2", "--adc"])
    expect(alone).toMatchObject({ code: 2, stderr: expect.stringContaining("--project goes with --kind") })
    const elsewhere = [
      "gateway",
      "credential",
      "add",
      "openai",
      "--kind",
      "openai",
      "--env",
      "TEAM_KEY",
      "--url",
    ]
    const moved = await one.run([...elsewhere, "http://127.0.0.1:9"])
    expect(moved).toMatchObject({ code: 1, stderr: expect.stringContaining('an upstream "openai" already') })
    expect(moved.stderr).toContain("a name of its own")
    const token = await runWithStdin(
      one,
      ["gateway", "credential", "add", "gemini", "--file"],
      "ya29.a0AfH6SMBx",
    )
    expect(token.code).toBe(1)
    expect(token.stderr).toContain("sign-in or a credential file of Google")
    const nothing = await runWithStdin(one, ["gateway", "credential", "add", "gemini", "--file"], "")
    expect(nothing.stderr).toContain("for-loop gateway credential add gemini < key.txt")
    const nobody = await runWithStdin(one, ["gateway", "credential", "add", "mine", "--file"], secret)
    expect(nobody.stderr).toContain('There is no upstream "mine"')
    expect(existsSync(join(one.home, "keys", "gateway-mine-main"))).toBe(false)
  })

  it("blames what was asked for and not the file where an upstream would lack something", async () => {
    const one = machine()
    const local = ["gateway", "credential", "add", "local", "--kind", "openai-compatible", "--env", "X"]
    const lacking = await one.run(local)
    expect(lacking).toMatchObject({ code: 1, stderr: expect.stringContaining("baseUrl: is missing.") })
    expect(lacking.stderr).toContain("Nothing was changed. --url is the baseUrl")
    expect(lacking.stderr).not.toContain("config.json")
    const nowhere = ["gateway", "credential", "add", "vertex", "--kind", "vertex-claude"]
    expect(await one.run([...nowhere, "--service-account", "none.json"])).toMatchObject({
      code: 2,
      stderr: expect.stringContaining("--service-account needs a key file"),
    })
  })

  it.each([
    ["gateway", ["gateway", "credential", "add", "gemini", "second", secret]],
    ["auth", ["auth", "set", "gemini", secret]],
  ])("shows no secret that was given to %s as an argument", async (_, args) => {
    const { code, stdout, stderr } = await machine().run(args)
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" })
    expect(stderr).toContain("keys come in on stdin")
    expect(stderr).not.toContain(secret.slice(0, 12))
  })
})
