import { mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { describe, expect, it } from "vitest"
import { removeBinding, writeBinding } from "../../src/store/binding.ts"
import { bindingPath, readBinding } from "../../src/store/binding-lookup.ts"
import { temporaryHome } from "./sample.ts"

const binding = { loop: "loop-1", active: true, requestKey: "row 7" }

describe("bindings", () => {
  it("S01 belong to one conversation only", () => {
    const home = temporaryHome()
    writeBinding(home, "conversation-a", binding)
    expect(readBinding(home, "conversation-a")).toEqual(binding)
    expect(readBinding(home, "conversation-b")).toBeNull()
  })

  it("are replaced and removed, and removing twice is nothing", () => {
    const home = temporaryHome()
    writeBinding(home, "c", binding)
    writeBinding(home, "c", { loop: "loop-2", active: false, requestKey: null })
    expect(readBinding(home, "c")).toEqual({ loop: "loop-2", active: false, requestKey: null })
    removeBinding(home, "c")
    removeBinding(home, "c")
    expect(readBinding(home, "c")).toBeNull()
  })

  it.each(["null", "undefined", "None", "NaN", "", "../c", "a/b", "a:b", ".hidden", "nul", "c".repeat(129)])(
    "S02 S03 are neither written nor found for the id %j",
    (id) => {
      const home = temporaryHome()
      expect(() => writeBinding(home, id, binding)).toThrow(expect.objectContaining({ code: "unsafe-name" }))
      expect(readBinding(home, id)).toBeNull()
    },
  )

  it("S03 of one id are not adopted by another id that the file system takes for the same", () => {
    const home = temporaryHome()
    writeBinding(home, "abc", binding)
    renameSync(bindingPath(home, "abc"), bindingPath(home, "ABC"))
    expect(readBinding(home, "ABC")).toBeNull()
  })

  it.each([
    "",
    "{",
    "null",
    "[]",
    '{"conversation":"c"}',
    '{"conversation":"c","loop":"../x","active":true}',
    '{"conversation":"c","loop":"l","active":"yes"}',
  ])("that read %j bind nothing and throw nothing", (text) => {
    const home = temporaryHome()
    mkdirSync(join(home, "bindings"))
    writeFileSync(bindingPath(home, "c"), text)
    expect(readBinding(home, "c")).toBeNull()
  })

  it("bind nothing when the folder is a file", () => {
    const home = temporaryHome()
    writeFileSync(join(home, "bindings"), "")
    expect(readBinding(home, "c")).toBeNull()
  })

  it("are looked up with built-in modules and home.ts alone, so that the hook's fast path stays fast", () => {
    const importsOf = (file: string) => {
      const text = readFileSync(fileURLToPath(new URL(`../../src/store/${file}`, import.meta.url)), "utf8")
      return [...text.matchAll(/^import .* from "(.+)"$/gm)].map(([, from]) => from)
    }
    expect(importsOf("binding-lookup.ts")).toEqual(["node:fs", "node:path", "./home.ts"])
    expect(importsOf("home.ts")).toEqual(["node:os", "node:path"])
  })
})
