import { programName } from "./javascript.ts"
import { plainPattern } from "./name-pattern.ts"
import { positionals, type Runner } from "./runner.ts"

/** Options of `go test` whose value may be the next word. */
const valued =
  /^--?(?:run|skip|count|timeout|tags|parallel|p|cpu|bench|benchtime|coverprofile|covermode|coverpkg|exec|o|mod|modfile|ldflags|gcflags|asmflags|shuffle|vet|C|outputdir|list|fuzz|fuzztime)$/

/** `go test`: package and name; `-count=1` because Go would answer from its cache, `-v` because it counts passed tests only so. */
export const goTest: Runner = {
  name: "go test",
  begins(words) {
    const at = words.findIndex((word, index) => programName(word) === "go" && words[index + 1] === "test")
    return at < 0 || words.includes("-args") || words.includes("--args") ? null : at + 2
  },
  placed: "target",
  owns: (place) => !/\.(?:py|rs|[cm]?[jt]sx?)$/.test(place),
  narrow(target, words, from) {
    const name = target.names.join(" > ")
    if (!/^(?:Test|Fuzz|Example)/.test(name)) return []
    // One `.` per code point: Go counts characters, not UTF-16 units.
    const pattern = name
      .split("/")
      .map((part) => `^${plainPattern(part.replace(/[^\x20-\x7e]/gu, "."))}$`)
      .join("/")
    const known = target.place !== null && /^[\w.][\w./~-]*$/.test(target.place)
    const packages = known && target.place !== null ? [target.place] : []
    return [
      {
        scope: "test",
        drop: known ? positionals(words, from, valued) : [],
        insert: [{ at: words.length, words: ["-count=1", "-v", "-run", pattern, ...packages] }],
        passes: new RegExp(`^ *--- PASS: ${plainPattern(name)} \\(`, "m"),
      },
    ]
  },
}
