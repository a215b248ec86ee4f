import { isRecord } from "../system/json-record.ts"
import { memberSpans } from "./json-members.ts"

export type HooksReading =
  | { readonly kind: "valid"; readonly hooks: readonly NamedHook[]; readonly warnings: readonly string[] }
  | { readonly kind: "invalid"; readonly why: string }

/** One named hook: which events it has handlers for, and their commands in file order. */
export type NamedHook = {
  readonly name: string
  readonly enabled: boolean
  readonly events: readonly string[]
  readonly commands: readonly string[]
}

type Problem = { readonly severity: "fatal" | "ignored"; readonly what: string }

const toolEvents: ReadonlySet<string> = new Set(["pretooluse", "posttooluse"])
const flatEvents: ReadonlySet<string> = new Set(["stop", "preinvocation", "postinvocation", "sessionstart"])
const int32 = 2 ** 31 - 1

/**
 * Reads a `hooks.json` by the rules of the host's parser (hooks contract section 2): one malformed entry makes the host
 * drop the whole file in silence, so this says which one and why. `warnings` name parts the host skips on its own.
 */
export function readHooksText(text: string): HooksReading {
  if (text.startsWith("\uFEFF")) return invalid("it starts with a byte order mark")
  const value = parse(text)
  if (value.kind === "invalid") return value
  if (!isRecord(value.json)) return invalid("its outermost value is not an object")
  const entries = memberSpans(text).members.map((member) => {
    const body: unknown = JSON.parse(text.slice(member.valueStart, member.valueEnd))
    return { name: member.key, body }
  })
  const problems = entries.flatMap(({ name, body }) =>
    entryProblems(body).map((problem) => ({ ...problem, what: `"${name}": ${problem.what}` })),
  )
  const fatal = problems.find((problem) => problem.severity === "fatal")
  if (fatal !== undefined) return invalid(fatal.what)
  return {
    kind: "valid",
    hooks: entries.flatMap(({ name, body }) => (isRecord(body) ? [namedHook(name, body)] : [])),
    warnings: problems.map((problem) => problem.what),
  }
}

function parse(text: string): { kind: "json"; json: unknown } | { kind: "invalid"; why: string } {
  try {
    return { kind: "json", json: JSON.parse(text) }
  } catch (error) {
    return invalid(`it is not strict JSON (${error instanceof Error ? error.message : String(error)})`)
  }
}

function invalid(why: string): { readonly kind: "invalid"; readonly why: string } {
  return { kind: "invalid", why }
}

function entryProblems(body: unknown): Problem[] {
  if (!isRecord(body)) return [fatal("the value is not an object")]
  return Object.entries(body).flatMap(([key, value]) => {
    if (key === "enabled") return typeof value === "boolean" ? [] : [fatal("`enabled` is not true or false")]
    const event = key.toLowerCase()
    if (flatEvents.has(event)) return listProblems(key, value, handlerProblems)
    if (toolEvents.has(event)) return listProblems(key, value, groupProblems)
    return [{ severity: "ignored", what: `the host does not know the event or key ${key}` } as const]
  })
}

function listProblems(event: string, value: unknown, problems: (item: unknown) => Problem[]): Problem[] {
  if (!Array.isArray(value)) return [fatal(`${event} is not a list`)]
  return value.flatMap(problems).map((problem) => ({ ...problem, what: `${event}: ${problem.what}` }))
}

function groupProblems(group: unknown): Problem[] {
  if (!isRecord(group)) return [fatal("a handler group is not an object")]
  if ("command" in group) return [{ severity: "ignored", what: "a handler stands outside of a group" }]
  if (group.matcher !== undefined && typeof group.matcher !== "string")
    return [fatal("`matcher` is not a text")]
  return listProblems("hooks", group.hooks ?? [], handlerProblems)
}

function handlerProblems(handler: unknown): Problem[] {
  if (!isRecord(handler)) return [fatal("a handler is not an object")]
  if ("hooks" in handler || "matcher" in handler)
    return [fatal("a handler group where a plain handler belongs")]
  const type = handler.type ?? "command"
  if (type === "prompt") return []
  if (type !== "command") return [fatal('`type` is not "command"')]
  if (typeof handler.command !== "string" || handler.command === "") return [fatal("`command` is missing")]
  const { timeout } = handler
  if (timeout === undefined) return []
  const whole = typeof timeout === "number" && Number.isInteger(timeout) && Math.abs(timeout) <= int32
  return whole ? [] : [fatal("`timeout` is not a whole number of seconds")]
}

function fatal(what: string): Problem {
  return { severity: "fatal", what }
}

function namedHook(name: string, body: Readonly<Record<string, unknown>>): NamedHook {
  const lists = Object.entries(body).filter(([key]) => key !== "enabled")
  return {
    name,
    enabled: body.enabled !== false,
    events: lists.map(([event]) => event),
    commands: lists.flatMap(([, list]) => commandsIn(list)),
  }
}

function commandsIn(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(commandsIn)
  if (!isRecord(value)) return []
  return [...(typeof value.command === "string" ? [value.command] : []), ...commandsIn(value.hooks)]
}
