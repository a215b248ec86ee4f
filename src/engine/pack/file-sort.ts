/** What a file is for, as far as its path tells. `guide`: what explains a project or says how it is built. */
export type FileSort = "source" | "test" | "guide" | "config" | "doc" | "data"

const code = new Set(
  `ts tsx mts cts js jsx mjs cjs vue svelte astro py pyi pyx java kt kts scala groovy go rs c h cc cpp cxx hpp hh m mm cs fs vb
  rb php swift dart lua pl pm r jl ex exs erl hs ml mli clj cljs elm zig nim sol sql graphql gql proto sh bash zsh fish ps1 bat
  css scss sass less html htm jinja j2 erb hbs ejs tf hcl nix cmake gradle`.split(/\s+/),
)
const data = new Set(
  "json jsonl ndjson csv tsv xml svg po pot txt log geojson ipynb plist resx xlf arb ics".split(" "),
)
const config = new Set("yaml yml toml ini cfg conf properties env editorconfig".split(" "))

const guides =
  /^(?:readme|contributing|agents|claude|gemini|architecture)(?:\.\w+)?$|^(?:package\.json|pyproject\.toml|setup\.(?:py|cfg)|cargo\.toml|go\.mod|pom\.xml|build\.gradle(?:\.kts)?|gemfile|composer\.json|makefile|dockerfile|cmakelists\.txt|tsconfig\.json|deno\.jsonc?)$/
const tests =
  /(?:^|\/)(?:tests?|__tests__|spec|specs|e2e|testing|fixtures?)\/|[._-](?:test|spec|e2e)\.\w+$|(?:^|\/)test_[^/]*\.py$|_test\.(?:go|py|rb|exs?)$|Tests?\.(?:java|kt|cs)$/

export function sortOf(path: string): FileSort {
  const name = path.slice(path.lastIndexOf("/") + 1).toLowerCase()
  const depth = path.split("/").length
  if (guides.test(name) && depth <= 3) return "guide"
  const extension = extensionOf(name)
  const isCode = code.has(extension) || extension === ""
  if (isCode && tests.test(path)) return "test"
  if (isCode) return "source"
  if (data.has(extension)) return "data"
  if (config.has(extension) || name === "package.json") return "config"
  return "doc"
}

/** Whether what is assigned without quotes in this file is an expression. */
export function isCode(path: string): boolean {
  const extension = extensionOf(path.slice(path.lastIndexOf("/") + 1).toLowerCase())
  return code.has(extension) && !/^(?:sh|bash|zsh|fish|bat|ps1|html?|tf|hcl|gradle|cmake)$/.test(extension)
}

/** Extension in lower case without its dot; empty for a name without one. */
export function extensionOf(name: string): string {
  const dot = name.lastIndexOf(".")
  return dot <= 0 ? "" : name.slice(dot + 1).toLowerCase()
}
