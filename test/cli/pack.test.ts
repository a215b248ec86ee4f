import { readFileSync } from "node:fs"
import { join } from "node:path"
import { describe, expect, it } from "vitest"
import { call, fakeGemini, says } from "../engine/gemini/fake-gemini.ts"
import { machine } from "./run-cli.ts"

describe("for-loop pack", () => {
  it("prints the text alone, so that it can be piped, and a summary beside it", async () => {
    const one = machine("git")
    one.write("package-lock.json", "{}\n")
    const { code, stdout, stderr } = await one.run(["pack"])
    expect(code).toBe(0)
    expect(stdout).toMatch(/^# Code base: my project\n/)
    expect(stdout).toContain("## cart.js\n\n```js\nexport const total = 0\n```\n")
    expect(stderr).toMatch(/^Packed 1 file, \d+ of 900k tokens \(estimated\)\n {2}left out, lock files: 1\n$/)
  })

  it("writes a file and tells what was packed and what was not as JSON", async () => {
    const one = machine("git")
    one.write("new.js", 'import "./cart.js"\nconst password = "hunter2-hunter2"\n')
    one.write(".env", "SECRET=hunter2-hunter2\n")
    const { code, value } = await one.json(["pack", "--output", "code.md", "--budget", "5000"])
    expect(code).toBe(0)
    const output = join(one.project, "code.md")
    expect(value).toMatchObject({
      loop: null,
      budget: 5000,
      basis: "estimated",
      output,
      text: null,
      files: [
        { path: "cart.js", why: "imports", part: "whole", secrets: "none" },
        { path: "new.js", why: "changed", part: "whole", secrets: "redacted" },
      ],
      leftOut: [{ path: ".env", why: "secret" }],
    })
    expect(readFileSync(output, "utf8")).not.toContain("hunter2")
    expect((await one.json(["pack"])).value.text).toContain("## new.js")
  })

  it("prints the manifest instead of the text", async () => {
    const one = machine("git")
    one.write("logo.png", "x")
    const { stdout } = await one.run(["pack", "--manifest", "--exclude", "*.md"])
    expect(stdout).toMatch(/\d+ +recent +cart\.js\n/)
    expect(stdout).toMatch(/Left out \(1\)\n {2}binary +logo\.png\n/)
    expect(stdout).not.toContain("export const total")
  })

  it("ranks by the loop that works here, or by the one that is named", async () => {
    const one = machine("git")
    const loop = one.store()
    expect((await one.json(["pack", "--manifest"])).value).toMatchObject({ loop: loop.id })
    expect((await one.json(["pack", "--manifest", "--loop", "loop1"])).value).toMatchObject({ loop: loop.id })
    const { code, stderr } = await one.run(["pack", "--loop", "nothing"])
    expect(code).toBe(2)
    expect(stderr).toContain("There is no loop whose id starts with")
  })

  it("packs another folder, and says what is wrong with one that is not there", async () => {
    const one = machine()
    one.write("sub/a.ts", "export const a = 1\n")
    const { value } = await one.json(["pack", "--workspace", "sub", "--manifest"])
    expect(value).toMatchObject({ files: [{ path: "a.ts" }] })
    expect((await one.run(["pack", "--workspace", "nowhere"])).code).not.toBe(0)
  })

  it("has the service count where the environment holds a key, unless it is told to estimate", async () => {
    await using api = await fakeGemini(() => says("not a count"))
    const one = machine("git")
    const env = { GEMINI_API_KEY: "AIzaFakeKeyOfATestThatIsNoSecretAtAll12", GOOGLE_GEMINI_BASE_URL: api.url }
    api.count(777)
    const counted = await one.run(["pack", "--json"], { env })
    expect(JSON.parse(counted.stdout)).toMatchObject({ tokens: 777, basis: "exact", notes: [] })
    const estimated = await one.run(["pack", "--json", "--estimate"], { env })
    expect(JSON.parse(estimated.stdout)).toMatchObject({ basis: "estimated", notes: [] })
    api.count(null)
    const failed = await one.run(["pack", "--json"], { env })
    expect(JSON.parse(failed.stdout)).toMatchObject({
      basis: "estimated",
      notes: [expect.stringContaining("the service did not count")],
    })
    expect(counted.stdout + failed.stdout + failed.stderr).not.toContain("AIzaFake")
  })
})

describe("for-loop run --pack", () => {
  const key = "AIzaFakeKeyOfATestThatIsNoSecretAtAll12"

  it("begins the conversation with the packed code base, from the cache of the service, and ends verified", async () => {
    await using api = await fakeGemini((_, number) =>
      number === 1
        ? { kind: "answer", parts: [call("write_file", { path: "fixed", content: "right\n" })] }
        : says("Done."),
    )
    const one = machine("git")
    one.write("long.js", "export const line = 1\n".repeat(2000))
    one.git("add", "--all")
    one.git("commit", "--quiet", "--message", "more")
    const args = ["run", "put it in", "--check", "grep -q right fixed", "--backend", "gemini", "--pack"]
    const { code, stdout, stderr } = await one.run(args, {
      env: { GEMINI_API_KEY: key, GOOGLE_GEMINI_BASE_URL: api.url },
    })
    expect(stdout).toContain("verified")
    expect(code).toBe(0)
    expect(stderr).toMatch(/Packed \d+ files of the code base/)
    expect(api.caches.made).toHaveLength(1)
    expect(JSON.stringify(api.caches.made[0]?.body.contents)).toContain("## long.js")
    expect(api.received.map(({ body }) => body.cachedContent)).toEqual(
      api.received.map(() => "cachedContents/c1"),
    )
    expect(JSON.stringify(api.received[0]?.body.contents)).toContain("put it in")
    // Nothing is left to pay rent for.
    expect(api.caches.deleted).toEqual(["cachedContents/c1"])
  })

  it("packs nothing without being asked", async () => {
    await using api = await fakeGemini(() => says("Done."))
    const one = machine("git")
    one.write("long.js", "export const line = 1\n".repeat(2000))
    const args = ["run", "put it in", "--check", "false", "--backend", "gemini", "--max-iterations", "1"]
    await one.run(args, { env: { GEMINI_API_KEY: key, GOOGLE_GEMINI_BASE_URL: api.url } })
    expect(api.caches.made).toEqual([])
    expect(JSON.stringify(api.received[0]?.body)).not.toContain("Code base:")
  })
})
