import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { estimateTokens } from "../../../src/engine/pack/count-tokens.ts"
import { cutText } from "../../../src/engine/pack/cut-text.ts"
import { distancesFrom } from "../../../src/engine/pack/distance.ts"
import { sortOf } from "../../../src/engine/pack/file-sort.ts"
import { importsIn } from "../../../src/engine/pack/imports.ts"
import { layOut } from "../../../src/engine/pack/layout.ts"
import { leftOutByName } from "../../../src/engine/pack/name-class.ts"
import { generatedPatterns } from "../../../src/engine/pack/path-filter.ts"
import { applyRedactions, redactionsOf } from "../../../src/engine/pack/redactions.ts"
import { resolverOf } from "../../../src/engine/pack/resolve-imports.ts"

describe("the name of a file", () => {
  it.each([
    ["src/index.ts", null],
    ["docs/dist.md", null],
    ["build/release.ts", null],
    ["Makefile", null],
    [".env.example", null],
    ["src/environment.ts", null],
    ["src/credentials.ts", null],
    ["config/.env.production", "secret"],
    [".env", "secret"],
    ["home/.ssh/id_ed25519", "secret"],
    ["tls/server.KEY", "secret"],
    ["service-account-prod.json", "secret"],
    ["assets/LOGO.PNG", "binary"],
    ["png", null],
    ["web/yarn.lock", "lock"],
    ["src/Cargo.lock", "lock"],
    ["ui/__image_snapshots__/a.txt", "snapshot"],
    ["app.min.css", "minified"],
    ["app.js.map", "minified"],
    ["packages/x/dist/x.js", "generated"],
    ["sub/node_modules/x/index.js", "generated"],
    ["api/v1/users.pb.go", "generated"],
    ["lib/model.g.dart", "generated"],
  ])("%s is left out as %s", (path, why) => {
    expect(leftOutByName(path)).toBe(why)
  })

  it.each([
    ["README.md", "guide"],
    ["packages/cart/package.json", "guide"],
    ["test/fixtures/deep/down/package.json", "data"],
    ["src/cart.ts", "source"],
    ["src/cart.test.ts", "test"],
    ["tests/helpers.py", "test"],
    ["cart/test_cart.py", "test"],
    ["cart_test.go", "test"],
    ["src/CartTest.java", "test"],
    ["ci.yml", "config"],
    ["docs/guide.md", "doc"],
    ["rows.csv", "data"],
  ])("%s is %s", (path, sort) => {
    expect(sortOf(path)).toBe(sort)
  })

  it("reads which files a code host takes for generated", () => {
    const text =
      "# x linguist-generated\n*.pb.go linguist-generated\napi/** linguist-generated=true diff\nkept -linguist-generated\n"
    expect(generatedPatterns(text)).toEqual(["*.pb.go", "api/**"])
  })
})

describe("imports", () => {
  const files = [
    "src/cart.ts",
    "src/tax/index.ts",
    "src/view.tsx",
    "shop/cart.py",
    "shop/tax/__init__.py",
    "shop/tax/rates.py",
    "lib/src/main/java/org/shop/Cart.java",
    "include/shop/cart.h",
    "src/cart.c",
  ]
  it.each<[from: string, text: string, meant: string[]]>([
    ["src/view.tsx", 'import { cart } from "./cart.js"\nimport fs from "node:fs"\n', ["src/cart.ts"]],
    [
      "src/cart.ts",
      'export * from "./tax"\nconst x = await import("./view")\n',
      ["src/tax/index.ts", "src/view.tsx"],
    ],
    ["src/view.tsx", "const tax = require('./tax/index')\n", ["src/tax/index.ts"]],
    ["shop/cart.py", "from .tax import rates\nimport os\n", ["shop/tax/__init__.py", "shop/tax/rates.py"]],
    ["shop/tax/rates.py", "from ..cart import total\n", ["shop/cart.py"]],
    [
      "main.py",
      "import shop.cart as cart\nfrom shop.tax import (rates,\n",
      ["shop/cart.py", "shop/tax/__init__.py", "shop/tax/rates.py"],
    ],
    [
      "app/Main.java",
      "import org.shop.Cart;\nimport java.util.List;\n",
      ["lib/src/main/java/org/shop/Cart.java"],
    ],
    ["src/cart.c", '#include <stdio.h>\n#include "shop/cart.h"\n', ["include/shop/cart.h"]],
  ])("of %s lead to the files they mean", (from, text, meant) => {
    const resolve = resolverOf(files)
    expect([...new Set(importsIn(from, text).flatMap((name) => resolve(from, name)))].sort()).toEqual(
      meant.sort(),
    )
  })

  it("count in both directions, nearest first, and not further than asked", () => {
    const imports = new Map([
      ["a", ["b"]],
      ["b", ["c"]],
      ["c", ["d"]],
      ["x", ["a"]],
    ])
    expect(Object.fromEntries(distancesFrom(["a"], imports, 2))).toEqual({ a: 0, b: 1, x: 1, c: 2 })
  })
})

