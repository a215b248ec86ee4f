import { readdirSync, readFileSync, statSync } from "node:fs"
import { join } from "node:path"
import { describe, expect, it } from "vitest"
import { gatewayEn } from "../../src/admin/model/words/gateway-en.ts"
import { gatewayZhCn } from "../../src/admin/model/words/gateway-zh-cn.ts"
import { gatewayZhTw } from "../../src/admin/model/words/gateway-zh-tw.ts"
import { gatewayWordsOf } from "../../src/admin/model/words/words-of.ts"

const holes = (text: string) => [...text.matchAll(/\{\w+\}/g)].map(([hole]) => hole).sort()

describe("the texts of the gateway's page", () => {
  it.each([
    ["zh-TW", gatewayZhTw],
    ["zh-CN", gatewayZhCn],
  ])("have the same values in %s as in English, and are translated", (_, words) => {
    const shape = (texts: object) =>
      Object.entries(texts)
        .map(([key, text]) => [key, holes(String(text))])
        .sort()
    expect(shape(words)).toEqual(shape(gatewayEn))
    const same = Object.entries(words).filter(
      ([key, text]) => text === Reflect.get(gatewayEn, key) && /[a-z]{2}/i.test(text.replace(/\{\w+\}/g, "")),
    )
    expect(same.map(([key]) => key)).toEqual(["startCli"])
  })

  it("are simplified where they are simplified and traditional where they are traditional", () => {
    expect(Object.values(gatewayZhCn).join("")).not.toMatch(
      /[檢開關時這個對話檔資執當環設還複瀏覽測虛請連錄轉閘]/,
    )
    expect(Object.values(gatewayZhTw).join("")).not.toMatch(
      /[检开关时这个对话档资执当环设还复浏览测虚请连录转闸]/,
    )
  })

  it("are all used", () => {
    const code = readdirSync("src/admin/ui", { recursive: true, encoding: "utf8" })
      .map((name) => join("src/admin/ui", name))
      .filter((path) => path.endsWith(".ts") && statSync(path).isFile())
      .concat(
        "src/dashboard/model/speak.ts",
        "src/dashboard/model/page.ts",
        "src/dashboard/ui/around/notice.ts",
        "src/dashboard/ui/around/reader.ts",
        "src/dashboard/ui/run/run-page.ts",
      )
    const text = code.map((path) => readFileSync(path, "utf8")).join("\n")
    const byValue = ["measured", "estimated", "unknown"]
    const unused = Object.keys(gatewayEn).filter((key) => {
      const stem = key.replace(/(One|Other)$/, "")
      const said = [`"${key}"`, `"${stem}"`, `words.${key}`, `texts.${key}`]
      return !byValue.includes(key) && !said.some((way) => text.includes(way))
    })
    expect(unused).toEqual([])
  })

  it.each([
    ["en", "en"],
    ["de", "en"],
    ["zh-tw", "zh-TW"],
    ["zh-Hant-HK", "zh-TW"],
    ["zh-cn", "zh-CN"],
  ])("are chosen for %s", (tag, lang) => {
    expect(gatewayWordsOf(tag).lang).toBe(lang)
  })
})
