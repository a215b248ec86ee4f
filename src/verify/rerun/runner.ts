/** A test as its id tells it, seen from the folder in which its runner starts. */
export type Target = {
  /** File of the test relative to that folder, with slashes; null when unknown or not safe to name. */
  readonly file: string | null
  /** Outermost part of the id, when it is a place and no name. */
  readonly place: string | null
  /** Suites and name, from the outside in; empty for a file as a whole or a name that was cut or redacted. */
  readonly names: readonly string[]
}

/** How the words of a runner's command change to run less. */
export type Narrowed = {
  readonly scope: "test" | "file"
  /** Indexes of words that go: what was to be run before. */
  readonly drop: readonly number[]
  /** New words before the word at `at`; `at` is the number of words for the end. */
  readonly insert: readonly { readonly at: number; readonly words: readonly string[] }[]
  /** What the output holds when the test ran and passed, where the runner counts other things as passed; null when counts tell. */
  readonly passes: RegExp | null
}

/** Knows how one test runner is told to run one test. */
export type Runner = {
  readonly name: string
  /** Index of the first word behind the runner's name, or null when these words do not start it. */
  begins(words: readonly string[]): number | null
  /** What ids of this runner begin with: a file, if anything but names, or always a package or target. */
  readonly placed: "file" | "target"
  /** Whether an id with this outermost part can be of this runner. */
  owns(place: string): boolean
  /** Narrower commands, the narrowest first; empty when there is no filter for this target. */
  narrow(target: Target, words: readonly string[], from: number): readonly Narrowed[]
}

/** Words that are neither options nor values of `valued` options: what is to be run. Those behind `--` count too. */
export function positionals(words: readonly string[], from: number, valued: RegExp): number[] {
  const found: number[] = []
  for (let i = from; i < words.length; i++) {
    const word = words[i] ?? ""
    if (word.startsWith("-")) continue
    if (i > from && valued.test(words[i - 1] ?? "")) continue
    found.push(i)
  }
  return found
}

const javascript = /\.(?:[cm]?[jt]sx?|vue|svelte|coffee|es6?)$/i

/** Whether an id that begins with `place` can be of a runner of JavaScript: a file of it, or no file at all. */
export function isJavaScript(place: string): boolean {
  return javascript.test(place) || !/\.(?:py|rs|go)$/.test(place)
}
