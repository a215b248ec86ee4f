import { isRecord } from "../../../system/json-record.ts"
import { type Fields, listOf, recordOf, textOf } from "../fields.ts"

type Container = Record<string, unknown> | unknown[]

/** Arguments that Vertex streams piece by piece (`partialArgs`), put together into one value (G36). */
export type PartialArguments = {
  readonly add: (call: Fields) => void
  readonly json: () => string
}

export function createPartialArguments(): PartialArguments {
  const root: Record<string, unknown> = {}
  return {
    add: (call) => {
      Object.assign(root, recordOf(call.args))
      for (const piece of listOf(call.partialArgs)) addPiece(root, recordOf(piece))
    },
    json: () => JSON.stringify(root),
  }
}

function addPiece(root: Record<string, unknown>, piece: Fields): void {
  const steps = stepsOf(textOf(piece.jsonPath) ?? "")
  const last = steps.at(-1)
  if (last === undefined) return
  let at: Container = root
  for (const [index, step] of steps.slice(0, -1).entries()) {
    at = childOf(at, step, typeof steps[index + 1] === "number")
  }
  const before = memberOf(at, last)
  const value = "nullValue" in piece ? null : (piece.stringValue ?? piece.numberValue ?? piece.boolValue)
  if (value === undefined) return
  // Strings come in several pieces; everything else comes whole.
  setMember(at, last, typeof value === "string" && typeof before === "string" ? before + value : value)
}

/** `$.foo.bar[0]['a b']` as its steps; a path outside this form has none. */
function stepsOf(path: string): readonly (string | number)[] {
  const steps: (string | number)[] = []
  for (const step of path.matchAll(/\.([^.[\]]+)|\[(\d+)\]|\[(?:'([^']*)'|"([^"]*)")\]/g)) {
    const name = step[1] ?? step[3] ?? step[4]
    const at: string | number = name ?? Number(step[2])
    // A name that would reach into prototypes, or a place no list has, is none the service means.
    if (at === "__proto__" || (typeof at === "number" && at > 10_000)) return []
    steps.push(at)
  }
  return steps
}

function childOf(at: Container, step: string | number, list: boolean): Container {
  const there = memberOf(at, step)
  if (Array.isArray(there)) return there
  if (isRecord(there) && isOpen(there)) return there
  const made: Container = list ? [] : {}
  setMember(at, step, made)
  return made
}

/** Everything in the tree is ours or decoded JSON, so it may be written to. */
function isOpen(value: Fields): value is Record<string, unknown> {
  return !Object.isFrozen(value)
}

function memberOf(at: Container, step: string | number): unknown {
  return Array.isArray(at) ? at[Number(step)] : Object.hasOwn(at, step) ? at[String(step)] : undefined
}

function setMember(at: Container, step: string | number, value: unknown): void {
  if (Array.isArray(at)) at[Number(step)] = value
  else at[String(step)] = value
}
