import type { Part, Turn } from "../model/exchange.ts"

type Call = Extract<Part, { kind: "call" }>
type Result = Extract<Part, { kind: "result" }>

/**
 * A history that every vendor accepts: no empty texts (G12), turns of one role joined with their parts kept apart (G11),
 * a user's turn first, and behind every turn with calls exactly one result per call, in the order of the calls, before
 * anything else (G30, G31). A call without a result gets a failed one; a result without a call becomes text (G33).
 * `midSystem`: what becomes of instructions in mid-conversation (G10): `keep` for formats that know the role; `user` makes
 * them a text of the user in their place, inside `<system>` tags.
 */
export function tidyTurns(turns: readonly Turn[], midSystem: "keep" | "user"): readonly Turn[] {
  const full = turns.map((turn) => ({ ...turn, parts: turn.parts.filter(hasContent) }))
  // Joined before the pairing: parallel calls that came as turns of their own must stay one step (Responses items do).
  const placed = pairResults(joinTurns(full.filter((turn) => turn.parts.length > 0)))
  const roles = midSystem === "keep" ? placed : placed.map(systemAsUser)
  const joined = joinTurns(roles.filter((turn) => turn.parts.length > 0))
  const first = joined.find((turn) => turn.role !== "system")
  if (first?.role !== "model") return joined
  return [{ role: "user", parts: [{ kind: "text", text: "Continue." }] }, ...joined]
}

/** A part that carries a signature stays even without text: the vendor wants it back (G38). */
function hasContent(part: Part): boolean {
  if (part.kind === "text") return part.text !== "" || part.signature !== undefined
  if (part.kind !== "thinking") return true
  return part.text !== "" || part.signature !== undefined || part.redacted !== undefined
}

function pairResults(turns: readonly Turn[]): readonly Turn[] {
  const waiting = resultsById(turns)
  const used = new Set<Result>()
  const called = turnsById(turns)
  const answers = turns.map((turn, at) =>
    callsOf(turn).map((call) => {
      // Some servers number their calls anew in every answer: what comes after the next call of this id is not ours.
      const to = called.get(call.id)?.after(at) ?? turns.length
      return answerTo(call, { from: at, to }, waiting, used)
    }),
  )
  return turns.flatMap((turn, at) => {
    const parts = turn.parts.flatMap((part): Part[] =>
      part.kind !== "result" ? [part] : used.has(part) ? [] : orphanAsText(part),
    )
    const results = answers[at] ?? []
    const own: Turn = { role: turn.role, parts }
    return results.length === 0 ? [own] : [own, { role: "user" as const, parts: results }]
  })
}

type Waiting = { readonly at: number; readonly result: Result }

/** Results of each id, the last one first: the next to be taken stands at the end. */
function resultsById(turns: readonly Turn[]): Map<string, Waiting[]> {
  const found = new Map<string, Waiting[]>()
  for (const [at, turn] of turns.entries()) {
    for (const part of turn.parts) {
      if (part.kind !== "result") continue
      const before = found.get(part.id)
      if (before === undefined) found.set(part.id, [{ at, result: part }])
      else before.push({ at, result: part })
    }
  }
  for (const results of found.values()) results.reverse()
  return found
}

type Places = {
  /** The next place behind `at`; to be asked in rising order. */
  after(at: number): number | undefined
}

/** The turns that hold a call of each id. */
function turnsById(turns: readonly Turn[]): ReadonlyMap<string, Places> {
  const found = new Map<string, number[]>()
  for (const [at, turn] of turns.entries()) {
    for (const { id } of callsOf(turn)) {
      const before = found.get(id)
      if (before === undefined) found.set(id, [at])
      else before.push(at)
    }
  }
  return new Map([...found].map(([id, places]) => [id, placesOf(places)]))
}

function placesOf(places: readonly number[]): Places {
  let next = 0
  return {
    after(at) {
      while ((places[next] ?? Number.POSITIVE_INFINITY) <= at) next += 1
      return places[next]
    },
  }
}

function callsOf(turn: Turn): readonly Call[] {
  return turn.role === "model" ? turn.parts.filter((part) => part.kind === "call") : []
}

/** The first result of this id within the reach of the call that no other call has taken; calls come in their order. */
function answerTo(
  call: Call,
  reach: { readonly from: number; readonly to: number },
  waiting: ReadonlyMap<string, Waiting[]>,
  used: Set<Result>,
): Result {
  const results = waiting.get(call.id) ?? []
  // What stands before this call is nobody's: later calls are further on.
  while ((results.at(-1)?.at ?? Number.POSITIVE_INFINITY) <= reach.from) results.pop()
  const found = (results.at(-1)?.at ?? reach.to) < reach.to ? results.pop() : undefined
  if (found === undefined) {
    const text = "No result: the call was interrupted before it ended."
    return { kind: "result", id: call.id, name: call.name, content: [{ kind: "text", text }], failed: true }
  }
  used.add(found.result)
  return { ...found.result, name: call.name, content: found.result.content.filter(hasContent) }
}

function orphanAsText(part: Result): Part[] {
  const texts = part.content.flatMap((each) => (each.kind === "text" && each.text !== "" ? [each.text] : []))
  const others = part.content.filter((each) => each.kind !== "text")
  const head = `Result of an earlier call${part.name === null ? "" : ` of ${part.name}`}:`
  return [{ kind: "text", text: [head, ...texts].join("\n") }, ...others]
}

function systemAsUser(turn: Turn): Turn {
  if (turn.role !== "system") return turn
  return {
    role: "user",
    parts: turn.parts.map((part) =>
      part.kind === "text" ? { kind: "text", text: `<system>\n${part.text}\n</system>` } : part,
    ),
  }
}

function joinTurns(turns: readonly Turn[]): readonly Turn[] {
  const joined: { readonly role: Turn["role"]; readonly parts: Part[] }[] = []
  for (const { role, parts } of turns) {
    const last = joined.at(-1)
    if (last?.role !== role) joined.push({ role, parts: [...parts] })
    else for (const part of parts) last.parts.push(part)
  }
  return joined
}
