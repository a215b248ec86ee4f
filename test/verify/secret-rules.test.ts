import { mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { pathToFileURL } from "node:url"
import { type OutputChunk, rolldown } from "rolldown"
import { describe, expect, it } from "vitest"
import { redactFully } from "../../src/verify/redact-fully.ts"
import { withoutForgePlugin } from "../../src/verify/without-forge-plugin.ts"

/** Put together here, so that no scanner takes this file for a leak. */
const header = (end: string) => `-----${end} ${"PRIVATE"} KEY-----`
const keyLines = Array.from({ length: 4 }, (_, line) => `MIIEvQIBADANBgkq${"hkiG9w0B".repeat(6)}${line}`)
const serviceAccount = {
  type: "service_account",
  project_id: "shop-4711",
  private_key_id: "3f786850e387550fdab836ed7e6dc881de23001b",
  private_key: `${header("BEGIN")}\n${keyLines.join("\n")}\n${header("END")}\n`,
  client_email: "ci@shop-4711.iam.gserviceaccount.com",
}

describe("the rules of the bundle", () => {
  it("leave node-forge out, which only opens files, and find what they found with it", async () => {
    const [withForge, without] = [await chunksOf([]), await chunksOf([withoutForgePlugin()])]
    expect(withForge.some(({ code }) => code.includes("pkcs12FromAsn1 ="))).toBe(true)
    expect(without.some(({ code }) => code.includes("pkcs12FromAsn1 ="))).toBe(false)
    expect(without.map(({ fileName }) => fileName)).toEqual(["rules.mjs"])
    const folder = mkdtempSync(join(tmpdir(), "for-loop-rules-"))
    try {
      for (const { fileName, code } of without) writeFileSync(join(folder, fileName), code)
      const { secretsIn } = await import(pathToFileURL(join(folder, "rules.mjs")).href)
      const key = `${header("BEGIN")}\n${keyLines.join("\n")}\n${header("END")}`
      const token = `${"sk"}_${"SG"}.${"aB3dE5gH7jK9mN1pQ3sT5u"}.${"vW7xY9zA1bC3dE5fG7hI9jK1lM3nO5pQ7rS9tU1vW3x"}`
      expect(await secretsIn(`log\n${key}\nend`)).toContain(key)
      expect(await secretsIn(`found ${token.slice(3)} here`)).toEqual([token.slice(3)])
    } finally {
      rmSync(folder, { recursive: true, force: true })
    }
  })
})

describe("a service account's key in an output", () => {
  it.each([
    ["as its file holds it", JSON.stringify(serviceAccount, null, 2)],
    ["on one line", JSON.stringify(serviceAccount)],
    ["as text within JSON", JSON.stringify({ env: JSON.stringify(serviceAccount) })],
    [
      "indented and numbered by a tool",
      `  12 | ${JSON.stringify(serviceAccount, null, 4).replaceAll("\n", "\n  13 | ")}`,
    ],
    ["cut off within the key", JSON.stringify(serviceAccount).slice(0, 400)],
    ["with its beginning cut off", JSON.stringify(serviceAccount).slice(220)],
    [
      "with its beginning cut off at a line",
      JSON.stringify(JSON.stringify(serviceAccount)).split(String.raw`\\n`).slice(2).join(String.raw`\\n`),
    ],
  ])("S85 is removed %s", async (_, text) => {
    expect(text).toContain("hkiG9w0B")
    const clean = await redactFully(`before\n${text}\nafter`)
    expect(clean).not.toContain("hkiG9w0B")
    expect(clean).toMatch(/^before\n[\s\S]*\[redacted\][\s\S]*\nafter$/)
  })
})

async function chunksOf(plugins: ReturnType<typeof withoutForgePlugin>[]): Promise<OutputChunk[]> {
  const bundle = await rolldown({ input: { rules: "src/verify/secret-rules.ts" }, platform: "node", plugins })
  const { output } = await bundle.generate({
    format: "esm",
    entryFileNames: "[name].mjs",
    codeSplitting: true,
  })
  await bundle.close()
  return output.filter((part) => part.type === "chunk")
}
