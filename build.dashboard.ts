import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { build } from "rolldown"
import subsetFont from "subset-font"
import { icons } from "./src/dashboard/ui/icons.ts"

const source = "src/dashboard/ui"

/** Indentation inside markup is nothing to a browser, and a minifier may not touch it. */
const dedent = {
  name: "dedent-markup",
  transform: (code: string, id: string) =>
    id.includes(source) ? { code: code.replace(/\n[ \t]+/g, "\n"), map: null } : null,
}

/** The browser side of the dashboard: one script, one stylesheet, one icon font. */
export async function buildDashboard(dir: string): Promise<void> {
  rmSync(dir, { recursive: true, force: true })
  mkdirSync(dir, { recursive: true })
  await build({
    input: { main: join(source, "main.ts") },
    platform: "browser",
    transform: { target: "chrome128" },
    plugins: [dedent],
    // The notices of the libraries stand in media/NOTICE.md.
    output: { dir, format: "iife", minify: true, comments: { legal: false }, entryFileNames: "[name].js" },
  })
  const styles = readdirSync(join(source, "styles")).sort()
  const css = styles.map((name) => readFileSync(join(source, "styles", name), "utf8")).join("\n")
  writeFileSync(join(dir, "main.css"), css)
  writeFileSync(join(dir, "codicon.ttf"), await iconFont())
}

/** The icon font with the glyphs in use alone: a tenth of its size. Equal icons give equal bytes. */
export async function iconFont(): Promise<Buffer> {
  const whole = readFileSync("node_modules/@vscode/codicons/dist/codicon.ttf")
  const inUse = String.fromCodePoint(...Object.values(icons))
  return subsetFont(whole, inUse, { targetFormat: "truetype", noHinting: true })
}
