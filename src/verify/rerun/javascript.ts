import { namePattern } from "./name-pattern.ts"
import { isJavaScript, type Narrowed, type Runner, type Target } from "./runner.ts"

/** vitest: `-t` takes a pattern for suites and name, positional words are parts of paths. */
export const vitest: Runner = {
  name: "vitest",
  begins: (words) => behind(words, /^vitest$/),
  placed: "file",
  owns: isJavaScript,
  narrow: (target, words) => byTitle(target, words, "-t"),
}

/** jest, also as react-scripts starts it: the same words as vitest. */
export const jest: Runner = {
  name: "jest",
  begins(words) {
    const direct = behind(words, /^jest$/)
    const scripts = behind(words, /^react-scripts$/)
    return direct ?? (scripts !== null && words[scripts] === "test" ? scripts + 1 : null)
  },
  placed: "file",
  owns: isJavaScript,
  narrow: (target, words) => byTitle(target, words, "-t"),
}

/** mocha: its ids name no file, so the files stay those of the command and `--grep` chooses among all tests. */
export const mocha: Runner = {
  name: "mocha",
  begins: (words) => behind(words, /^_?mocha$/),
  placed: "file",
  owns: isJavaScript,
  narrow: (target, words) =>
    target.names.length === 0 ? [] : byTitle({ ...target, file: null }, words, "--grep"),
}

/** Index behind the word whose file name matches, endings of Windows aside. */
function behind(words: readonly string[], name: RegExp): number | null {
  const at = words.findIndex((word) => name.test(programName(word)))
  return at < 0 ? null : at + 1
}

/** `node_modules/.bin/vitest.cmd` is `vitest`. */
export function programName(word: string): string {
  return (word.split(/[\\/]/).at(-1) ?? "").replace(/\.(?:cmd|exe|[cm]?js)$/i, "")
}

function byTitle(target: Target, words: readonly string[], option: string): Narrowed[] {
  const file = target.file === null ? [] : [target.file]
  const insert = (given: readonly string[]) => [{ at: words.length, words: given }]
  if (target.names.length > 0) {
    const pattern = namePattern(target.names, "both")
    return [{ scope: "test", drop: [], insert: insert([option, pattern, ...file]), passes: null }]
  }
  return file.length === 0 ? [] : [{ scope: "file", drop: [], insert: insert(file), passes: null }]
}
