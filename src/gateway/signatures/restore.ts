import type { Exchange, Part, Turn } from "../model/exchange.ts"
import { contentHash } from "./content-hash.ts"
import type { EntryTable } from "./entry-table.ts"
import { type Place, partKeys, placeAfter } from "./part-keys.ts"
import { restoreRun, valuesIn } from "./restore-run.ts"
import type { SignatureRoute } from "./signature-route.ts"

export type Restored = {
  /** The same exchange with the signatures its client dropped, and without those of another route. */
  readonly exchange: Exchange
  readonly restored: number
  /** Steps of the current turn whose first call stays without the signature it may need (G41). */
  readonly missing: number
  /** Signatures that were taken out because another upstream made them (G42). */
  readonly foreign: number
}

/** Puts back what clients drop, and takes out what another upstream made or this one called corrupted. */
export function restoreExchange(
  exchange: Exchange,
  route: SignatureRoute,
  table: EntryTable,
  now: number,
): Restored {
  const runs = runsOf(exchange.turns)
  const current = startOfCurrentTurn(exchange.turns)
  const leads = exchange.thinking.kind === "off" ? "unwanted" : "wanted"
  let restored = 0
  let missing = 0
  let foreign = 0
  const turns = runs.flatMap((run): readonly Turn[] => {
    if (run.role !== "model") return run.turns
    // Google alone checks the steps of the current turn.
    const checked = run.from > current && route.family === "gemini"
    const own = run.parts.flatMap((part) => withoutForeign(part, route, table))
    const gone = own.length !== run.parts.length || own.some((part, at) => part !== run.parts[at])
    if (gone) foreign += countForeign(run.parts, route, table)
    if (!table.holds(route.upstream)) {
      if (checked && unsignedFirstCall(own)) missing += 1
      return gone ? [{ role: "model", parts: own }] : run.turns
    }
    const place: Place = { upstream: route.upstream, session: route.session, before: run.before }
    const found = restoreRun(own, place, (keys) => takes(table.find(keys, now), route), leads)
    restored += found.restored
    if (checked && !found.firstCallKnown) missing += 1
    return gone || found.restored > 0 ? [{ role: "model", parts: found.parts }] : run.turns
  })
  const changed = restored > 0 || foreign > 0
  return { exchange: changed ? { ...exchange, turns } : exchange, restored, missing, foreign }
}

/** Where the answer to this exchange will stand. */
export function answerPlace(exchange: Exchange | null, route: SignatureRoute): Place {
  const { upstream, session } = route
  if (exchange === null) return { upstream, session, before: () => null }
  const last = exchange.turns.findLastIndex((turn) => turn.role === "model")
  const before = onceOnly(() => placeAfter(exchange.turns.slice(last + 1)))
  // At once: a recorder that held the request would keep its pictures in memory while the answer streams.
  if (exchange.stream) before()
  return { upstream, session, before }
}

/** Every key and every signature in a history, as far as this route may have made them. */
export function tracesOf(
  exchange: Exchange,
  route: SignatureRoute,
): { readonly keys: readonly string[]; readonly values: readonly string[] } {
  const keys: string[] = []
  const values: string[] = []
  for (const run of runsOf(exchange.turns)) {
    if (run.role !== "model") continue
    const place: Place = { upstream: route.upstream, session: route.session, before: run.before }
    for (const part of run.parts) {
      values.push(...valuesIn(part))
      if (part.kind === "call")
        keys.push(...partKeys({ ...part, kind: "call", json: part.argumentsJson }, place))
      else if (part.kind === "text" || part.kind === "thinking")
        keys.push(...partKeys({ kind: part.kind, content: part.text }, place))
      else if (part.kind === "image" && "base64" in part.data)
        keys.push(...partKeys({ kind: "image", content: part.data.base64 }, place))
    }
    const texts = run.parts.flatMap((part) => (part.kind === "text" ? [part.text] : []))
    if (texts.length > 1) keys.push(...partKeys({ kind: "text", content: texts.join("") }, place))
  }
  return { keys, values }
}

type Run = {
  readonly role: Turn["role"]
  readonly from: number
  readonly turns: readonly Turn[]
  readonly parts: readonly Part[]
  /** What the model heard before it, hashed when asked for. */
  readonly before: () => string
}

/** Turns of the model in a row are one answer: some formats give every part a turn of its own. */
function runsOf(turns: readonly Turn[]): readonly Run[] {
  const runs: Run[] = []
  let heard = 0
  for (let from = 0; from < turns.length; ) {
    const role = turns[from]?.role ?? "user"
    let to = from + 1
    while (role === "model" && turns[to]?.role === "model") to += 1
    const own = turns.slice(from, to)
    const words = turns.slice(heard, from)
    runs.push({
      role,
      from,
      turns: own,
      parts: own.flatMap((turn) => turn.parts),
      before: onceOnly(() => placeAfter(words)),
    })
    if (role === "model") heard = to
    from = to
  }
  return runs
}

function onceOnly(make: () => string): () => string {
  let made: string | null = null
  return () => {
    made ??= make()
    return made
  }
}

/** The current turn begins at the last words of the user (G37). */
function startOfCurrentTurn(turns: readonly Turn[]): number {
  return turns.findLastIndex(
    (turn) => turn.role === "user" && turn.parts.every((part) => part.kind !== "result"),
  )
}

function unsignedFirstCall(parts: readonly Part[]): boolean {
  const call = parts.find((part) => part.kind === "call")
  return call !== undefined && call.signature === undefined
}

function takes<T extends { readonly family: string }>(entry: T | null, route: SignatureRoute): T | null {
  return entry !== null && (route.family === null || route.family === entry.family) ? entry : null
}

function withoutForeign(part: Part, route: SignatureRoute, table: EntryTable): readonly Part[] {
  if (!valuesIn(part).some((value) => isForeign(value, route, table)) || part.kind === "result") return [part]
  // A sealed thought is nothing but its signature.
  if (part.kind === "thinking" && part.redacted !== undefined) return []
  const { signature: _, ...rest } = part
  return [rest]
}

function countForeign(parts: readonly Part[], route: SignatureRoute, table: EntryTable): number {
  return parts.flatMap(valuesIn).filter((value) => isForeign(value, route, table)).length
}

function isForeign(value: string, route: SignatureRoute, table: EntryTable): boolean {
  const hash = contentHash(value)
  if (table.isBad(hash)) return true
  const maker = table.makerOf(hash)
  return maker !== null && maker !== route.upstream
}
