/** Options and operands of one command line. */
export type Options = {
  /** Every option given, without dashes: `-rf` gives `r` and `f`, `--force=x` gives `force`. */
  readonly flags: ReadonlySet<string>
  /** Values of options that take one, in order. */
  readonly values: readonly (readonly [name: string, value: string])[]
  readonly operands: readonly string[]
}

/**
 * Reads words the way most programs do: clusters of short options, `--name=value`, `--` ends them. `valued` names the
 * options that take the next word.
 */
export function readOptions(words: readonly string[], valued: ReadonlySet<string> = noneValued): Options {
  const flags = new Set<string>()
  const values: (readonly [string, string])[] = []
  const operands: string[] = []
  for (let at = 0; at < words.length; at++) {
    const word = words[at] ?? ""
    if (word === "--") {
      operands.push(...words.slice(at + 1))
      break
    }
    if (word.startsWith("--")) {
      const equals = word.indexOf("=")
      const name = equals < 0 ? word.slice(2) : word.slice(2, equals)
      flags.add(name)
      if (equals >= 0) values.push([name, word.slice(equals + 1)])
      else if (valued.has(name)) values.push([name, words[++at] ?? ""])
    } else if (word.startsWith("-") && word !== "-") {
      const rest = word.slice(1)
      // One dash and a whole word (`-delete`, `-Recurse`) is an option of its own where it takes a value.
      if (valued.has(rest)) {
        flags.add(rest)
        values.push([rest, words[++at] ?? ""])
        continue
      }
      for (let letter = 0; letter < rest.length; letter++) {
        const name = rest.charAt(letter)
        flags.add(name)
        if (!valued.has(name)) continue
        values.push([name, letter + 1 < rest.length ? rest.slice(letter + 1) : (words[++at] ?? "")])
        break
      }
    } else operands.push(word)
  }
  return { flags, values, operands }
}

/** The value of the first of these options that was given. */
export function optionValue(options: Options, ...names: readonly string[]): string | null {
  return options.values.find(([name]) => names.includes(name))?.[1] ?? null
}

export function hasAny(options: Options, ...names: readonly string[]): boolean {
  return names.some((name) => options.flags.has(name))
}

/** A set of option names from one line of words. */
export function names(line: string): ReadonlySet<string> {
  return new Set(line.split(" ").filter((word) => word !== ""))
}

const noneValued: ReadonlySet<string> = new Set()
