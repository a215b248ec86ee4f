import { mkdirSync, symlinkSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { afterAll, describe, expect, it } from "vitest"
import { placesIn, sourceAround } from "../../src/verify/digest-source.ts"
import { fileTree } from "./file-tree.ts"

const numbered = Array.from({ length: 12 }, (_, i) => `line ${i + 1}`).join("\n")
const outside = fileTree({ "secret.txt": numbered })
const inside = fileTree({
  "src/cart.js": numbered,
  "src/hidden.js": "one\nsafe\u202egnp.exe\u001b[2K\nthree\n",
  "node_modules/lib/index.js": numbered,
})
afterAll(() => {
  outside.remove()
  inside.remove()
})

describe("sourceAround", () => {
  it("shows three lines on each side and marks the line itself", () => {
    expect(sourceAround(inside.path, [{ file: "src/cart.js", line: 8 }])).toEqual({
      place: { file: "src/cart.js", line: 8 },
      text: [5, 6, 7, 8, 9, 10, 11]
        .map((n) => `${n === 8 ? ">" : " "} ${String(n).padStart(2)} | line ${n}`)
        .join("\n"),
    })
  })

  it("takes absolute paths inside the workspace, and the first place that is one", () => {
    const places = [
      { file: "gone.js", line: 1 },
      { file: "node_modules/lib/index.js", line: 2 },
      { file: "src/cart.js", line: 99 },
      { file: join(inside.path, "src/cart.js"), line: 1 },
    ]
    expect(sourceAround(inside.path, places)?.place).toEqual({ file: "src/cart.js", line: 1 })
  })

  it("S77 never shows a file outside the workspace, neither by path nor through a link", () => {
    symlinkSync(join(outside.path, "secret.txt"), join(inside.path, "link.txt"))
    symlinkSync(outside.path, join(inside.path, "linked"))
    const files = [
      "link.txt",
      "linked/secret.txt",
      join(outside.path, "secret.txt"),
      "../../../etc/passwd",
      "src",
      "\0",
    ]
    for (const file of files) expect(sourceAround(inside.path, [{ file, line: 1 }])).toBeNull()
  })

  it("S77 strips what a source hides from the eye", () => {
    const text = sourceAround(inside.path, [{ file: "src/hidden.js", line: 2 }])?.text ?? ""
    expect(text).toContain("three")
    for (const hidden of ["\u202e", "\u001b"]) expect(text).not.toContain(hidden)
  })

  it("leaves binary files out", () => {
    mkdirSync(join(inside.path, "bin"))
    writeFileSync(join(inside.path, "bin/a.bin"), "\0\n\0\n")
    expect(sourceAround(inside.path, [{ file: "bin/a.bin", line: 1 }])).toBeNull()
  })
})

describe("placesIn", () => {
  it.each<[string, string, number]>([
    ["    at total (/home/dev/shop/src/cart.js:18:65)", "/home/dev/shop/src/cart.js", 18],
    ["    at file:///home/dev/shop/src/cart.js:4:1", "/home/dev/shop/src/cart.js", 4],
    ['  File "src/main.py", line 5, in <module>', "src/main.py", 5],
    ["src/app.ts(3,14): error TS2322: no", "src/app.ts", 3],
    ["./bad.go:5:9: cannot use", "./bad.go", 5],
    [" --> src/lib.rs:42:5", "src/lib.rs", 42],
  ])("reads %s", (text, file, line) => {
    expect(placesIn(text, 5)[0]).toEqual({ file, line })
  })

  it("takes no address of the web for a file", () => {
    expect(placesIn("see https://example.com/a.html:80 for help", 5)).toEqual([])
  })
})
