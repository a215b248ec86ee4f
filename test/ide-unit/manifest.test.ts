import { readdirSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { describe, expect, it } from "vitest"
import { commandNames } from "../../src/ide/commands/command-names.ts"
import { contextKeyNames } from "../../src/ide/commands/context-keys.ts"
import { isRecord, parseRecord } from "../../src/system/json-record.ts"
import { readSources, root } from "../architecture/sources.ts"

const text = readFileSync(join(root, "package.json"), "utf8")
const contributes = record(parseRecord(text)?.contributes)
const languages = ["zh-tw", "zh-cn"]

describe("the manifest of the extension", () => {
  it("declares exactly the commands that are registered", () => {
    const declared = list(contributes.commands).map(({ command }) => command)
    expect(declared.sort()).toEqual(commandNames.map((name) => `forLoop.${name}`).sort())
  })

  it("refers to no command of ours that is not there", () => {
    const named = [...text.matchAll(/(?:command:|onCommand:|"command": ")(forLoop\.\w+)/g)].map((m) => m[1])
    for (const nls of ["", ...languages.map((tag) => `.${tag}`)]) {
      named.push(
        ...[
          ...textsOf(`package.nls${nls}.json`)
            .join("\n")
            .matchAll(/command:(forLoop\.\w+)/g),
        ].map((m) => m[1]),
      )
    }
    const known = new Set<string | undefined>(commandNames.map((name) => `forLoop.${name}`))
    expect(named.filter((name) => !known.has(name))).toEqual([])
  })

  it("asks in its conditions only for context keys that are set", () => {
    const conditions = [...text.matchAll(/"when": "([^"]+)"|onContext:(forLoop\.\w+)/g)].map(
      (m) => m[1] ?? m[2],
    )
    const asked = conditions.flatMap((when) =>
      [...(when ?? "").matchAll(/forLoop\.(\w+)/g)].map((m) => m[1] ?? ""),
    )
    const known: readonly string[] = [...contextKeyNames, "dashboard", "gateway"]
    expect(asked.filter((name) => !known.includes(name))).toEqual([])
  })

  it("has every text in every language, and none that is not used", () => {
    const used = [...new Set([...text.matchAll(/%([\w.]+)%/g)].map((m) => m[1] ?? ""))].sort()
    for (const nls of ["", ...languages.map((tag) => `.${tag}`)]) {
      const kept = Object.keys(jsonOf(`package.nls${nls}.json`)).sort()
      expect(kept, nls).toEqual(used)
    }
  })

  it("has a picture for every step of the walkthrough, and a condition that ends it", () => {
    const [walkthrough] = list(contributes.walkthroughs)
    for (const step of list(walkthrough?.steps)) {
      const { svg } = record(step.media)
      expect(readFileSync(join(root, String(svg)), "utf8")).toMatch(/^<svg /)
      expect(step.completionEvents).not.toEqual([])
    }
  })
})

describe("the texts of the extension", () => {
  const said = new Set(
    readSources("src/ide").flatMap(({ text: code }) =>
      [...code.matchAll(/\bt\(\s*"((?:[^"\\]|\\.)*)"/g)].map((m) => m[1] ?? ""),
    ),
  )

  it.each(languages)("are all translated for %s, with the values they stand for", (tag) => {
    const bundle = jsonOf(`l10n/bundle.l10n.${tag}.json`)
    expect(Object.keys(bundle).sort()).toEqual([...said].sort())
    for (const [english, translated] of Object.entries(bundle)) {
      expect(holes(String(translated)), english).toEqual(holes(english))
    }
  })

  it("have a translation for every language that the manifest has one for", () => {
    const tags = readdirSync(join(root, "l10n")).map((name) => /^bundle\.l10n\.(.+)\.json$/.exec(name)?.[1])
    expect(tags.sort()).toEqual([...languages].sort())
  })
})

function holes(sentence: string): string[] {
  return [...sentence.matchAll(/\{\d+\}/g)].map((m) => m[0]).sort()
}

function textsOf(path: string): string[] {
  return Object.values(jsonOf(path)).map(String)
}

function jsonOf(path: string): Readonly<Record<string, unknown>> {
  return record(parseRecord(readFileSync(join(root, path), "utf8")))
}

function record(value: unknown): Readonly<Record<string, unknown>> {
  if (!isRecord(value)) throw new Error("not an object")
  return value
}

function list(value: unknown): Readonly<Record<string, unknown>>[] {
  return Array.isArray(value) ? value.map(record) : []
}
