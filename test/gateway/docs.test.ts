import { readFileSync } from "node:fs"
import { join } from "node:path"
import { describe, expect, it } from "vitest"
import { planOf, settableClients } from "../../src/gateway/clients/client-plan.ts"
import { checkFile, unknownFields } from "../../src/gateway/config/check-file.ts"
import { variables } from "../../src/gateway/config/config-env.ts"
import { configJsonSchema } from "../../src/gateway/config/config-json-schema.ts"
import { fillConfig } from "../../src/gateway/config/fill-config.ts"
import { createCallMetrics } from "../../src/gateway/traffic/call-metrics.ts"
import { isRecord } from "../../src/system/json-record.ts"
import { readSources, root } from "../architecture/sources.ts"

const page = readFileSync(join(root, "docs", "gateway.md"), "utf8")

/** First and second cell of the rows of the table behind a comment of this name. */
function rowsOf(name: string): readonly (readonly [string, string])[] {
  const table = new RegExp(`<!-- ${name}\\b[^\\n]*-->\\n+((?:\\|[^\\n]*\\n)+)`).exec(page)?.[1] ?? ""
  return table
    .split("\n")
    .slice(2)
    .filter((line) => line !== "")
    .map((line) => line.split("|").map((cell) => cell.trim()))
    .map(([, first = "", second = ""]) => [first.replaceAll("`", ""), second] as const)
}

/** Every field of the configuration that holds a value, as `upstreams[].name`. */
function fieldsOf(schema: unknown, path: string): readonly string[] {
  if (!isRecord(schema)) return []
  if (isRecord(schema.items) && isRecord(schema.items.properties)) {
    const own = path === "upstreams" ? [path] : []
    return [...own, ...fieldsOf(schema.items, `${path}[]`)]
  }
  if (!isRecord(schema.properties)) return [path]
  return Object.entries(schema.properties).flatMap(([name, inner]) =>
    fieldsOf(inner, path === "" ? name : `${path}.${name}`),
  )
}

function valueAt(config: unknown, path: string): unknown {
  return path
    .replaceAll("[]", ".0")
    .split(".")
    .reduce<unknown>(
      (value, name) =>
        Array.isArray(value) ? value[Number(name)] : isRecord(value) ? value[name] : undefined,
      config,
    )
}

describe.each(["README.md", "README.zh-TW.md"])("the gateway in %s", (name) => {
  const text = readFileSync(join(root, name), "utf8")

  it("is configured by an example that can be used, without a field that does nothing", () => {
    const [, example = ""] = /```json\n(\{\s+"upstreams"[\s\S]*?)```/.exec(text) ?? []
    const file: unknown = JSON.parse(example)
    expect(checkFile(file)).toMatchObject({ kind: "file" })
    expect(unknownFields(file)).toEqual([])
  })

  it("is set up for every client that the command knows, in its own files", () => {
    for (const client of settableClients) {
      const row = text.split("\n").find((line) => line.startsWith(`| \`${client}\` |`)) ?? ""
      const files = planOf(client, { HOME: "~", USERPROFILE: "~" }, { url: "", key: "", models: [] })
      for (const { path } of files) expect(row).toContain(`\`${path.replaceAll("\\", "/")}\``)
    }
    expect(text).toMatch(/`openai`.{1,3}`anthropic`.{1,3}`genai`/)
  })
})

describe("docs/gateway.md", () => {
  it("names every field of the configuration, and no other", () => {
    const shown = rowsOf("fields").map(([path]) => path)
    expect(shown.toSorted()).toEqual([...fieldsOf(configJsonSchema, "")].toSorted())
  })

  it("tells the defaults that hold", () => {
    const config = fillConfig({}, [{ kind: "gemini" }], {})
    const told = rowsOf("fields").flatMap(([path, cell]) => {
      const value = /^`(.+)`$/.exec(cell)?.[1]
      const named = path.includes("[].name") || value?.startsWith("GOOGLE_")
      return value === undefined || named ? [] : [[path, JSON.parse(value)] as const]
    })
    expect(told.length).toBeGreaterThan(25)
    for (const [path, value] of told) expect([path, valueAt(config, path)]).toEqual([path, value])
  })

  it("names every variable that stands above the file", () => {
    expect(rowsOf("variables").map(([name]) => name)).toEqual(variables.map(({ name }) => name))
  })

  it("names every header of our own, every note, and every metric", () => {
    const sources = readSources("src/gateway")
    const code = sources.map(({ text }) => text).join("\n")
    const headers = new Set(code.match(/\bx-for-loop-[a-z]+\b/g))
    expect(headers.size).toBeGreaterThan(4)
    expect([...headers].filter((name) => !page.includes(`\`${name}\``))).toEqual([])
    const codecs = sources.filter(({ path }) => /gateway\/codecs\//.test(path)).map(({ text }) => text)
    const notes = new Set(codecs.join("\n").match(/"[a-z-]+-(?:left-out|not-offered|not-limited)"/g))
    expect(notes.size).toBeGreaterThan(5)
    expect([...notes].filter((note) => !page.includes(note.replaceAll('"', "`")))).toEqual([])
    const stats = { entries: 0, bytes: 0, hits: 0, misses: 0, evicted: 0, foreign: 0, sentinels: 0, lost: 0 }
    const text = createCallMetrics().text({ inFlight: 0, lost: 0, signatures: stats })
    const metrics = [...text.matchAll(/^# TYPE (\S+)/gm)].map(([, name = ""]) => name)
    expect(metrics.length).toBeGreaterThan(10)
    expect(metrics.filter((name) => !page.includes(`\`${name}\``))).toEqual([])
  })
})
