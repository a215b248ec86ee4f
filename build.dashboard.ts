import { copyFileSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { build } from "rolldown"

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
  copyFileSync("node_modules/@vscode/codicons/dist/codicon.ttf", join(dir, "codicon.ttf"))
}
