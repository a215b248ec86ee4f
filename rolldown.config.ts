import { defineConfig, type RolldownOptions } from "rolldown"
import { validatorPlugin } from "./src/store/validator-plugin.ts"

/** One bundle per entry. Heavy parts are CommonJS chunks of their own, loaded on first use (start-up is measured). */
function bundle(input: Record<string, string>, dir: string, banner: string): RolldownOptions {
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

export default defineConfig([
  bundle({ hook: "src/hook/main.ts" }, "hooks", ""),
  bundle({ "for-loop": "src/cli/for-loop.ts" }, "dist/cli", "#!/usr/bin/env node"),
])
