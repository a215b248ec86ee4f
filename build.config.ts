import { readdirSync, rmSync } from "node:fs"
import { join } from "node:path"
import { build, type BuildOptions } from "rolldown"
import { validatorPlugin } from "./src/store/validator-plugin.ts"

// Old chunks would be packed into the plugin.
const stale = readdirSync("hooks").filter((name) => name.endsWith(".cjs"))
for (const path of [...stale.map((name) => join("hooks", name)), "dist/cli"]) rmSync(path, { recursive: true, force: true })

/** One bundle per entry. Heavy parts are CommonJS chunks of their own, loaded on first use (start-up is measured). */
function bundle(input: Record<string, string>, dir: string, banner: string): BuildOptions {
  return {
    input,
    platform: "node",
    transform: { target: "node20" },
    plugins: [validatorPlugin()],
    output: {
      dir,
      format: "cjs",
      banner,
      minify: true,
      entryFileNames: "[name].cjs",
      chunkFileNames: "[name].cjs",
      exports: "named",
    },
  }
}

await build(bundle({ hook: "src/hook/main.ts" }, "hooks", ""))
await build(bundle({ "for-loop": "src/cli/for-loop.ts", start: "src/cli/start.ts" }, "dist/cli", "#!/usr/bin/env node"))
