import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { build, type Plugin } from "rolldown"
import subsetFont from "subset-font"
import { icons } from "./src/dashboard/ui/icons.ts"

/** What the pages are made of: the dashboard's script and styles, and what the gateway's page has beside them. */
const pages = { main: "src/dashboard/ui", gateway: "src/admin/ui" } as const

/** Indentation inside markup is nothing to a browser, and a minifier may not touch it. */
const dedent = {
  name: "dedent-markup",
  transform: (code: string, id: string) =>
    Object.values(pages).some((source) => id.includes(source))
      ? { code: code.replace(/\n[ \t]+/g, "\n"), map: null }
      : null,
}

/** The browser side of both pages: a script and a stylesheet each, the script that they share, and one icon font. */
export async function buildDashboard(dir: string, plugins: readonly Plugin[] = []): Promise<void> {
  rmSync(dir, { recursive: true, force: true })
  mkdirSync(dir, { recursive: true })
  await build({
    input: { main: join(pages.main, "main.ts"), gateway: join(pages.gateway, "main.ts") },
    platform: "browser",
    transform: { target: "chrome128" },
    plugins: [dedent, ...plugins],
    // The notices of the libraries stand in media/NOTICE.md.
    output: {
      dir,
      format: "es",
      minify: true,
      comments: { legal: false },
      entryFileNames: "[name].js",
      chunkFileNames: "shared.js",
    },
  })
  for (const [name, source] of Object.entries(pages)) {
    const styles = readdirSync(join(source, "styles")).sort()
    const css = styles.map((file) => readFileSync(join(source, "styles", file), "utf8")).join("\n")
    writeFileSync(join(dir, `${name}.css`), css)
  }
  writeFileSync(join(dir, "codicon.ttf"), await iconFont())
}

/** The icon font with the glyphs in use alone: a tenth of its size. Equal icons give equal bytes. */
export async function iconFont(): Promise<Buffer> {
  const whole = readFileSync("node_modules/@vscode/codicons/dist/codicon.ttf")
  const inUse = String.fromCodePoint(...Object.values(icons))
  return subsetFont(whole, inUse, { targetFormat: "truetype", noHinting: true })
}
