import { forEachChild, type Redirection, type SyntaxNode, type Word } from "unbash"
import { type Call, type Feed, noFeed, programName } from "../call.ts"
import { foundBy } from "../found-by.ts"
import type { Finding } from "../verdict.ts"
import { unknown } from "../where.ts"
import { expandWord } from "./expand-word.ts"
import { goTo, resolveFolder, type Scope, subshell } from "./scope.ts"

/** What one walk over a line collects. `walk` reads whatever stands inside a word. */
export type Reading = {
  readonly calls: Call[]
  readonly findings: Finding[]
  readonly walk: (node: SyntaxNode, scope: Scope, feed: Feed, reading: Reading) => void
}

type CommandNode = Extract<SyntaxNode, { type: "Command" }>

/** Adds one simple command, what stands inside its words first, and what it changes in the shell that goes on. */
export function readCommand(node: CommandNode, scope: Scope, feed: Feed, reading: Reading): void {
  const words: string[] = []
  const sets: (readonly [string, string])[] = []
  for (const part of node.prefix) {
    if (part.type !== "Assignment") continue
    const values = assigned(part, scope, reading)
    sets.push([part.name, values[0] ?? ""])
    // Without a program the line's own shell keeps it.
    if (node.name === undefined) scope.vars.set(part.name, values)
  }
  const substituted = reading.calls.length
  const own = node.name === undefined ? [] : [node.name, ...node.args]
  for (const arg of own) {
    if (arg.type === "Word") {
      readInside(arg, scope, reading)
      words.push(...expandWord(arg, scope))
    } else {
      const values = assigned(arg, scope, reading)
      sets.push([arg.name, values[0] ?? ""])
      words.push(`${arg.name}=${values[0] ?? ""}`)
      scope.vars.set(arg.name, values)
    }
  }
  const inner = reading.calls.slice(substituted)
  const redirected = redirections(node.redirects, scope, feed, reading)
  const processes = own.some((arg) => arg.type === "Word" && arg.text.startsWith("<("))
  const call: Call = {
    name: nameOf(words[0]),
    program: words[0] ?? "",
    args: words.slice(1),
    sets,
    inside: inner,
    variables: own.flatMap((arg) => [...arg.text.matchAll(/\$\{?(\w+)/g)].map(([, name = ""]) => name)),
    shell: "posix",
    ...redirected,
    feed: processes ? { kind: "calls", calls: inner } : redirected.feed,
    cwd: scope.cwd,
  }
  reading.calls.push(call)
  changeShell(call, scope)
}

/** Adds the redirections of a compound command as a call without a program; returns what flows into its body. */
export function readRedirections(
  redirects: readonly Redirection[],
  scope: Scope,
  feed: Feed,
  reading: Reading,
): Feed {
  const redirected = redirections(redirects, scope, feed, reading)
  reading.calls.push({ ...nothing, cwd: scope.cwd, ...redirected })
  return redirected.feed
}

const nothing = {
  name: "",
  program: "",
  args: [],
  sets: [],
  inside: [],
  variables: [],
  shell: "posix",
} as const

function nameOf(word: string | undefined): string {
  if (word === undefined) return ""
  return word.includes(unknown) ? unknown : programName(word)
}

function assigned(
  part: Extract<SyntaxNode, { type: "Assignment" }>,
  scope: Scope,
  reading: Reading,
): readonly string[] {
  readInside(part, scope, reading)
  const { value } = part
  if (value.type === "ArrayValue") return value.elements.flatMap((word) => expandWord(word, scope))
  return expandWord(value, scope)
}

function readInside(node: SyntaxNode, scope: Scope, reading: Reading): void {
  forEachChild(node, (child) => reading.walk(child, subshell(scope), noFeed, reading))
}

function redirections(
  redirects: readonly Redirection[],
  scope: Scope,
  feed: Feed,
  reading: Reading,
): Pick<Call, "writes" | "reads" | "feed"> {
  const writes: string[] = []
  const reads: string[] = []
  let given = feed
  for (const one of redirects) {
    if (one.type === "HereDoc") {
      readInside(one, scope, reading)
      given = { kind: "text", text: one.body.text }
      continue
    }
    const { target } = one
    if (target === undefined) continue
    const from = reading.calls.length
    readInside(target, scope, reading)
    const texts = expandWord(target, scope)
    if (one.operator === "<<<") given = { kind: "text", text: texts.join(" ") }
    else if (one.operator === "<") {
      reads.push(...texts)
      given = isProcess(target) ? { kind: "calls", calls: reading.calls.slice(from) } : noFeed
    } else if (!isDescriptor(one.operator, texts)) writes.push(...texts)
  }
  return { writes, reads, feed: given }
}

function isProcess(word: Word): boolean {
  return word.text.startsWith("<(")
}

/** `2>&1` and `>&-` name no file. */
function isDescriptor(operator: string, texts: readonly string[]): boolean {
  return operator.endsWith("&") && texts.every((text) => /^(\d+|-|\d+-)$/.test(text))
}

function changeShell(call: Call, scope: Scope): void {
  const operands = call.args.filter((arg) => !arg.startsWith("-") || arg === "-")
  switch (call.name) {
    case "cd":
    case "pushd": {
      if (call.name === "pushd") scope.stack.push(scope.cwd)
      const to = operands[0]
      if (to === "-") goTo(scope, scope.previous)
      else goTo(scope, to === undefined ? (scope.vars.get("HOME")?.[0] ?? null) : resolveFolder(scope, to))
      return
    }
    case "popd":
      goTo(scope, scope.stack.pop() ?? null)
      return
    case "read":
    case "mapfile":
    case "readarray":
    case "getopts":
      for (const name of operands) scope.vars.set(name, [foundBy(call.feed) ?? unknown])
      return
    case "unset":
      for (const name of operands) scope.vars.delete(name)
      return
    default:
  }
}
