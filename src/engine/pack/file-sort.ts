import { extensionOf, folderMemo, nameOf } from "./path-parts.ts"

/** What a file is for, as far as its path tells. `guide`: what explains a project or says how it is built. */
export type FileSort = "source" | "test" | "guide" | "config" | "doc" | "data"

const code = new Set(
  `ts tsx mts cts js jsx mjs cjs vue svelte astro py pyi pyx java kt kts scala groovy go rs c h cc cpp cxx hpp hh m mm cs fs vb
  rb php swift dart lua pl pm r jl ex exs erl hs ml mli clj cljs elm zig nim sol sql graphql gql proto sh bash zsh fish ps1 bat
  css scss sass less html htm jinja j2 erb hbs ejs tf hcl nix cmake gradle`.split(/\s+/),
)
/** Code in which what is assigned without quotes may be the value itself. */
const plainValues = new Set("sh bash zsh fish bat ps1 html htm tf hcl gradle cmake".split(" "))
const data = new Set(
  "json jsonl ndjson csv tsv xml svg po pot txt log geojson ipynb plist resx xlf arb ics".split(" "),
)
const config = new Set("yaml yml toml ini cfg conf properties env editorconfig".split(" "))

const guides = new Set(
  `package.json pyproject.toml setup.py setup.cfg cargo.toml go.mod pom.xml build.gradle build.gradle.kts gemfile composer.json
  makefile dockerfile cmakelists.txt tsconfig.json deno.json deno.jsonc`.split(/\s+/),
)
const guideTexts = /^(?:readme|contributing|agents|claude|gemini|architecture)(?:\.\w+)?$/
/** Folders above a guide, at most: further down it explains an example or a fixture. */
const deepest = 2

const testFolder = folderMemo((folder) =>
  /(?:^|\/)(?:tests?|__tests__|specs?|e2e|testing|fixtures?)\//.test(folder),
)
const testNames =
  /[._-](?:test|spec|e2e)\.\w+$|^test_.*\.py$|_test\.(?:go|py|rb|exs?)$|Tests?\.(?:java|kt|cs)$/

export function sortOf(path: string): FileSort {
  const name = nameOf(path)
  const lower = name.toLowerCase()
  if ((guides.has(lower) || guideTexts.test(lower)) && path.split("/", deepest + 2).length <= deepest + 1)
    return "guide"
  const extension = extensionOf(path)
  if (code.has(extension) || extension === "")
    return testFolder(path) || testNames.test(name) ? "test" : "source"
  if (data.has(extension)) return "data"
  return config.has(extension) ? "config" : "doc"
}

/** Whether what is assigned without quotes in this file is an expression. */
export function isCode(path: string): boolean {
  const extension = extensionOf(path)
  return code.has(extension) && !plainValues.has(extension)
}
