import { existsSync, readdirSync, readFileSync, statSync } from "node:fs"
import { join } from "node:path"
import { describe, expect, it } from "vitest"
import { typed } from "../../src/cli/auth/read-secret.ts"
import { fakeGoogle } from "../engine/auth/fake-google.ts"
import { fakeGemini } from "../engine/gemini/fake-gemini.ts"
import { keyMachine } from "../secrets/key-machine.ts"
import { entry, machine, type Run, runNode, validated } from "./run-cli.ts"

const key = "AIzaSyPlantedKeyOfATest-0123456789_abcd"

describe("for-loop auth", () => {
  it("names what each backend would use, tries nothing, and exits with 1 where nothing is there", async () => {
    using one = keyMachine([])
    const none = await forLoop(["auth", "--json"], one.env)
    expect(none.code).toBe(1)
    expect(validated("auth", none.stdout)).toMatchObject({
      action: "show",
      backends: [
        { backend: "agy", access: "none" },
        { backend: "gemini", access: "none", next: expect.stringContaining("for-loop auth set gemini") },
      ],
    })
    const found = await forLoop(["auth", "--json"], { ...one.env, GEMINI_API_KEY: key })
    expect(found.code).toBe(0)
    expect(validated("auth", found.stdout)).toMatchObject({
      backends: [{}, { access: "api-key", what: "the key in GEMINI_API_KEY", proof: { kind: "not-tried" } }],
    })
  })

  it("proves a key with --check by one free list of models, and tells a refused one by its exit code", async () => {
    using one = keyMachine([])
    await using google = await fakeGoogle({ key })
    const env = { ...one.env, GOOGLE_GEMINI_BASE_URL: google.url }
    const good = await forLoop(["auth", "--check"], { ...env, GEMINI_API_KEY: key })
    expect(good.stdout).toContain("accepts the key and offers gemini-3.8-flash")
    expect(good.code).toBe(0)
    expect(google.asked).toHaveLength(1)
    const bad = await forLoop(["auth", "--check", "--json"], { ...env, GEMINI_API_KEY: `${key}x` })
    expect(bad.code).toBe(1)
    expect(validated("auth", bad.stdout)).toMatchObject({ backends: [{}, { proof: { kind: "refused" } }] })
  })

  it("proves the credentials of the metadata server, and names project, location, least scope and role", async () => {
    using one = keyMachine([])
    await using google = await fakeGoogle({ token: "planted-access-token" })
    const env = {
      ...one.env,
      GOOGLE_GENAI_USE_VERTEXAI: "true",
      GOOGLE_CLOUD_PROJECT: "shop-dev",
      GOOGLE_CLOUD_LOCATION: "europe-west4",
      GCE_METADATA_HOST: google.host,
    }
    const { code, stdout, stderr } = await forLoop(["auth", "--json"], env)
    expect(validated("auth", stdout)).toMatchObject({
      backends: [
        {},
        {
          access: "vertex",
          proof: { kind: "proven", what: expect.stringContaining("metadata server") },
          vertex: {
            project: "shop-dev",
            location: "europe-west4",
            credentials: "metadata-server",
            scope: "https://www.googleapis.com/auth/cloud-platform",
            role: "roles/aiplatform.user",
          },
        },
      ],
    })
    expect(code).toBe(0)
    expect(stdout + stderr).not.toContain("planted-access-token")
    const doctor = await forLoop(["doctor"], env)
    expect(doctor.stdout).toContain("Vertex AI project shop-dev in europe-west4")
  })

  it("keeps a key from stdin in the system's store, uses it, and removes it", async () => {
    using one = keyMachine(["secret-tool"])
    await using google = await fakeGoogle({ key })
    const env = { ...one.env, GOOGLE_GEMINI_BASE_URL: google.url }
    const kept = await forLoop(["auth", "set", "gemini", "--json"], env, `${key}\n`)
    expect(validated("auth", kept.stdout)).toEqual({
      action: "set",
      account: "gemini",
      where: "the keyring of this desktop",
    })
    expect((await forLoop(["auth", "--check"], env)).stdout).toContain("accepts the key")
    expect((await forLoop(["auth", "remove", "gemini"], env)).stdout).toContain("Removed from the keyring")
    expect((await forLoop(["auth", "remove", "gemini"], env)).stdout).toContain("There was no key")
    expect((await forLoop(["auth"], env)).code).toBe(1)
  })

  it("keeps it in a file only when the user says so", async () => {
    using one = keyMachine([])
    const refused = await forLoop(["auth", "set", "gemini"], one.env, key)
    expect(refused.code).toBe(1)
    expect(refused.stderr).toContain("add --file")
    expect(existsSync(join(one.home, "keys"))).toBe(false)
    expect((await forLoop(["auth", "set", "gemini", "--file"], one.env, key)).code).toBe(0)
    expect(statSync(join(homeOf(one.env), "keys", "gemini")).mode & 0o777).toBe(0o600)
  })

  it.each<[readonly string[], string, string]>([
    [["auth", "set", "gemini"], "ya29.a0AfB_byPlantedAccessTokenOfGoogle", "For Loop keeps none of these"],
    [["auth", "set", "gemini"], "", "Nothing came in"],
    [["auth", "set"], key, "Say whose key"],
    [["auth", "get", "gemini"], "", "knows `set gemini` and `remove gemini`"],
    [["auth", "set", "gemini", key], "", "one word is too many; keys come in on stdin"],
    [["auth", "--file"], "", "--file goes with"],
  ])("refuses %j in one sentence with exit code 2", async (args, stdin, told) => {
    using one = keyMachine(["secret-tool"])
    const { code, stderr } = await forLoop(args, one.env, stdin)
    expect(code).toBe(2)
    expect(stderr).toContain(told)
    expect(stderr).not.toContain(key)
    if (stdin.startsWith("ya29")) expect(stderr).not.toContain(stdin)
  })

  it("never shows a secret, whatever is asked and whatever a service sends back", async () => {
    using one = keyMachine(["secret-tool"])
    await using google = await fakeGoogle({ key: "another" })
    const planted = "AIzaSyOtherPlantedKey-9876543210_zyxwvu"
    const env = { ...one.env, GOOGLE_GEMINI_BASE_URL: google.url }
    const said: Run[] = [await forLoop(["auth", "set", "gemini"], env, planted)]
    for (const more of [{}, { GEMINI_API_KEY: key }]) {
      for (const args of [
        ["auth"],
        ["auth", "--check"],
        ["auth", "--check", "--json"],
        ["doctor"],
        ["doctor", "--json"],
      ])
        said.push(await forLoop(args, { ...env, ...more }))
    }
    const everything = said.map(({ stdout, stderr }) => stdout + stderr).join("\n")
    expect(everything).toContain("[redacted]")
    for (const secret of [key, planted]) {
      expect(everything).not.toContain(secret)
      expect(one.seenArguments()).not.toContain(secret)
      expect(textsBelow(homeOf(env)).filter(([, text]) => text.includes(secret))).toEqual([])
    }
  })

  it("keeps a key out of everything a run says and writes, also when the service sends it back", async () => {
    const one = machine("git")
    await using api = await fakeGemini(({ key: given }) => ({
      kind: "error",
      status: 400,
      body: { error: { code: 400, message: `the key ${given} may not do that` } },
    }))
    const args = ["run", "put it in", "--check", "grep -q right fixed", "--backend", "gemini", "--json"]
    const { stdout, stderr } = await one.run([...args, "--report", "r.md"], {
      env: { GEMINI_API_KEY: key, GOOGLE_GEMINI_BASE_URL: api.url },
    })
    expect(api.received[0]?.key).toBe(key)
    expect(stdout).toContain("may not do that")
    expect(stdout + stderr).not.toContain(key)
    for (const folder of [one.home, one.project])
      expect(textsBelow(folder).filter(([, text]) => text.includes(key))).toEqual([])
  })
})

