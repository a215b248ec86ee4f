import { forEachChild, parse, type SyntaxNode } from "unbash"
import { type Call, type Feed, noFeed } from "../call.ts"
import type { Place } from "../place.ts"
import { type Finding, finding } from "../verdict.ts"
import { plainText } from "../where.ts"
import { expandWord } from "./expand-word.ts"
import { isForkBomb } from "./fork-bomb.ts"
import { type Reading, readCommand, readRedirections } from "./read-command.ts"
import { openScope, type Scope, subshell } from "./scope.ts"

/** Every program a command line would start, in order, and what is wrong with the line itself. */
export type ShellLine = { readonly calls: readonly Call[]; readonly findings: readonly Finding[] }

/** Longer lines hold data that nobody reads; they are asked for like other unreadable ones. */
const longestLine = 100_000
const mostCalls = 2000

/**
 * Reads a POSIX shell line without running anything. A line that is no valid shell, also within a substitution, gives a
 * finding `unreadable`.
 */
export function readShell(line: string, cwd: string | null, place: Place, feed: Feed = noFeed): ShellLine {
  if (line.length > longestLine) return { calls: [], findings: [unreadable("is too long to be judged")] }
  const reading: Reading = { calls: [], findings: [], walk }
  walk(parse(plainText(line)), openScope(cwd, place), feed, reading)
  if (reading.calls.length > mostCalls)
    reading.findings.push(unreadable("starts too many programs to be judged"))
  return reading
}

function unreadable(what: string): Finding {
  return finding("unreadable", "unseen", what)
}

function walk(node: SyntaxNode, scope: Scope, feed: Feed, reading: Reading): void {
  if (reading.calls.length > mostCalls) return
  switch (node.type) {
    case "Script": {
      const message = node.errors?.[0]?.message
      if (message !== undefined)
        reading.findings.push(unreadable(`is no shell command that can be read (${message})`))
      for (const statement of node.commands) walk(statement, scope, feed, reading)
      return
    }
    case "Statement":
      walk(node.command, node.background === true ? subshell(scope) : scope, feed, reading)
      return
    case "Pipeline": {
      let incoming = feed
      for (const command of node.commands) {
        const from = reading.calls.length
        walk(command, node.commands.length > 1 ? subshell(scope) : scope, incoming, reading)
        incoming = { kind: "calls", calls: reading.calls.slice(from) }
      }
      return
    }
    case "Subshell":
      walk(node.body, subshell(scope), feed, reading)
      return
    case "Command":
      readCommand(node, scope, feed, reading)
      return
    case "Redirected": {
      const given = readRedirections(node.redirects, scope, feed, reading)
      walk(node.command, scope, given, reading)
      return
    }
    case "For":
    case "Select": {
      const words = node.wordlist ?? []
      for (const word of words) walk(word, subshell(scope), noFeed, reading)
      const values = words.flatMap((word) => expandWord(word, scope))
      if (values.length > 0) scope.vars.set(node.name.value, values)
      walk(node.body, scope, feed, reading)
      return
    }
    case "Function":
      if (isForkBomb(node)) {
        const what = "starts itself again and again until the machine stands still"
        reading.findings.push(finding("fork-bomb", "machine", what))
      }
      walk(node.body, subshell(scope), feed, reading)
      return
    default:
      forEachChild(node, (child) => walk(child, scope, feed, reading))
  }
}
