import { names } from "./words.ts"

/** A git command line: what stands before its verb, the verb, and the rest. */
export type GitCommand = {
  readonly verb: string
  readonly rest: readonly string[]
  /** Folder given by `-C`. */
  readonly folder: string | null
  /** Settings given by `-c name=value`. */
  readonly settings: readonly (readonly [name: string, value: string])[]
}

const valued = names("-C -c --git-dir --work-tree --namespace --exec-path --super-prefix --config-env")

/** Reads the words behind `git`. */
export function gitCommand(args: readonly string[]): GitCommand {
  let folder: string | null = null
  const settings: (readonly [string, string])[] = []
  let at = 0
  for (; at < args.length; at++) {
    const arg = args[at] ?? ""
    if (!arg.startsWith("-")) break
    if (!valued.has(arg)) continue
    const value = args[++at] ?? ""
    if (arg === "-C") folder = folder === null ? value : `${folder}/${value}`
    if (arg === "-c") {
      const equals = value.indexOf("=")
      settings.push(equals < 0 ? [value, ""] : [value.slice(0, equals), value.slice(equals + 1)])
    }
  }
  return { verb: args[at] ?? "", rest: args.slice(at + 1), folder, settings }
}
