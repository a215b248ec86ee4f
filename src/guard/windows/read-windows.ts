import { type Call, noFeed, programName } from "../call.ts"
import type { Place } from "../place.ts"
import { type Finding, finding } from "../verdict.ts"
import { absolute, pathsOf, plainText, unknown } from "../where.ts"

/** Programs of a line of `cmd` or PowerShell, which share their separators; neither is read to the last detail. */
export function readWindows(
  line: string,
  cwd: string | null,
  place: Place,
): { readonly calls: readonly Call[]; readonly findings: readonly Finding[] } {
  if (line.length > 100_000) return { calls: [], findings: [unreadable("is too long to be judged")] }
  const read = splitLine(plainText(line))
  if (read === null) return { calls: [], findings: [unreadable("ends inside a quote and cannot be read")] }
  const calls: Call[] = []
  let here = cwd
  const own = new Map<string, string>()
  for (const { words: typed, writes, piped } of read) {
    const set = assignmentIn(typed)
    const words = set === null ? typed : set.rest
    const known = words.map((word) => filled(word, here, place, own))
    if (set !== null) own.set(set.name.toLowerCase(), known[0] ?? "")
    const name = known[0] ?? ""
    const previous = calls.at(-1)
    const call: Call = {
      name: name.includes(unknown) ? unknown : programName(name).toLowerCase(),
      program: name,
      args: known.slice(1),
      sets: set === null ? [] : [[set.name, name]],
      writes: writes.map((word) => filled(word, here, place, own)),
      reads: [],
      cwd: here,
      feed: piped && previous !== undefined ? { kind: "calls", calls: [previous] } : noFeed,
      inside: [],
      variables: [],
      shell: "windows",
    }
    calls.push(call)
    if (/^(cd|chdir|set-location|sl|pushd|push-location)$/.test(call.name)) here = folderOf(call, place)
  }
  return { calls, findings: [] }
}

/** `$name = value` and `set name=value`; the value may itself be a command. */
function assignmentIn(
  words: readonly Word[],
): { readonly name: string; readonly rest: readonly Word[] } | null {
  const [first, second] = words
  const joined = /^\$(?:env:)?(\w+)=(.*)$/i.exec(first?.text ?? "")
  if (joined !== null && first !== undefined)
    return { name: joined[1] ?? "", rest: [{ ...first, text: joined[2] ?? "" }, ...words.slice(1)] }
  const name = /^\$(?:env:|global:|script:)?(\w+)$/i.exec(first?.text ?? "")?.[1]
  if (name !== undefined && /^[+]?=$/.test(second?.text ?? "")) return { name, rest: words.slice(2) }
  const set = /^set$/i.test(first?.text ?? "") ? /^(\w+)=(.*)$/.exec(second?.text ?? "") : null
  if (set === null || second === undefined) return null
  return { name: set[1] ?? "", rest: [{ ...second, text: set[2] ?? "" }] }
}

function unreadable(what: string): Finding {
  return finding("unreadable", "unseen", what)
}

function folderOf(call: Call, place: Place): string | null {
  const [to] = call.args.filter((arg) => !/^(\/d|-path|-literalpath)$/i.test(arg))
  return to === undefined ? call.cwd : absolute(to, call.cwd, place)
}

type Word = { readonly text: string; readonly quoted: "single" | "other" }
type Step = { readonly words: readonly Word[]; readonly writes: readonly Word[]; readonly piped: boolean }

const separators = /^(&&|\|\||[;|&\n(){}])/

/** Steps of a line, or null when a quote is left open. */
function splitLine(line: string): readonly Step[] | null {
  const steps: Step[] = []
  let words: Word[] = []
  let writes: Word[] = []
  let piped = false
  let redirect = false
  const end = (next: boolean): void => {
    if (words.length > 0 || writes.length > 0) steps.push({ words, writes, piped })
    words = []
    writes = []
    piped = next
  }
  let at = 0
  while (at < line.length) {
    const rest = line.slice(at, at + 2)
    if (/^[ \t\r]/.test(rest)) {
      at++
      continue
    }
    const arrow = /^(\d|\*)?>{1,2}(&\d)?/.exec(line.slice(at, at + 6))?.[0]
    if (arrow !== undefined) {
      at += arrow.length
      redirect = !arrow.includes("&")
      continue
    }
    const separator = separators.exec(rest)?.[0]
    if (separator !== undefined) {
      at += separator.length
      // PowerShell's call operator starts the program behind it.
      if (separator === "&" && words.length === 0) continue
      end(separator === "|")
      continue
    }
    const read = readWord(line, at)
    if (read === null) return null
    at = read.end
    if (redirect) writes.push(read.word)
    else words.push(read.word)
    redirect = false
  }
  end(false)
  return steps
}

function readWord(line: string, from: number): { readonly word: Word; readonly end: number } | null {
  let text = ""
  let quoted: Word["quoted"] = "other"
  let at = from
  while (at < line.length) {
    const character = line.charAt(at)
    if (character === '"' || (character === "'" && (at === from || /[=:,(]/.test(line.charAt(at - 1))))) {
      const close = line.indexOf(character, at + 1)
      if (close < 0) return null
      text += line.slice(at + 1, close).replaceAll("`", "")
      if (character === "'") quoted = "single"
      at = close + 1
    } else if (character === "^" || character === "`") {
      text += line.charAt(at + 1)
      at += 2
    } else if (character === "$" && line.charAt(at + 1) === "(") {
      text += unknown
      at++
      break
    } else if (/[\s;|&(){}]/.test(character) || (character === ">" && text !== "")) break
    else {
      text += character
      at++
    }
  }
  return { word: { text, quoted }, end: Math.max(at, from + 1) }
}

/** A word with the variables of both shells put in, as far as they are known. */
function filled(
  { text, quoted }: Word,
  cwd: string | null,
  place: Place,
  own: ReadonlyMap<string, string>,
): string {
  const home = place.home
  const temp = pathsOf(place).join(home, "AppData", "Local", "Temp")
  const known: Readonly<Record<string, string | null>> = {
    userprofile: home,
    home,
    homepath: home,
    temp,
    tmp: temp,
    pwd: cwd,
    cd: cwd,
    systemdrive: "C:",
    systemroot: "C:\\Windows",
    windir: "C:\\Windows",
    programfiles: "C:\\Program Files",
    appdata: pathsOf(place).join(home, "AppData", "Roaming"),
    localappdata: pathsOf(place).join(home, "AppData", "Local"),
    null: "NUL",
    true: "$true",
    false: "$false",
    _: unknown,
  }
  const value = (name: string): string => own.get(name.toLowerCase()) ?? known[name.toLowerCase()] ?? unknown
  const percents = text.replace(/%(\w+)%/g, (_, name: string) => value(name))
  if (quoted === "single") return percents
  return percents
    .replace(/\$\{?(?:env:)?(\w+)\}?/gi, (_, name: string) => value(name))
    .replace(/^~(?=[\\/]|$)/, home)
}
