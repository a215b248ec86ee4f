export type CornerRule = { readonly corner: RegExp; readonly may: RegExp; readonly because: string }

/** Corners of a room that may import less than the room: everything they import, packages included. */
export const corners: readonly CornerRule[] = [
  {
    corner: /^src\/dashboard\/model\//,
    may: /^src\/dashboard\/model\//,
    because: "the view model is plain data and pure functions: it runs in a browser and in Node alike",
  },
  {
    corner: /^src\/dashboard\/ui\//,
    may: /^(src\/dashboard\/(model|ui)\/|lit|@vscode-elements\/|uplot)/,
    because: "browser code knows the view model and nothing of the machine",
  },
  {
    corner: /^src\/admin\/model\//,
    may: /^src\/(admin|dashboard)\/model\/|^src\/gateway\/config\/config\.ts$/,
    because:
      "the view model is plain data and pure functions, like the dashboard's; the kinds of upstreams are data",
  },
  {
    corner: /^src\/admin\/ui\//,
    may: /^(src\/(admin|dashboard)\/(model|ui)\/|src\/gateway\/config\/config\.ts$|lit|uplot)/,
    because: "browser code knows the view model and nothing of the machine; it shares the dashboard's parts",
  },
]

export type PackageRule = { readonly name: RegExp; readonly only: RegExp; readonly because: string }

/** Which files may import a package or builtin. */
export const packages: readonly PackageRule[] = [
  {
    name: /^node:(fs|fs\/promises|child_process)$/,
    only: /^src\/(system|store|git)\//,
    because: "raw files and processes stay in three rooms, so that every other room can be read without fear",
  },
  {
    name: /^zod/,
    only: /^src\/((loop|control|spend|engine|gateway)\/[a-z/-]+-schema\.ts|store\/stored-schemas\.ts|cli\/)/,
    because: "zod costs a hook start more than everything else together; schemas are put in as data at build",
  },
  {
    name: /^ajv/,
    only: /^src\/engine\/backends\/gemini\/tools\/toolbox\.ts$/,
    because: "a model's arguments are checked where tools are used; the hook reads its own schemas as data",
  },
  {
    name: /^(@babel\/parser|web-tree-sitter)$/,
    only: /^src\/integrity\/tree\//,
    because: "syntax trees are built in one place",
  },
  {
    name: /^unbash/,
    only: /^src\/guard\/shell\//,
    because: "shell lines are read in one place; every rule sees programs and words",
  },
  { name: /^cockatiel$/, only: /^src\/breaker\//, because: "breakers are kept in one room" },
  {
    name: /^@google\/genai/,
    only: /^src\/engine\//,
    because: "the API is spoken by the engine, loaded by headless runs only",
  },
  {
    name: /^(file-type|image-size|music-metadata)/,
    only: /^src\/engine\/media\/read-medium\.ts$/,
    because: "what a file is, is found out in one place",
  },
  {
    name: /^@jimp\//,
    only: /^src\/engine\/media\/fit-image\.ts$/,
    because: "decoders are heavy: one file, loaded only for an image that does not fit",
  },
  {
    name: /^google-auth-library/,
    only: /^src\/(engine\/auth\/prove-adc|gateway\/upstream\/token-source)\.ts$/,
    because: "credentials are proven in one place, which drops what it made, and tokens made in one other",
  },
  {
    name: /^https?-proxy-agent/,
    only: /^src\/gateway\/upstream\/connections\.ts$/,
    because: "connections to upstreams are made in one place, with or without a proxy",
  },
  { name: /^simple-git$/, only: /^src\/git\//, because: "git is spoken in one room" },
  { name: /^fast-xml-parser$/, only: /^src\/verify\//, because: "reports are read in one room" },
  {
    name: /^@secretlint\//,
    only: /^src\/verify\/secret-rules\.ts$/,
    because: "the rules are a third of a megabyte: one file, loaded only when a prefilter found something",
  },
  {
    name: /^(lit|uplot|@vscode-elements\/)/,
    only: /^src\/(dashboard|admin)\/ui\//,
    because: "what draws lives where the browser code is",
  },
  {
    name: /^gpt-tokenizer/,
    only: /^src\/engine\/pack\/(count-tokens|vocabulary-plugin)\.ts$/,
    because: "the vocabulary takes 70 MB: it is loaded in a thread that ends with the count",
  },
  {
    name: /^ignore$/,
    only: /^src\/engine\/pack\/(walk-folder|path-filter)\.ts$/,
    because: "patterns are git's where there is a repository; the library stands in where there is none",
  },
  { name: /^vscode$/, only: /^src\/ide\//, because: "only the IDE room may need an IDE to run" },
  {
    name: /^rolldown/,
    only: /^src\/[a-z/-]+-plugins?\.ts$/,
    because: "the bundler is a build tool",
  },
]

/** Modules on the hook's fast path may import nothing but these (every turn of every conversation pays for them). */
export const fastPath = {
  entry: "src/hook/main.ts",
  rooms:
    /^src\/(hook\/(main|mention)|host\/|loop\/(event|hash|outcome)|store\/(binding-lookup|home|hook-seen)|system\/)/,
  because: "a conversation without a loop must not pay for loops",
} as const

export const forbiddenNames = /(^|\/)(utils?|helpers?|common|misc|index)\.ts$/
export const lineCap = 300
