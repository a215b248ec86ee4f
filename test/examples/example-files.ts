import { readFileSync } from "node:fs"
import { join } from "node:path"
import { parse } from "yaml"
import { readArguments } from "../../src/cli/arguments.ts"
import { commandTable } from "../../src/cli/command-table.ts"
import { isRecord } from "../../src/system/json-record.ts"
import { root } from "../architecture/sources.ts"

export type Tree = Readonly<Record<string, unknown>>

export function exampleText(path: string): string {
  return readFileSync(join(root, "examples", path), "utf8")
}

export function exampleYaml(path: string): Tree {
  const value: unknown = parse(exampleText(path), { strict: true })
  if (!isRecord(value)) throw new Error(`${path} is no mapping`)
  return value
}

/** The mapping at a place of a tree; names and numbers of items in a row. */
export function at(tree: unknown, ...way: readonly (string | number)[]): unknown {
  return way.reduce<unknown>((here, step) => {
    if (Array.isArray(here) && typeof step === "number") return here[step]
    return isRecord(here) && typeof step === "string" ? here[step] : undefined
  }, tree)
}

/** The lines of a script that call `for-loop`, continued lines joined, up to what a shell would take for itself. */
export function forLoopCalls(script: string): string[][] {
  return script
    .replaceAll(/\\\n\s*/g, " ")
    .split("\n")
    .filter((line) => /^\s*for-loop\s/.test(line))
    .map((line) => wordsOf(line.trim()).slice(1))
}

/** What our own argument reader says of a call: null when it takes it. */
export function wrongIn(call: readonly string[]): string | null {
  const [name, ...args] = call
  const entry = commandTable.find((one) => one.name === name)
  if (entry === undefined) return `there is no command ${name}`
  const reading = readArguments(entry, args)
  return reading.kind === "given" ? null : reading.problem.message
}

/** Words of a simple line; variables get a value that every option takes, redirections end it. */
function wordsOf(line: string): string[] {
  const words = line.match(/"[^"]*"|\S+/g) ?? []
  const end = words.findIndex((word) => /^(>|\||&)/.test(word))
  return (end === -1 ? words : words.slice(0, end))
    .filter((word) => word !== '"$@"')
    .map((word) =>
      word
        .replaceAll('"', "")
        .replaceAll(/\$\{\w+:-([^}]*)\}/g, "$1")
        .replaceAll(/\$\w+/g, "some text"),
    )
}
