import { programName } from "./javascript.ts"
import type { Narrowed, Runner } from "./runner.ts"

const targetFlags = /^--(?:lib|bins?|tests?|doc|examples?|benches|bench|all-targets)(?:=|$)/

/** `cargo test`: the target by its source file, the test by its exact path; a doc test by its title without the line. */
export const cargoTest: Runner = {
  name: "cargo test",
  begins(words) {
    const at = words.findIndex((word) => programName(word) === "cargo")
    const verb = at < 0 ? -1 : words.findIndex((word, index) => index > at && !/^[-+]/.test(word))
    return verb > 0 && (words[verb] === "test" || words[verb] === "t") ? verb + 1 : null
  },
  placed: "target",
  owns: (place) => !/\.(?:py|go|[cm]?[jt]sx?)$/.test(place),
  narrow(target, words, from) {
    const name = target.names.join(" > ")
    const isDoc = /^[\w./-]+ - [\w:]+$/.test(name)
    if (!isDoc && !/^[\p{L}\p{N}_]+(?:::[\p{L}\p{N}_]+)*$/u.test(name)) return []
    const separator = words.indexOf("--", from)
    const chosen = words.some((word, index) => index >= from && targetFlags.test(word))
    const flags = chosen ? [] : isDoc ? ["--doc"] : targetOf(target.place ?? target.file ?? "")
    const filter = isDoc ? [name] : ["--exact", name]
    const end = words.length
    const insert: Narrowed["insert"] =
      separator < 0
        ? [{ at: end, words: [...flags, "--", ...filter] }]
        : [
            { at: separator, words: flags },
            { at: end, words: filter },
          ]
    return [{ scope: "test", drop: [], insert, passes: null }]
  },
}

function targetOf(source: string): string[] {
  if (/(?:^|\/)src\/lib\.rs$/.test(source)) return ["--lib"]
  if (/(?:^|\/)src\/main\.rs$/.test(source)) return ["--bins"]
  const found = /(?:^|\/)(tests|examples|src\/bin)\/([\w-]+)(?:\/main)?\.rs$/.exec(source)
  if (found?.[2] === undefined) return []
  const flag = found[1] === "tests" ? "--test" : found[1] === "examples" ? "--example" : "--bin"
  return [flag, found[2]]
}
