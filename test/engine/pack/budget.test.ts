import { readdirSync } from "node:fs"
import { join } from "node:path"
import { describe, expect, it } from "vitest"
import { packDesk, pathsOf, readText, source } from "./pack-desk.ts"

describe("what comes first when there is not room for all", () => {
  const many = Object.fromEntries(
    Array.from({ length: 40 }, (_, at) => [`lib/part${at}.ts`, source(`part${at}x`, 60)]),
  )

  it.each([4000, 9000, 20_000])("stays within %i tokens and names what is missing", async (budget) => {
    using desk = packDesk({ ...many, "README.md": "# Shop\n" })
    const pack = await desk.pack({ budget })
    expect(pack.tokens).toBeLessThanOrEqual(budget)
    expect(pack.tokens).toBeGreaterThan(budget * 0.6)
    expect(pathsOf(pack)).toContain("README.md")
    const missing = pack.leftOut.filter(({ why }) => why === "no-room")
    expect(missing.length + pack.files.length).toBe(41)
    expect(pack.text).toContain(`- ${missing[0]?.path}\n`)
  })

  it("takes changed files and what is near them by imports before all others", async () => {
    using desk = packDesk({
      ...many,
      "src/cart.ts": 'import { tax } from "./tax.js"\nexport const cart = tax\n',
      "src/tax.ts": "export const tax = 1\n",
      "src/shop.ts": 'import { cart } from "./cart.ts"\nexport const shop = cart\n',
      "src/far.ts": "export const far = 1\n",
    })
    desk.write({ "src/cart.ts": 'import { tax } from "./tax.js"\nexport const cart = tax + 1\n' })
    const pack = await desk.pack({ budget: 4000 })
    expect(pack.files.at(-1)).toMatchObject({ path: "src/cart.ts", why: "changed" })
    const near = pack.files.filter(({ why }) => why === "imports").map(({ path }) => path)
    expect(near.sort()).toEqual(["src/shop.ts", "src/tax.ts"])
  })

  it("takes what was committed lately before what was not, unless a commit touched everything", async () => {
    using desk = packDesk(many)
    desk.write({ "lib/part33.ts": source("fresh", 60) })
    desk.commit("work on one part")
    const pack = await desk.pack({ budget: 4000 })
    expect(pathsOf(pack)).toContain("lib/part33.ts")
  })

  it("reads only as much of a tree as can matter", async () => {
    const wide = Array.from({ length: 300 }, (_, at) => [`lib/part${at}.ts`, source(`part${at}x`, 20)])
    using desk = packDesk(Object.fromEntries(wide))
    await desk.pack({ budget: 4000 })
    const files = readdirSync(join(desk.home, "pack"), { recursive: true, encoding: "utf8" })
    const path = files.find((name) => name.endsWith("facts.json")) ?? ""
    const facts: unknown = JSON.parse(readText(join(desk.home, "pack", path)))
    const counted = JSON.stringify(facts).match(/\[\d+,\d+\]/g) ?? []
    expect(counted.length).toBeLessThan(100)
  })
})

describe("the count of the service", () => {
  const project = Object.fromEntries(
    Array.from({ length: 40 }, (_, at) => [`lib/part${at}.ts`, source(`part${at}x`, 60)]),
  )
  /** A service that counts so many tokens per estimated one. */
  const counting = (factor: number, asked: string[]) => async (text: string) => {
    asked.push(text)
    return { kind: "counted", tokens: Math.round((text.length / 2.6) * factor) } as const
  }

  it("is what counts where it can be asked, and the pack is made smaller until it fits", async () => {
    using desk = packDesk(project)
    const asked: string[] = []
    const pack = await desk.pack({ budget: 20_000, countExactly: counting(1.6, asked) })
    expect(pack.basis).toBe("exact")
    expect(pack.tokens).toBeLessThanOrEqual(20_000)
    expect(asked.length).toBeGreaterThan(1)
    expect(asked.at(-1)).toBe(pack.text)
  })

  it("calibrates the estimates that follow", async () => {
    using desk = packDesk(project)
    const before = await desk.pack({ budget: 200_000 })
    await desk.pack({
      budget: 200_000,
      countExactly: async () => ({ kind: "counted", tokens: Math.round(before.tokens * 1.2) }),
    })
    const after = await desk.pack({ budget: 200_000 })
    expect(after.tokens / before.tokens).toBeGreaterThan(1.06)
    expect(after.tokens / before.tokens).toBeLessThan(1.14)
  })

  it("is replaced by the estimate, and says so, when the service does not answer", async () => {
    using desk = packDesk(project)
    const pack = await desk.pack({ countExactly: async () => ({ kind: "failed", why: "no network" }) })
    expect(pack).toMatchObject({ basis: "estimated", notes: ["The tokens are estimated: no network."] })
  })
})
