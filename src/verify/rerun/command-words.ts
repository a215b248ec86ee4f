/** One word of a command, as the program gets it, and where it stands in the text. */
type Word = { readonly value: string; readonly start: number; readonly end: number }

/** A simple command between `&&`. */
export type Step = { readonly words: readonly Word[]; readonly start: number; readonly end: number }

/**
 * The steps of a command line like `cd app && CI=1 vitest run`, or null when it is more than that: pipes, redirections, groups,
 * substitutions, several lines. Editing those could change what they mean, so nobody does.
 */
export function stepsOf(command: string, platform: NodeJS.Platform): Step[] | null {
  const windows = platform === "win32"
  const steps: Step[] = []
  let words: Word[] = []
  let start = 0
  let i = 0
  while (i < command.length) {
    const rest = command.slice(i)
    if (/^[ \t]/.test(rest)) i++
    else if (rest.startsWith("&&")) {
      if (words.length === 0) return null
      steps.push(step(words, start))
      words = []
      i += 2
      start = i
    } else {
      const word = readWord(command, i, windows)
      if (word === null) return null
      words.push(word)
      i = word.end
    }
  }
  if (words.length === 0) return null
  return [...steps, step(words, start)]
}

function step(words: readonly Word[], from: number): Step {
  return { words, start: words[0]?.start ?? from, end: words.at(-1)?.end ?? from }
}

/** Characters with a meaning beyond their word; in cmd.exe a caret and exclamation marks too. */
const special = /[;|&<>(){}`\n\r]/
const specialWindows = /[|&<>()^!\n\r]/

function readWord(text: string, from: number, windows: boolean): Word | null {
  let value = ""
  let i = from
  if (text[from] === "#" && !windows) return null
  while (i < text.length && !/[ \t]/.test(text[i] ?? "")) {
    const char = text[i] ?? ""
    if (text.startsWith("&&", i)) break
    if (char === '"' || (char === "'" && !windows)) {
      const close = text.indexOf(char, i + 1)
      const inner = close < 0 ? null : text.slice(i + 1, close)
      if (inner === null || (char === '"' && !windows && /[`\\]|\$\(/.test(inner))) return null
      value += inner
      i = close + 1
    } else if ((windows ? specialWindows : special).test(char) || text.startsWith("$(", i)) return null
    else if (char === "\\" && !windows) {
      value += text[i + 1] ?? ""
      i += 2
    } else {
      value += char
      i++
    }
  }
  return { value, start: from, end: i }
}

/**
 * `words` as arguments for `/bin/sh` or `cmd.exe`; null when one cannot be said safely there. Names of tests are data: nothing in them
 * may reach a shell as more than text.
 */
export function argumentsFor(words: readonly string[], platform: NodeJS.Platform): string | null {
  const quoted: string[] = []
  for (const word of words) {
    if (/^[\w@+=:,./-]+$/.test(word)) quoted.push(word)
    else if (/[\0\r\n]/.test(word)) return null
    else if (platform !== "win32") quoted.push(`'${word.replaceAll("'", `'\\''`)}'`)
    else if (/["%!\\]/.test(word)) return null
    else quoted.push(`"${word}"`)
  }
  return quoted.join(" ")
}