describe("typing a secret", () => {
  it.each<[readonly string[], string | null]>([
    [["ab", "c\r"], "abc"],
    [["abx\u007fc\n"], "abc"],
    [["ab\u0003"], null],
    [["pasted-key\rrest"], "pasted-key"],
  ])("takes %j for %j", async (pieces, expected) => {
    async function* keys(): AsyncIterable<string> {
      yield* pieces
    }
    expect(await typed(keys())).toBe(expected)
  })
})

describe("for-loop run --attach", () => {
  it("refuses what cannot be attached before anything is begun", async () => {
    const one = machine("git")
    one.write("s.json", JSON.stringify({ turns: [{ edits: [], says: "x" }] }))
    const before = one.git("status", "--porcelain", "--branch")
    const args = ["run", "x", "--check", "true", "--scenario", "s.json"]
    const { code, stderr } = await one.run([...args, "--attach", "cart.js"])
    expect(code).toBe(1)
    expect(stderr).toContain("cart.js is text, and only media can be attached.")
    expect(one.git("status", "--porcelain", "--branch")).toBe(before)
    expect(existsSync(join(one.home, "loops"))).toBe(false)
  })
})

/** The real command line with this stdin and nothing else of this process's environment. */
function forLoop(args: readonly string[], env: NodeJS.ProcessEnv, stdin = ""): Promise<Run> {
  return runNode([entry, ...args], { env, stdin })
}

function homeOf(env: NodeJS.ProcessEnv): string {
  return env.FOR_LOOP_HOME ?? join(env.HOME ?? "", ".antigravity-for-loop")
}

/** Every file below a folder with its text; objects of git are left out, they are packed. */
function textsBelow(folder: string): (readonly [path: string, text: string])[] {
  if (!existsSync(folder)) return []
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((found) => found.isFile() && !found.parentPath.includes(join(".git", "objects")))
    .map((found) => join(found.parentPath, found.name))
    .map((path) => [path, readFileSync(path, "latin1")] as const)
}
