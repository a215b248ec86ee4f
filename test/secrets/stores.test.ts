import { chmodSync, statSync } from "node:fs"
import { join } from "node:path"
import { describe, expect, it } from "vitest"
import { findAccess } from "../../src/engine/backends/gemini/access.ts"
import { readApiKey } from "../../src/secrets/api-key.ts"
import { fileStore, keptGeminiKey, systemStore } from "../../src/secrets/stores.ts"
import { keyMachine } from "./key-machine.ts"

const key = "AIzaSyPlantedKeyOfATest-0123456789_abcd"

describe.each<[NodeJS.Platform, string, string]>([
  ["darwin", "security", "keychain"],
  ["linux", "secret-tool", "keyring"],
  ["win32", "powershell", "Credential Manager"],
])("the key store of %s", (platform, program, name) => {
  it("keeps, reads, replaces and removes a key that never stands in an argument", async () => {
    using one = keyMachine([program])
    const store = systemStore({ home: one.home, env: one.env, platform })
    expect(store.name).toContain(name)
    expect(await store.read("gemini")).toEqual({ kind: "none" })
    expect(await store.remove("gemini")).toEqual({ kind: "none" })
    expect(await store.write("gemini", "an older key of 20 characters")).toEqual({ kind: "kept" })
    expect(await store.write("gemini", key)).toEqual({ kind: "kept" })
    expect(await store.read("gemini")).toEqual({ kind: "key", key })
    expect(await store.remove("gemini")).toEqual({ kind: "removed" })
    expect(await store.read("gemini")).toEqual({ kind: "none" })
    expect(one.seenArguments()).toContain("gemini")
    expect(one.seenArguments()).not.toContain(key)
    expect(one.seenArguments()).not.toContain(Buffer.from(key).toString("hex"))
  })

  it("says in one sentence what its program complained of", async () => {
    using one = keyMachine([program], { FAKE_KEYS_TROUBLE: "the store is locked" })
    const store = systemStore({ home: one.home, env: one.env, platform })
    const refused = { kind: "refused", why: "the store is locked" }
    expect(await store.read("gemini")).toEqual(refused)
    expect(await store.write("gemini", key)).toEqual(refused)
    expect(await store.remove("gemini")).toEqual(refused)
  })

  it("is not there without its program", async () => {
    using one = keyMachine([])
    const store = systemStore({ home: one.home, env: one.env, platform })
    expect(store.isThere()).toBe(false)
    expect(await store.write("gemini", key)).toEqual({
      kind: "refused",
      why: `${program} is not on the PATH`,
    })
  })
})

describe("the key in a file", () => {
  it("is readable by this account alone, and refused once others can read it", async () => {
    using one = keyMachine([])
    const store = fileStore({ home: one.home, env: one.env, platform: "linux" })
    await store.write("gemini", key)
    const path = join(one.home, "keys", "gemini")
    expect(statSync(path).mode & 0o777).toBe(0o600)
    expect(statSync(join(one.home, "keys")).mode & 0o777).toBe(0o700)
    expect(await store.read("gemini")).toEqual({ kind: "key", key })
    chmodSync(path, 0o644)
    expect(await store.read("gemini")).toMatchObject({
      kind: "refused",
      why: expect.stringContaining("chmod 600"),
    })
  })
})

describe("the access to the Gemini API", () => {
  const kept = async () => ({ key: "kept", from: "the keyring" })
  it.each<[string, NodeJS.ProcessEnv, object]>([
    [
      "the key of the environment before the kept one",
      { GEMINI_API_KEY: " env " },
      { kind: "key", key: "env" },
    ],
    ["the kept one where there is no other", {}, { kind: "key", key: "kept", from: "the keyring" }],
    [
      "Vertex before any key",
      { GEMINI_API_KEY: "env", GOOGLE_GENAI_USE_VERTEXAI: "1", GOOGLE_CLOUD_PROJECT: "p" },
      { kind: "vertex", project: "p", location: "global" },
    ],
    ["nothing where Vertex lacks a project", { GOOGLE_GENAI_USE_VERTEXAI: "true" }, { kind: "none" }],
  ])("is %s", async (_, env, expected) => {
    expect(await findAccess(env, kept)).toMatchObject(expected)
  })

  it.each(["/home/u/.gemini/oauth_creds.json", "C:\\Users\\u\\.gemini\\creds.json", "/x/oauth_creds.json"])(
    "never uses the sign-in of another product: %s",
    async (path) => {
      const env = {
        GOOGLE_GENAI_USE_VERTEXAI: "1",
        GOOGLE_CLOUD_PROJECT: "p",
        GOOGLE_APPLICATION_CREDENTIALS: path,
      }
      expect(await findAccess(env, kept)).toMatchObject({
        kind: "none",
        why: expect.stringContaining("another"),
      })
    },
  )

  it("does not open a key store where the environment has a key", async () => {
    const never = async (): Promise<null> => {
      throw new Error("asked")
    }
    expect((await findAccess({ GEMINI_API_KEY: "env" }, never)).kind).toBe("key")
  })

  it("finds the key in the file before the one in the store, and tells what is in the way", async () => {
    using one = keyMachine(["secret-tool"])
    const place = { home: one.home, env: one.env, platform: "linux" } as const
    await systemStore(place).write("gemini", "the key of the keyring")
    expect((await keptGeminiKey(place)).key?.key).toBe("the key of the keyring")
    await fileStore(place).write("gemini", key)
    expect((await keptGeminiKey(place)).key).toMatchObject({ key, from: expect.stringContaining("file") })
    using locked = keyMachine(["secret-tool"], { FAKE_KEYS_TROUBLE: "Cannot autolaunch D-Bus" })
    const { key: none, trouble } = await keptGeminiKey({ ...place, home: locked.home, env: locked.env })
    expect(none).toBeNull()
    expect(trouble).toContain("Cannot autolaunch D-Bus")
  })
})

describe("reading a key", () => {
  it.each([`${key}\n`, `\uFEFF${key}\r\n`, `  ${key}  `])("takes it out of what came in: %j", (text) => {
    expect(readApiKey(text)).toEqual({ kind: "key", key })
  })

  it.each([
    ["", "Nothing"],
    ["two words of a key that is long", "more than one word"],
    ["ya29.a0AfB_byExampleExampleExample", "sign-in"],
    ["1//0gExampleRefreshTokenExample", "sign-in"],
    ['{"type":"service_account"}', "credential file"],
    ["short", "5 characters"],
    ["AIzaSyÜmlautÜmlautÜmlautÜmlaut", "no API key has"],
  ])("refuses %j", (text, why) => {
    const read = readApiKey(text)
    expect(read).toMatchObject({ kind: "wrong", why: expect.stringContaining(why) })
    if (text.length > 8) expect(JSON.stringify(read)).not.toContain(text)
  })
})
