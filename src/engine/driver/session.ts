import { join } from "node:path"
import type { Usage } from "../../loop/evidence.ts"
import { loopFolder } from "../../store/paths.ts"
import { ensureDir, readTextIfPresent, writeFileAtomic } from "../../system/atomic-file.ts"
import { isCount, isRecord, parseRecord } from "../../system/json-record.ts"
import { backendNames } from "../backend.ts"
import type { Link } from "./run-event.ts"

/**
 * Where a headless run stands, so that it can be taken up after a kill: saved before each step. `turn`: the agent is
 * (to be) asked; `stop`: its answer is kept and waits for the checks.
 */
export type Session = {
  readonly loop: string
  readonly chain: readonly Link[]
  /** Place in the chain that works now. */
  readonly link: number
  readonly turn: number
  readonly prompt: string
  readonly attachments: readonly string[]
  /** Screenshots of what failed at the last check; they go with this turn alone. */
  readonly shots?: readonly string[]
  /** Conversation of each backend that took part, by its name. */
  readonly conversations: Readonly<Record<string, string>>
  readonly stage:
    | { readonly kind: "turn" }
    | {
        readonly kind: "stop"
        readonly message: string
        readonly model: string | null
        readonly usage: Usage
      }
}

/** Who works: where the turns go and which conversations they continue. */
export type Seat = Pick<Session, "chain" | "link" | "conversations">

/** Folder of everything a headless run keeps of its own. */
export function engineFolder(home: string, loop: string): string {
  return join(loopFolder(home, loop), "engine")
}

/** Saves where the run stands, flushed. Throws StoreError. */
export function saveSession(home: string, session: Session): Session {
  ensureDir(engineFolder(home, session.loop))
  writeFileAtomic(sessionPath(home, session.loop), `${JSON.stringify(session)}\n`)
  return session
}

/** The saved session of a loop; null when there is none or it cannot be understood. Throws StoreError. */
export function loadSession(home: string, loop: string): Session | null {
  const value = parseRecord(readTextIfPresent(sessionPath(home, loop)) ?? "")
  if (value === null) return null
  const { turn, prompt, attachments } = value
  const seat = decodeSeat(value)
  const stage = stageOf(value.stage)
  if (seat === null || !isCount(turn) || typeof prompt !== "string") return null
  if (value.loop !== loop || stage === null) return null
  return {
    loop,
    ...seat,
    turn,
    prompt,
    attachments: pathsOf(attachments),
    shots: pathsOf(value.shots),
    stage,
  }
}

/** A stored seat; null when it names no place in its chain. */
export function decodeSeat(value: unknown): Seat | null {
  if (!isRecord(value)) return null
  const { chain, link, conversations } = value
  if (!Array.isArray(chain) || !isCount(link)) return null
  const links = chain.flatMap(linkOf)
  if (links.length !== chain.length || links[link] === undefined) return null
  return { chain: links, link, conversations: isRecord(conversations) ? textsOf(conversations) : {} }
}

function sessionPath(home: string, loop: string): string {
  return join(engineFolder(home, loop), "session.json")
}

function pathsOf(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((path) => typeof path === "string") : []
}

function linkOf(value: unknown): Link[] {
  if (!isRecord(value)) return []
  const backend = backendNames.find((name) => name === value.backend)
  if (backend === undefined) return []
  return [{ backend, model: typeof value.model === "string" ? value.model : null }]
}

function stageOf(value: unknown): Session["stage"] | null {
  if (!isRecord(value)) return null
  if (value.kind === "turn") return { kind: "turn" }
  const usage = usageOf(value.usage)
  if (value.kind !== "stop" || typeof value.message !== "string" || usage === null) return null
  const model = typeof value.model === "string" ? value.model : null
  return { kind: "stop", message: value.message, model, usage }
}

function usageOf(value: unknown): Usage | null {
  if (!isRecord(value)) return null
  const { inputTokens, outputTokens, usd, basis } = value
  if (basis !== "measured" && basis !== "estimated" && basis !== "unknown") return null
  return { inputTokens: amount(inputTokens), outputTokens: amount(outputTokens), usd: amount(usd), basis }
}

function amount(value: unknown): number | null {
  return isCount(value) ? value : null
}

function textsOf(value: Readonly<Record<string, unknown>>): Record<string, string> {
  const texts: Record<string, string> = {}
  for (const [name, text] of Object.entries(value)) if (typeof text === "string") texts[name] = text
  return texts
}
