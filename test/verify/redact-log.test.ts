import { readFileSync, statSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { afterAll, describe, expect, it } from "vitest"
import { redactFully } from "../../src/verify/redact-fully.ts"
import { redactLog } from "../../src/verify/redact-log.ts"
import { fileTree } from "./file-tree.ts"

const folder = fileTree({})
afterAll(folder.remove)
/** Put together here, so that no scanner takes this file for a leak. */
const parts = (...pieces: string[]) => pieces.join("")
const token = parts("ghp", "_", "aB3d".repeat(9))

function log(name: string, content: string | Buffer): string {
  const path = join(folder.path, name)
  writeFileSync(path, content)
  return path
}

describe("redactFully", () => {
  it.each<[string, string]>([
    ["a Linear key", parts("lin", "_api_", "aB3d".repeat(10))],
    ["a SendGrid key", parts("SG", ".", "aB3d".repeat(5), "xy.", "aB3d".repeat(10), "xyz")],
    ["a Shopify token", parts("shp", "at_", "0a1b".repeat(8))],
    ["a Slack webhook", parts("https://hooks.", "slack.com/services/T0AB1CD2E/B0AB1CD2E/", "aB3d".repeat(6))],
  ])("S85 removes %s by the rules of secretlint", async (_, secret) => {
    const clean = await redactFully(`before ${secret} after\nnext line`)
    expect(clean).not.toContain(secret)
    expect(clean).toContain("[redacted]")
    expect(clean).toContain("next line")
  })

  it("S85 keeps its rules although the text tries to switch them off", async () => {
    const key = parts("lin", "_api_", "aB3d".repeat(10))
    expect(await redactFully(`/* secretlint-disable */\n${key} // secretlint-disable-line`)).not.toContain(
      key,
    )
  })

  it("leaves ordinary output as it is", async () => {
    const text = "sk-icon is missing\npostgres://db:5432/x\nAWS region eu-central-1\ntask-list npm_config_x"
    expect(await redactFully(text)).toBe(text)
  })
})

describe("redactLog", () => {
  it("S85 takes secrets out of a log on disk and changes nothing else, not even bytes that are no UTF-8", async () => {
    const bytes = (text: string) =>
      Buffer.concat([Buffer.from([0xff, 0xfe, 0x80]), Buffer.from(`é ${text}\r\n`)])
    const path = log("binary.log", bytes(token))
    expect(await redactLog(path)).toBe(true)
    expect(readFileSync(path)).toEqual(bytes("[redacted]"))
  })

  it("does not rewrite a log without secrets", async () => {
    const path = log("clean.log", "all fine\n".repeat(1000))
    const before = statSync(path)
    expect(await redactLog(path)).toBe(false)
    expect(statSync(path).ino).toBe(before.ino)
  })

  it("S84 S85 finds secrets wherever a large log is cut into pieces", async () => {
    const noise = "line of noise 0123456789\n".repeat(9000)
    const begin = parts("-----BEGIN RSA ", "PRIVATE KEY-----")
    const end = parts("-----END RSA ", "PRIVATE KEY-----")
    const key = `${begin}\n${"MIIEowIBAAKCAQEAx0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJK\n".repeat(24)}${end}\n`
    for (const shift of [0, 300, 700, 1100, 1500]) {
      const start = `${"x".repeat(262_144 - 1600 + shift)}\n`
      const path = log(`cut-${shift}.log`, `${start}${key}${noise}${token}\n`)
      expect(await redactLog(path)).toBe(true)
      const clean = readFileSync(path, "utf8")
      expect(clean).not.toContain("MIIEow")
      expect(clean).not.toContain(token)
      expect(clean.length).toBeGreaterThan(start.length + noise.length)
    }
  })

  it("S85 finds a token in one line of megabytes", async () => {
    for (const at of [262_140, 262_100, 600_000]) {
      const path = log(`long-${at}.log`, `${"y ".repeat(at / 2)}${token} ${"z ".repeat(400_000)}`)
      expect(await redactLog(path)).toBe(true)
      expect(readFileSync(path, "utf8")).not.toContain(token.slice(8))
    }
  })

  it("takes a missing log for one without secrets", async () => {
    expect(await redactLog(join(folder.path, "none.log"))).toBe(false)
  })
})
