import { posix } from "node:path"
import { isRecord, parseRecord } from "../../system/json-record.ts"
import type { Side } from "../match/side.ts"
import { judges, stepsOf } from "./parse.ts"

/** A named command of a project, with everything it calls put in place. */
export type ProjectCommand = {
  readonly file: string
  readonly name: string
  readonly command: string
  readonly line: number
}

const judging =
  /^(pre|post)?(test|tests|check|checks|ci|verify|lint|types?|type-?check|coverage|cov|validate|spec|unit|e2e|integration|tsc)([:._-].*)?$/i

/** Commands that decide over good and bad: scripts of package.json, composer.json, Makefile and justfile targets. */
export function projectCommands(side: Side): ProjectCommand[] {
  const isCalled = (words: string) => {
    const mention = new RegExp(`\\b${words.replace(/\W/g, "\\$&")}\\b`)
    return side.surface.checks.some((check) => mention.test(check))
  }
  return side.surface.files.flatMap((file): ProjectCommand[] => {
    const text = file.text ?? ""
    if (/(^|\/)(package|composer|deno)\.json/.test(file.path)) {
      const scripts = scriptsOf(text, /deno/.test(file.path) ? "tasks" : "scripts")
      const relevant = [...scripts.keys()].filter((name) => judging.test(name) || isCalled(name))
      return relevant.map((name) => ({
        file: file.path,
        name,
        command: expanded(name, scripts, 0),
        line: lineOf(text, `"${name}"`),
      }))
    }
    if (/(^|\/)((GNU)?[Mm]akefile|[Jj]ustfile|[\w.-]+\.mk)$/.test(file.path))
      return targets(text, file.path, isCalled)
    return []
  })
}

function scriptsOf(text: string, key: string): Map<string, string> {
  const scripts = parseRecord(text)?.[key]
  return new Map(
    Object.entries(isRecord(scripts) ? scripts : {}).flatMap(([name, value]): [string, string][] =>
      typeof value === "string"
        ? [[name, value]]
        : Array.isArray(value)
          ? [[name, value.filter((part) => typeof part === "string").join(" && ")]]
          : [],
    ),
  )
}

/** The command with its pre and post scripts, and with the scripts it runs in place of their names. */
function expanded(name: string, scripts: ReadonlyMap<string, string>, depth: number): string {
  const own = [`pre${name}`, name, `post${name}`].flatMap((part) => scripts.get(part) ?? [])
  if (depth > 5) return own.join(" && ")
  return own
    .map((command) =>
      command.replace(
        /\b(?:npm|pnpm|yarn|bun)\s+(?:run(?:-script)?\s+)?(?:-s\s+|--silent\s+|-r\s+)?([\w:.-]+)|\bnode\s+--run\s+([\w:.-]+)|\b(?:npm-run-all|run-s|run-p|concurrently)((?:\s+[\w:.*"'-]+)+)/g,
        (whole, first: string | undefined, second: string | undefined, list: string | undefined) => {
          const names =
            list === undefined
              ? [first ?? second ?? ""]
              : list.split(/\s/).map((part) => part.replace(/["']/g, "").replace(/^npm:/, ""))
          const known = names.filter((part) => scripts.has(part) && part !== name)
          return known.length === 0
            ? whole
            : known.map((part) => expanded(part, scripts, depth + 1)).join(" && ")
        },
      ),
    )
    .join(" && ")
}

function targets(text: string, file: string, isCalled: (words: string) => boolean): ProjectCommand[] {
  const found: ProjectCommand[] = []
  let current: { name: string; parts: string[]; line: number } | null = null
  const close = () => {
    if (current === null) return
    const command = current.parts.join("\n")
    if (judging.test(current.name) || isCalled(`make ${current.name}`) || judges(command))
      found.push({ file, name: current.name, command, line: current.line })
    current = null
  }
  text.split("\n").forEach((raw, i) => {
    const head = /^([\w./-]+)(?:\s+[\w.-]+)*\s*::?(?!=)\s*([^#\n]*)/.exec(raw)
    if (head !== null && !/^\s/.test(raw)) {
      close()
      const needs = (head[2] ?? "")
        .split(/\s/)
        .filter((word) => word !== "")
        .map((word) => `make ${word}`)
      current = { name: head[1] ?? "", parts: needs, line: i + 1 }
    } else if (/^\s+\S/.test(raw) && current !== null) {
      const recipe = raw.trim()
      // A dash in front makes `make` ignore the failure.
      current.parts.push(recipe.replace(/^[@+]*-[@+]*(.*)/, "$1 || true").replace(/^[@+]+/, ""))
    } else if (raw.trim() !== "" && !raw.startsWith("#")) close()
  })
  close()
  return found
}

function lineOf(text: string, word: string): number {
  return text.slice(0, text.indexOf(word)).split("\n").length
}

/** Words of a command as paths of the workspace, the files it runs (`sh scripts/test.sh`, `./check`) among them. */
export function filesRunBy(command: string): string[] {
  return stepsOf(command).flatMap(({ words }) => words.map((word) => posix.normalize(word)))
}
