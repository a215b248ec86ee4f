import { readFileSync } from "node:fs"
import { join } from "node:path"
import { describe, expect, it } from "vitest"
import { loopSettings, readSettings } from "../../../src/ide/settings/setting-rules.ts"
import { defaultSettings, limits } from "../../../src/loop/settings.ts"
import { isRecord, parseRecord } from "../../../src/system/json-record.ts"
import { root } from "../../architecture/sources.ts"

type Declared = Readonly<Record<string, unknown>>

const declared = declaredSettings()
const defaults = readSettings((name) => declared.get(name)?.default)

describe("the settings of the manifest", () => {
  it("are all read, and no other", () => {
    const asked = new Set<string>()
    readSettings((name) => void asked.add(name))
    expect([...asked].sort()).toEqual([...declared.keys()].sort())
  })

  it("have the defaults of a loop that was started without options", () => {
    const { start } = defaults
    expect(loopSettings(defaultSettings("auto"), start, start)).toEqual(defaultSettings("auto"))
    expect(loopSettings(defaultSettings("safe"), { ...start, mode: "safe" }, start)).toEqual(
      defaultSettings("safe"),
    )
  })

  it("fall back to the very defaults that the manifest shows", () => {
    expect(readSettings(() => undefined)).toEqual(defaults)
  })

  it.each([
    ["maxIterations", limits.maxIterations],
    ["maxMinutes", limits.maxMinutes],
    ["maxUsd", limits.maxUsd],
    ["checkTimeoutSeconds", limits.checkTimeoutSec],
    ["reviewEvery", limits.reviewEvery],
  ])("allow for %s what a loop allows", (name, { min, max }) => {
    expect(declared.get(name)).toMatchObject({ minimum: min, maximum: max })
  })

  it("describe every choice that they offer", () => {
    for (const [name, setting] of declared) {
      const { enum: choices, enumDescriptions: told } = setting
      if (Array.isArray(choices)) expect(Array.isArray(told) && told.length, name).toBe(choices.length)
      expect(setting.markdownDescription, name).toBe(`%setting.${name}%`)
    }
  })
})

describe("reading settings", () => {
  const cases: readonly [string, string, unknown, unknown][] = [
    ["a number beyond its range becomes the nearest allowed one", "maxIterations", 1e9, 1000],
    ["zero iterations become one", "maxIterations", 0, 1],
    ["half an iteration is rounded", "maxIterations", 3.6, 4],
    ["a text is no number of iterations", "maxIterations", "many", 10],
    ["no number at all is the default", "maxIterations", Number.NaN, 10],
    ["infinity is finite here", "maxMinutes", Number.POSITIVE_INFINITY, 10_080],
    ["an unknown mode is the default one", "mode", "yolo", "auto"],
    ["a completion of blanks is none", "completion", "  ", null],
    ["a completion is trimmed", "completion", " DONE ", "DONE"],
    ["only true is true", "allowTestEdits", "yes", false],
  ]
  it.each(cases)("%s", (_, name, value, expected) => {
    const { start } = readSettings((asked) => (asked === name ? value : undefined))
    expect(Object.entries(start).find(([key]) => key === name)?.[1]).toEqual(expected)
  })
})

describe("the settings of a loop", () => {
  const { start } = defaults

  it("take what the form asks from the form and the rest from the window", () => {
    const kept = { checkTimeoutSec: 90, reviewEvery: 2, commitEach: true, allowTestEdits: true }
    const chosen = { ...start, maxIterations: 5, maxMinutes: 30, maxUsd: 1.5, completion: "DONE" }
    expect(loopSettings(defaultSettings("auto"), chosen, kept)).toMatchObject({
      maxIterations: 5,
      maxMinutes: 30,
      maxUsd: 1.5,
      completion: "DONE",
      checkTimeoutSec: 90,
      reviewEvery: 2,
      commitEach: true,
      allowTestEdits: true,
    })
  })

  it("never commit on the user's own branch", () => {
    const chosen = { ...start, branch: "none" } as const
    const settings = loopSettings(defaultSettings("auto"), chosen, { ...start, commitEach: true })
    expect(settings).toMatchObject({ branch: { kind: "none" }, commitEach: false })
  })

  it("stay finite whatever a form holds", () => {
    const chosen = { ...start, maxIterations: 1e12, maxMinutes: -5, maxUsd: 1e12 }
    expect(loopSettings(defaultSettings("auto"), chosen, start)).toMatchObject({
      maxIterations: 1000,
      maxMinutes: 1,
      maxUsd: 100_000,
    })
  })
})

/** Settings of package.json by their name without the prefix. */
function declaredSettings(): Map<string, Declared> {
  const manifest = parseRecord(readFileSync(join(root, "package.json"), "utf8"))
  const contributes = manifest?.contributes
  const sections =
    isRecord(contributes) && Array.isArray(contributes.configuration) ? contributes.configuration : []
  return new Map(
    sections
      .filter(isRecord)
      .flatMap(({ properties }) => (isRecord(properties) ? Object.entries(properties) : []))
      .flatMap(([name, value]) =>
        isRecord(value) ? [[name.replace(/^forLoop\./, ""), value] as const] : [],
      ),
  )
}
