/** One program that a command line would start, with everything that is known about it before it runs. */
export type Call = {
  /** Program without its folder; `unknown` when only the shell could tell. */
  readonly name: string
  /** The same as it is named, with its folder. */
  readonly program: string
  /** Its words after expansion; what only the shell knows is `unknown`. */
  readonly args: readonly string[]
  /** Variables set for it or for the rest of the line. */
  readonly sets: readonly (readonly [name: string, value: string])[]
  /** Files that redirections write and read. */
  readonly writes: readonly string[]
  readonly reads: readonly string[]
  /** Folder it starts in; null when nobody can tell. */
  readonly cwd: string | null
  readonly feed: Feed
  /** What the substitutions in its words start. */
  readonly inside: readonly Call[]
  /** Names of the variables in its words. */
  readonly variables: readonly string[]
  readonly shell: "posix" | "windows"
}

/** More of a command line than this is data, and patterns must not cost time. */
const longestJoined = 20_000

/** Program and words as one text, for rules that look for words in order. */
export function lineOf({ name, args }: Pick<Call, "name" | "args">): string {
  return [name, ...args].join(" ").slice(0, longestJoined)
}

/** What a call gets on stdin, or through `<(…)`. */
export type Feed =
  | { readonly kind: "none" }
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "calls"; readonly calls: readonly Call[] }

/** Every call whose output reaches this feed through pipes, the first one first. */
export function upstream(feed: Feed): readonly Call[] {
  if (feed.kind !== "calls") return []
  const [first] = feed.calls
  return first === undefined ? [] : [...upstream(first.feed), ...feed.calls]
}

export const noFeed: Feed = { kind: "none" }

/** The same start with other words: what a wrapper such as `env` or `xargs` carries on. */
export function carriedBy(call: Call, words: readonly string[]): Call {
  return {
    ...call,
    program: words[0] ?? "",
    name: programName(words[0] ?? ""),
    args: words.slice(1),
    sets: [],
    writes: [],
    reads: [],
  }
}

/** `/usr/bin/rm`, `rm.exe` and `rm` are one program. */
export function programName(word: string): string {
  const name = word.split(/[\\/]/).at(-1) ?? ""
  return name.replace(/\.(exe|cmd|bat|com|ps1)$/i, "")
}