describe("a long text", () => {
  it("is cut at line ends to about what is allowed, and both ends stay", () => {
    fc.assert(
      fc.property(fc.array(fc.string({ maxLength: 60 }), { minLength: 1, maxLength: 200 }), (lines) => {
        const text = lines.join("\n")
        const cut = cutText(text, 400)
        if (text.length <= 400) return cut === text
        expect(cut.length).toBeLessThan(460)
        const [head = "", tail = ""] = cut.split(/\[… \d+ (?:lines|characters) left out …\]\n/)
        // A line end may be added before the mark.
        return text.startsWith(head.replace(/\n$/, "")) && text.endsWith(tail)
      }),
    )
  })

  it("is never cut inside a character", () => {
    const cut = cutText("🛒".repeat(400), 301)
    expect(Buffer.from(cut, "utf8").toString("utf8")).toBe(cut)
  })
})

describe("where secrets stood", () => {
  const mark = "[redacted]"
  it("is known exactly or not at all", () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.string(), fc.string({ minLength: 1 })), { maxLength: 6 }), (pairs) => {
        const text = pairs.map(([plain, secret]) => plain + secret).join("")
        const clean = pairs.map(([plain]) => plain + mark).join("")
        const places = redactionsOf(text, clean)
        return places === null || applyRedactions(text, places) === clean
      }),
    )
  })

  it("is found again in the ordinary case", () => {
    const text = 'a = "s3cr3t-one"\nb = 2\nc = "s3cr3t-two"\n'
    const clean = `a = "${mark}"\nb = 2\nc = "${mark}"\n`
    const places = redactionsOf(text, clean)
    expect(places).toHaveLength(4)
    expect(applyRedactions(text, places ?? [])).toBe(clean)
  })
})

describe("the order of a pack", () => {
  const files = (names: string): { path: string; key: string }[] =>
    [...names].map((path) => ({ path, key: `${path}1` }))

  it("is from the least to the most useful, behind what the last pack began with", () => {
    expect(
      layOut(files("abcd"), [])
        .files.map(({ path }) => path)
        .join(""),
    ).toBe("dcba")
    const { files: placed, kept } = layOut(files("abcd"), files("bdx"))
    expect(placed.map(({ path }) => path).join("")).toBe("bdca")
    expect(kept).toBe(2)
  })

  it("holds every file once, whatever the last order was", () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.string()), fc.uniqueArray(fc.string()), (now, before) => {
        const placed = layOut(
          now.map((path) => ({ path, key: path })),
          before.map((path) => ({ path, key: path })),
        ).files.map(({ path }) => path)
        return placed.length === now.length && new Set(placed).size === now.length
      }),
    )
  })
})

describe("the estimate of tokens", () => {
  it("counts digits and underscores as Gemini's vocabulary does", () => {
    expect(estimateTokens("1234567890")).toBeGreaterThanOrEqual(9)
    expect(estimateTokens("")).toBe(0)
    expect(estimateTokens("<|endoftext|> is text here")).toBeGreaterThan(4)
  })

  it("takes no longer for one unbroken run of letters than for words", () => {
    const began = performance.now()
    estimateTokens("abcdefghij".repeat(20_000))
    expect(performance.now() - began).toBeLessThan(5000)
  })
})
