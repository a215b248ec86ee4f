import { readdirSync, readFileSync, statSync } from "node:fs"
import { join } from "node:path"
import { describe, expect, it } from "vitest"
import { en } from "../../../src/dashboard/model/words/en.ts"
import { wordsOf } from "../../../src/dashboard/model/words/words-of.ts"
import { zhCn } from "../../../src/dashboard/model/words/zh-cn.ts"
import { zhTw } from "../../../src/dashboard/model/words/zh-tw.ts"

const holes = (text: string) => [...text.matchAll(/\{\w+\}/g)].map(([hole]) => hole).sort()

describe("the dashboard's texts", () => {
  it.each([
    ["zh-TW", zhTw],
    ["zh-CN", zhCn],
  ])("have the same values in %s as in English", (_, words) => {
    const expected = Object.entries(en).map(([key, text]) => [key, holes(text)])
    expect(
      Object.entries(words)
        .map(([key, text]) => [key, holes(text)])
        .sort(),
    ).toEqual(expected.sort())
  })

  it.each([
    ["zh-TW", zhTw],
    ["zh-CN", zhCn],
  ])("are translated into %s, names of programs and commands aside", (_, words) => {
    const same = Object.entries(words).filter(
      ([key, text]) => text === Reflect.get(en, key) && /[a-z]{2}/i.test(text.replace(/\{\w+\}/g, "")),
    )
    expect(same.map(([key]) => key).sort()).toEqual(["product", "startCheckPlaceholder"])
  })

  it("are simplified where they are simplified and traditional where they are traditional", () => {
    expect(Object.values(zhCn).join("")).not.toMatch(/[檢開關時這個對話檔資執當環設還]/)
    expect(Object.values(zhTw).join("")).not.toMatch(/[检开关时这个对话档资执当环设还]/)
  })

  it("are all used: a text that nobody shows is taken out", () => {
    const code = sources("src/dashboard/ui").concat(
      "src/dashboard/model/speak.ts",
      "src/dashboard/model/page.ts",
    )
    const text = code.map((path) => readFileSync(path, "utf8")).join("\n")
    // These are asked for by a value of the view.
    const byValue = ["measured", "estimated", "unknown"]
    const unused = Object.keys(en).filter((key) => {
      const stem = key.replace(/(One|Other)$/, "")
      return (
        !byValue.includes(key) &&
        !text.includes(`"${key}"`) &&
        !text.includes(`"${stem}"`) &&
        !text.includes(`words.${key}`)
      )
    })
    expect(unused).toEqual([])
  })

  it.each([
    ["en", "en"],
    ["en-GB", "en"],
    ["de", "en"],
    ["", "en"],
    ["zh-tw", "zh-TW"],
    ["zh_TW", "zh-TW"],
    ["zh-Hant", "zh-TW"],
    ["zh-Hant-HK", "zh-TW"],
    ["zh-HK", "zh-TW"],
    ["zh-cn", "zh-CN"],
    ["zh", "zh-CN"],
    ["zh-Hans-SG", "zh-CN"],
    ["zha", "en"],
  ])("of a reader of %j are %s", (tag, lang) => {
    expect(wordsOf(tag).lang).toBe(lang)
  })
})

function sources(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .map((name) => join(folder, name))
    .filter((path) => path.endsWith(".ts") && statSync(path).isFile())
}
