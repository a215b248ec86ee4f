import { mkdirSync, readFileSync, statSync, writeFileSync } from "node:fs"
import { setImmediate as nextTurn } from "node:timers/promises"
import { describe, expect, it } from "vitest"
import { keysPath, keyUsePath } from "../../../src/gateway/config/paths.ts"
import { allowsFormat, allowsModel, type ClientKey } from "../../../src/gateway/keys/key.ts"
import { type KeyCheck, type Keys, openKeys } from "../../../src/gateway/keys/open-keys.ts"
import { dropLoopKeys } from "../../../src/gateway/keys/stored-keys.ts"
import { temporaryHome } from "../../store/sample.ts"

const noon = Date.UTC(2026, 10, 18, 12)
const day = 86_400_000

async function added(keys: Keys, name: string, order: Parameters<Keys["add"]>[1] = {}) {
  const done = await keys.add(name, order)
  if (done.kind === "refused") throw new Error(done.why)
  return done
}

function keyOf(check: KeyCheck): ClientKey {
  if (check.kind === "refused") throw new Error(check.why)
  return check.key
}

describe("client keys", () => {
  it("opens with the secret that was told once, and keeps nothing of it but its hash and beginning", async () => {
    const home = temporaryHome()
    const keys = openKeys(home, () => noon)
    const { key, secret } = await added(keys, "editor")
    expect(secret).toMatch(/^fl-[\w-]{43}$/)
    expect(keyOf(keys.check(secret)).name).toBe("editor")
    expect(secret.startsWith(key.prefix)).toBe(true)
    expect(readFileSync(keysPath(home), "utf8")).not.toContain(secret.slice(10))
    if (process.platform !== "win32") expect(statSync(keysPath(home)).mode & 0o777).toBe(0o600)
    expect(JSON.stringify(keys.list())).not.toContain("hash")
  })

  it("refuses what is no key, nearly one, expired or revoked, and says so to nobody but its holder", async () => {
    const home = temporaryHome()
    let now = noon
    const keys = openKeys(home, () => now)
    const { secret } = await added(keys, "short", { expiresAt: noon + day })
    const other = await added(keys, "other")
    for (const wrong of ["", "fl-", secret.slice(0, -1), `${secret}x`, secret.toUpperCase()])
      expect(keys.check(wrong)).toEqual({ kind: "refused", why: "unknown" })
    expect(keys.check(secret).kind).toBe("key")
    now += day
    expect(keys.check(secret)).toEqual({ kind: "refused", why: "expired" })
    expect((await keys.revoke("other")).kind).toBe("revoked")
    expect(keys.check(other.secret)).toEqual({ kind: "refused", why: "revoked" })
    expect(keys.list().map(({ name, revokedAt }) => [name, revokedAt])).toEqual([
      ["short", null],
      ["other", now],
    ])
  })

  it("sees in the next turn of the event loop what another process added, changed or revoked", async () => {
    const home = temporaryHome()
    const gateway = openKeys(home, () => noon)
    expect(gateway.list()).toEqual([])
    const person = openKeys(home, () => noon)
    const { secret } = await added(person, "ci", { models: ["gemini-*"] })
    await nextTurn()
    expect(keyOf(gateway.check(secret)).models).toEqual(["gemini-*"])
    await person.change("ci", { models: "all", concurrency: 2 })
    await nextTurn()
    expect(keyOf(gateway.check(secret))).toMatchObject({ models: "all", concurrency: 2 })
    await person.revoke("ci")
    await nextTurn()
    expect(gateway.check(secret).kind).toBe("refused")
  })

  it("loses no key when many are added at the same moment, and never gives a name twice", async () => {
    const home = temporaryHome()
    const names = Array.from({ length: 12 }, (_, index) => `key-${index}`)
    const made = await Promise.all(names.map((name) => openKeys(home, () => noon).add(name, {})))
    expect(made.every(({ kind }) => kind === "added")).toBe(true)
    const keys = openKeys(home, () => noon)
    expect(
      keys
        .list()
        .map(({ name }) => name)
        .sort(),
    ).toEqual([...names].sort())
    await keys.revoke("key-3")
    expect(await keys.add("key-3", {})).toMatchObject({
      kind: "refused",
      why: expect.stringContaining("key-3"),
    })
    for (const name of ["", "a b", "../x", "x".repeat(65), "-a", 'a"b'])
      expect(await keys.add(name, {})).toMatchObject({
        kind: "refused",
        why: expect.stringContaining("a name has"),
      })
    expect(await keys.revoke("nobody")).toMatchObject({ kind: "refused" })
  })

  it("remembers when a key was used, apart from what a person decided", async () => {
    const home = temporaryHome()
    let now = noon
    const keys = openKeys(home, () => now)
    const { secret } = await added(keys, "editor")
    const before = readFileSync(keysPath(home), "utf8")
    expect(keys.list()[0]?.lastUsedAt).toBeNull()
    keys.check(secret)
    now += 5_000
    keys.check(secret)
    keys.close()
    expect(readFileSync(keysPath(home), "utf8")).toBe(before)
    expect(JSON.parse(readFileSync(keyUsePath(home), "utf8"))).toEqual({ editor: now })
    expect(openKeys(home, () => now).list()[0]?.lastUsedAt).toBe(now)
  })

  it("opens nothing with an entry whose restriction cannot be read, and never writes over a damaged file", async () => {
    const home = temporaryHome()
    const keys = openKeys(home, () => noon)
    const { secret } = await added(keys, "editor", { models: ["gemini-*"] })
    const text = readFileSync(keysPath(home), "utf8")
    writeFileSync(keysPath(home), text.replace(/"models": \[[^\]]*\]/, '"models": 7'))
    expect(keys.check(secret).kind).toBe("refused")
    writeFileSync(keysPath(home), "{ torn")
    expect(await keys.add("more", {})).toMatchObject({ kind: "refused" })
    expect(readFileSync(keysPath(home), "utf8")).toBe("{ torn")
  })

  it("holds the models and formats of a key by patterns", () => {
    const key = { models: ["gemini-*", "*sonnet*", "gpt-6"], formats: ["anthropic"] } as const
    const full: ClientKey = {
      ...key,
      name: "a",
      prefix: "fl-",
      expiresAt: null,
      caps: { dailyUsd: null, weeklyUsd: null, totalUsd: null },
      loop: null,
      concurrency: null,
      revokedAt: null,
      createdAt: noon,
      lastUsedAt: null,
    }
    const cases: readonly (readonly [string, boolean])[] = [
      ["gemini-3.8-flash", true],
      ["Gemini-3.8-Flash", true],
      ["my-gemini-3", false],
      ["claude-sonnet-5", true],
      ["gpt-6", true],
      ["gpt-6-mini", false],
      ["", false],
    ]
    for (const [model, allowed] of cases) expect([model, allowsModel(full, model)]).toEqual([model, allowed])
    expect(allowsModel({ ...full, models: ["a*a"] }, "a")).toBe(false)
    expect(allowsModel({ ...full, models: [] }, "gpt-6")).toBe(false)
    expect(allowsModel({ ...full, models: "all" }, "anything")).toBe(true)
    expect(allowsFormat(full, "anthropic")).toBe(true)
    expect(allowsFormat(full, "gemini")).toBe(false)
  })

  it("forgets keys of loops that ended long ago, and never a person's", async () => {
    const home = temporaryHome()
    let now = noon
    const keys = openKeys(home, () => now)
    await added(keys, "person")
    await added(keys, "loop-a", { loop: "a" })
    await added(keys, "loop-b", { loop: "b" })
    await added(keys, "loop-c", { loop: "c", expiresAt: noon + day })
    await keys.revoke("person")
    await keys.revoke("loop-a")
    now += 10 * day
    await keys.revoke("loop-b")
    expect(await dropLoopKeys(home, now, noon + 5 * day)).toBe(2)
    expect(keys.list().map(({ name }) => name)).toEqual(["person", "loop-b"])
  })

  it("tells no trouble of a folder that cannot be written to a client that only asks", () => {
    const home = temporaryHome()
    mkdirSync(keyUsePath(home), { recursive: true })
    const keys = openKeys(home, () => noon)
    expect(keys.check("fl-nothing").kind).toBe("refused")
    keys.close()
  })
})
