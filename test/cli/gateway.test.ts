import { existsSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { pathToFileURL } from "node:url"
import { describe, expect, it } from "vitest"
import { readCalls } from "../../src/spend/read-calls.ts"
import { openFakeGemini } from "../gateway/fakes/fake-gemini.ts"
import { addedKey, configure, served } from "./gateway-machine.ts"
import { machine } from "./run-cli.ts"

const secret = "AIzaSyPlantedKeyOfATest-0123456789_abcd"
const env = { GEMINI_API_KEY: secret }

function asked(url: string, key: string, more: object = {}): Promise<Response> {
  return fetch(`${url}/v1/chat/completions`, {
    method: "POST",
    headers: { authorization: `Bearer ${key}`, "content-type": "application/json" },
    body: JSON.stringify({
      model: "gemini-2.5-flash",
      messages: [{ role: "user", content: "hi" }],
      max_tokens: 100,
      ...more,
    }),
  })
}

describe("for-loop gateway", () => {
  it("serves a client with its key, books the money on the key, and ends when asked", async () => {
    await using fake = await openFakeGemini()
    const one = machine()
    configure(one, { upstreams: [{ kind: "gemini", baseUrl: fake.url }] })
    const key = await addedKey(one, "editor", "--daily", "5")
    const gateway = await served(one, [], env)
    expect(gateway.value).toMatchObject({ action: "serve", upstreams: ["gemini"], keys: 1, notes: [] })
    const answer = await asked(gateway.url, key)
    expect(answer.status).toBe(200)
    expect(await answer.text()).toContain('"content":"ok"')
    expect((await asked(gateway.url, `${key}x`)).status).toBe(401)
    expect(fake.requests.every(({ headers }) => headers["x-goog-api-key"] === secret)).toBe(true)
    expect(await gateway.end("SIGINT")).toBe(0)
    await expect(asked(gateway.url, key)).rejects.toThrow()
    expect(readCalls(one.home, 0).calls).toMatchObject([
      { owner: "key:editor", basis: "measured", state: "settled" },
    ])
    const { value } = await one.json(["gateway", "key", "list"])
    expect(value).toMatchObject({ keys: [{ name: "editor", state: "open", lastUsedAt: expect.any(String) }] })
    expect(gateway.printed.stderr + gateway.printed.stdout).not.toContain(secret)
  })

  it("runs once per home, says where, and is no longer there after it ended", async () => {
    const one = machine()
    const first = await served(one)
    expect(first.value).toMatchObject({
      upstreams: [],
      keys: 0,
      notes: [expect.stringContaining("No upstream is there"), expect.stringContaining("key add")],
    })
    const second = await one.run(["gateway"])
    expect(second.code).toBe(1)
    expect(second.stderr).toContain(`A gateway of this home runs already at ${first.url}`)
    expect(await first.end("SIGTERM")).toBe(0)
    expect(existsSync(join(one.home, "gateway", "running.json"))).toBe(false)
    const third = await served(one)
    expect(await third.end("SIGINT")).toBe(0)
  })

  it("takes another one's place after that was killed", async () => {
    const one = machine()
    const first = await served(one)
    first.child.kill("SIGKILL")
    await new Promise((resolve) => first.child.once("close", resolve))
    const second = await served(one)
    expect(await second.end("SIGINT")).toBe(0)
  })

  it("obeys a changed configuration at once, and keeps the old one where the file is wrong", async () => {
    await using fake = await openFakeGemini()
    const one = machine()
    const upstreams = [{ kind: "gemini", baseUrl: fake.url }]
    configure(one, { upstreams })
    const key = await addedKey(one, "editor")
    const gateway = await served(one, [], env)
    expect((await asked(gateway.url, key, { model: "mine" })).status).toBe(404)
    configure(one, { upstreams, aliases: [{ name: "mine", upstream: "gemini", model: "gemini-2.5-flash" }] })
    await expect
      .poll(async () => (await asked(gateway.url, key, { model: "mine" })).status, { timeout: 8_000 })
      .toBe(200)
    configure(one, { upstreams: [{ kind: "none" }] })
    await expect.poll(() => gateway.printed.stderr, { timeout: 8_000 }).toContain("upstreams.0.kind")
    expect((await asked(gateway.url, key, { model: "mine" })).status).toBe(200)
    await gateway.end("SIGINT")
  })

  it("refuses other machines without --expose, a taken port, and a wrong configuration, each with the next step", async () => {
    await using fake = await openFakeGemini()
    const one = machine()
    const far = await one.run(["gateway", "--host", "0.0.0.0", "--port", "0"])
    expect(far).toMatchObject({ code: 1, stdout: "" })
    expect(far.stderr).toContain("Add --expose")
    const port = new URL(fake.url).port
    const taken = await one.run(["gateway", "--port", port])
    expect(taken.stderr).toContain(`Port ${port} is taken by another program. Name another with --port`)
    configure(one, { server: { host: "0.0.0.0" } })
    expect((await one.run(["gateway", "--check"])).stdout).toContain("served only with --expose")
    configure(one, { server: { port: "4857" } })
    const wrong = await one.run(["gateway"])
    expect(wrong.code).toBe(1)
    expect(wrong.stderr).toContain("server.port: must be integer")
    const variable = await one.run(["gateway"], { env: { FOR_LOOP_GATEWAY_PORT: "x" } })
    expect(variable.stderr).toContain("server.port")
  })

  it("listens where the environment says, unless an option says otherwise", async () => {
    const one = machine()
    const gateway = await served(one, [], { FOR_LOOP_GATEWAY_PORT: "1" })
    expect(gateway.value.port).not.toBe(1)
    await gateway.end("SIGINT")
    const check = await one.run(["gateway", "--check", "--json"], { env: { FOR_LOOP_GATEWAY_PORT: "8123" } })
    expect(JSON.parse(check.stdout)).toMatchObject({
      config: { server: { port: 8123 } },
      variables: ["FOR_LOOP_GATEWAY_PORT"],
    })
  })
})

describe("for-loop gateway --check", () => {
  it("shows every value and where each secret lies, never a secret, and exits with 1 where one is missing", async () => {
    const one = machine()
    const none = await one.json(["gateway", "--check"])
    expect(none).toMatchObject({ code: 1, value: { existed: false, config: { upstreams: [] } } })
    const there = await one.run(["gateway", "--check"], { env })
    expect(there.code).toBe(0)
    expect(there.stdout).toContain("✓ default: GEMINI_API_KEY")
    expect(there.stdout).toContain('"port": 4857')
    expect(there.stdout).not.toContain(secret)
    configure(one, { upstreams: [{ kind: "openai" }], budgets: {} })
    const gateway = await served(one)
    expect(gateway.value.notes).toMatchObject([
      expect.stringContaining("budgets is no field"),
      expect.stringContaining("OPENAI_API_KEY is not set; `for-loop gateway credential add openai default`"),
      expect.stringContaining("key add"),
    ])
    await gateway.end("SIGINT")
    const missing = await one.json(["gateway", "--check"])
    expect(missing).toMatchObject({
      code: 1,
      value: {
        secrets: [{ upstream: "openai", state: "missing", why: "OPENAI_API_KEY is not set" }],
        notes: [expect.stringContaining("budgets is no field"), expect.any(String)],
      },
    })
  })
})

describe("for-loop gateway key", () => {
  it("makes a key with its limits, tells it once, lists and revokes it", async () => {
    const one = machine()
    const key = await addedKey(
      one,
      "ci",
      ...["--models", "gemini-*,claude-*", "--formats", "anthropic", "--daily", "5", "--total", "20"],
      ...["--expires", "30d", "--concurrency", "2"],
    )
    const listed = await one.run(["gateway", "key", "list"])
    expect(listed.stdout).toContain("$0.00 of $5.00 a day; $0.00 of $20.00 in all; models gemini-*, claude-*")
    expect(listed.stdout).not.toContain(key)
    expect(await one.json(["gateway", "key", "revoke", "ci"])).toMatchObject({
      code: 0,
      value: { action: "key-revoke", key: { state: "revoked" } },
    })
    const again = await one.run(["gateway", "key", "add", "ci"])
    expect(again.code).toBe(1)
    expect(again.stderr).toContain('there is a key "ci" already')
  })

  it("never says that there is no key where the keys cannot be read", async () => {
    const one = machine()
    one.write("../home/gateway/keys.json", "{ broken")
    const { code, stdout, stderr } = await one.run(["gateway", "key", "list"])
    expect({ code, stdout }).toEqual({ code: 1, stdout: "" })
    expect(stderr).toContain("keys.json cannot be read; correct it or move it away.")
  })

  it.each<[string, readonly string[], string]>([
    ["no name", ["key", "add"], "Say which one"],
    ["two names", ["key", "add", "a", "b"], "Say which one"],
    ["a span that is none", ["key", "add", "a", "--expires", "soon"], "a span like 30d"],
    ["a day that is over", ["key", "add", "a", "--expires", "2020-01-01"], "a span like 30d"],
    ["an unknown format", ["key", "add", "a", "--formats", "grpc"], "--formats takes openai-chat"],
    [
      "an option of serving",
      ["key", "list", "--port", "1"],
      "--port does not go with `for-loop gateway key list`",
    ],
    ["an unknown word", ["keys"], "stands nothing or one of"],
    ["an unknown client", ["setup", "emacs"], "Say which client"],
  ])("refuses %s in one sentence", async (_name, args, told) => {
    const ran = await machine().run(["gateway", ...args])
    expect(ran).toMatchObject({ code: 2, stdout: "" })
    expect(ran.stderr).toContain(told)
  })
})

describe("for-loop gateway on an old runtime", () => {
  it("says that it needs a newer one, which a body's digits would tell too late", async () => {
    const program = pathToFileURL(join(import.meta.dirname, "programs", "without-raw-json.ts")).href
    const ran = await machine().run(["gateway"], { env: { NODE_OPTIONS: `--import=${program}` } })
    expect(ran.code).toBe(1)
    expect(ran.stderr).toMatch(/needs Node 22 or newer; this is v\d+[\s\S]*newer Node/)
  })
})

describe("for-loop gateway setup", () => {
  it("points a client at the gateway with a key of its own, and takes both back", async () => {
    const one = machine()
    const set = await one.json(["gateway", "setup", "claude-code"])
    expect(set).toMatchObject({ code: 0, value: { action: "set-up", client: "claude-code" } })
    expect(set.value.message).toContain("start `claude --model ALIAS`")
    const file = join(one.userHome, ".claude", "settings.json")
    expect(readFileSync(file, "utf8")).toContain("http://127.0.0.1:4857")
    const keys = async () => (await one.json(["gateway", "key", "list"])).value
    expect(await keys()).toMatchObject({ keys: [{ name: "claude-code", state: "open" }] })
    // Again: another key, and the first one opens nothing any more.
    await one.json(["gateway", "setup", "claude-code"])
    expect(await keys()).toMatchObject({
      keys: [{ state: "revoked" }, { name: "claude-code-2", state: "open" }],
    })
    expect(await one.json(["gateway", "setup", "claude-code", "--undo"])).toMatchObject({
      value: { action: "undo" },
    })
    expect(existsSync(file)).toBe(false)
    expect(await keys()).toMatchObject({ keys: [{ state: "revoked" }, { state: "revoked" }] })
  })

  it("shows what to put where for libraries, and for clients with --show, and changes nothing", async () => {
    const one = machine()
    expect(await one.json(["gateway", "setup", "openai"])).toMatchObject({
      code: 0,
      value: { action: "snippet", text: expect.stringContaining("http://127.0.0.1:4857/v1") },
    })
    expect(await one.json(["gateway", "setup", "codex", "--show"])).toMatchObject({
      value: { action: "snippet" },
    })
    expect(existsSync(join(one.userHome, ".codex"))).toBe(false)
  })
})
