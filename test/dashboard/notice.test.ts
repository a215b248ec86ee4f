import { existsSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { build } from "rolldown"
import { expect, it } from "vitest"

const notice = readFileSync("media/NOTICE.md", "utf8")

it("names every package whose code the dashboard carries, with its own terms", async () => {
  const { output } = await build({ input: "src/dashboard/ui/main.ts", platform: "browser", write: false })
  const packages = new Set(
    output.flatMap((chunk) =>
      chunk.type === "chunk"
        ? chunk.moduleIds.flatMap((id) => /node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(id)?.[1] ?? [])
        : [],
    ),
  )
  expect(packages.size).toBeGreaterThan(3)
  for (const name of packages) {
    expect(notice).toContain(`\`${name}\``)
    const licence = join("node_modules", name, "LICENSE")
    const copyright = existsSync(licence)
      ? /^ ?Copyright .*/m.exec(readFileSync(licence, "utf8"))?.[0]
      : undefined
    expect([name, copyright !== undefined && notice.includes(copyright)]).toEqual([name, true])
  }
})

it("gives the icon font its attribution: maker, source, licence and what was changed", () => {
  for (const part of [
    "Microsoft",
    "github.com/microsoft/vscode-codicons",
    "CC BY 4.0",
    "holds the icons in use alone",
  ])
    expect(notice).toContain(part)
})
