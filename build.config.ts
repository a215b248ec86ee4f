import { chmodSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { basename, join } from "node:path"
import { brotliCompressSync } from "node:zlib"
import { type BuildOptions, build } from "rolldown"
import { buildDashboard } from "./build.dashboard.ts"
import { lightGoogleAuth } from "./build.google-auth.ts"
import { type Carried, carriedText, notePackages } from "./build.packages.ts"
import { vocabularyPlugin } from "./src/engine/pack/vocabulary-plugin.ts"
import { schemasPlugins } from "./src/gateway/config/schemas-plugin.ts"
import { storedSchemasPlugin } from "./src/store/stored-schemas-plugin.ts"
import { withoutForgePlugin } from "./src/verify/without-forge-plugin.ts"

// Old chunks would be packed into the plugin.
const stale = [...readdirSync("hooks").filter((name) => name.endsWith(".cjs")), "wasm"]
for (const path of [...stale.map((name) => join("hooks", name)), "dist/cli", "dist/extension"])
  rmSync(path, { recursive: true, force: true })

/** Whose code each bundle carries: what media/NOTICE.md has to tell (build.notices.ts). */
const carried: Carried = new Map()

/** One bundle per entry. Heavy parts are CommonJS chunks of their own, loaded on first use (start-up is measured). */
function bundle(
  input: Record<string, string>,
  dir: string,
  banner: string,
  groups: readonly { readonly name: string; readonly test: RegExp }[],
  target = "node20",
): BuildOptions {
  return {
    input,
    platform: "node",
    // web-tree-sitter holds an eval for a way of loading that is not used here.
    checks: { eval: false },
    transform: { target },
    // Given by the host of the extension.
    external: ["vscode"],
    plugins: [
      storedSchemasPlugin(),
      schemasPlugins(),
      vocabularyPlugin(),
      withoutForgePlugin(),
      // The command line proves credentials with the library as it is.
      ...(target === "node22" ? [lightGoogleAuth()] : []),
      notePackages(carried, dir),
    ],
    output: {
      dir,
      format: "cjs",
      banner,
      minify: true,
      entryFileNames: "[name].cjs",
      chunkFileNames: "[name].cjs",
      exports: "named",
      // Names that depend on what else a bundle holds would keep equal chunks from being equal (`sharedChunks`).
      minifyInternalExports: false,
      codeSplitting: { groups: [...groups] },
    },
  }
}

/** Chunks that come out byte for byte the same in every bundle; the extension's package then holds them once. */
const sharedChunks = [
  { name: "debug", test: /\/node_modules\/(debug|ms|supports-color|has-flag)\// },
  { name: "simple-git", test: /\/node_modules\/(simple-git|@simple-git|@kwsites)\// },
  { name: "secret-rules", test: /\/node_modules\/@secretlint\/|\/src\/verify\/secret-rules/ },
]

/** Few files on the way of an ordinary Stop: every further one costs its reading and compiling. */
const hookChunks = [
  ...sharedChunks,
  {
    name: "fast",
    test: /\/src\/(host|loop\/(event|hash)|store\/(binding-lookup|home|hook-seen|kill-switch|loop-glance)|system\/(file-tail|read-range|stdin|stdout|json-record|real-path))/,
  },
  {
    name: "stop",
    test: /\/src\/(store\/(?!arm|trust|garbage)|spend|loop\/(?!command|option|settle|usage\.|tokens|excerpt|new-loop)|system\/(?!run-process|process|bounded|output|shell|files|temp|passages|line-chunks|rewrite|file-facts|list-folder)|hook\/(handle|stop|commit\.|obey|locked|fault|duplicate|turn|tree-now|measure\.|snapshot|open-repository|evidence-file|guarded|launcher-watch)|git\/(near|fingerprint)|verify\/config-name)/,
  },
  // What a Stop may need of the guard, and all the rest of it, which only a verdict on a tool call needs.
  { name: "paths", test: /\/src\/guard\/(where|judge-changes|describe-call|tool-calls)/ },
  { name: "guard", test: /\/src\/guard\/|\/unbash\/|\/src\/hook\/pre-tool/ },
]

await build(bundle({ hook: "src/hook/main.ts" }, "hooks", "", hookChunks))
await build(
  bundle(
    {
      "for-loop": "src/cli/for-loop.ts",
      start: "src/cli/start.ts",
      // Found beside the file that starts it.
      "count-worker": "src/engine/pack/count-worker.ts",
    },
    "dist/cli",
    "#!/usr/bin/env node",
    [],
  ),
)
// `npm link` does it once; the command has to go on after the next build too.
chmodSync("dist/cli/for-loop.cjs", 0o755)

// The oldest host of the extension runs Node 22.
await build(
  bundle(
    // The gateway runs in a process of its own.
    { extension: "src/ide/extension.ts", gateway: "src/ide/gateway/gateway-process.ts" },
    "dist/extension",
    "",
    sharedChunks,
    "node22",
  ),
)

await buildDashboard("dist/dashboard", [notePackages(carried, "dist/dashboard")])

/** Grammars that the integrity gate loads beside its bundle, where a package is too large with them as they are. */
const grammars = [
  "web-tree-sitter/web-tree-sitter.wasm",
  "@vscode/tree-sitter-wasm/wasm/tree-sitter-python.wasm",
  "@vscode/tree-sitter-wasm/wasm/tree-sitter-go.wasm",
]
mkdirSync("hooks/wasm")
for (const path of grammars) {
  const compressed = brotliCompressSync(readFileSync(join("node_modules", path)))
  writeFileSync(join("hooks/wasm", `${basename(path)}.br`), compressed)
  carried.get("hooks")?.packages.add(`node_modules/${/^(?:@[^/]+\/)?[^/]+/.exec(path)?.[0]}`)
}
carried.get("dist/dashboard")?.packages.add("node_modules/@vscode/codicons")
writeFileSync("dist/carried.json", carriedText(carried))
