import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterEach } from "vitest"
import type { AnswerEvent, Exchange } from "../../../src/gateway/model/exchange.ts"
import type { SignatureRoute } from "../../../src/gateway/signatures/signature-route.ts"
import {
  openSignatures,
  type Signatures,
  type SignaturesOrder,
} from "../../../src/gateway/signatures/signatures.ts"

export const gemini: SignatureRoute = { family: "gemini", upstream: "gemini", session: null }
export const claude: SignatureRoute = { family: "claude", upstream: "anthropic", session: null }

const made: string[] = []
const opened: Signatures[] = []

afterEach(async () => {
  for (const store of opened.splice(0)) await store.close()
  for (const folder of made.splice(0)) rmSync(folder, { recursive: true, force: true })
})

export function newHome(): string {
  const home = mkdtempSync(join(tmpdir(), "for-loop-signatures-"))
  made.push(home)
  return home
}

export function openStore(home: string, more: Partial<SignaturesOrder> = {}): Signatures {
  const store = openSignatures({ home, now: Date.now, onTrouble: fail, ...more })
  opened.push(store)
  return store
}

/** Everything the store wrote. */
export function filesOf(home: string): { readonly name: string; readonly text: string }[] {
  const folder = join(home, "gateway", "signatures")
  return readdirSync(folder).map((name) => ({ name, text: readFileSync(join(folder, name), "utf8") }))
}

export function keepAnswer(
  store: Signatures,
  exchange: Exchange | null,
  events: readonly AnswerEvent[],
  route = gemini,
): void {
  const recorder = store.recorder(exchange, route)
  for (const event of events) recorder.push(event)
  recorder.end()
}

function fail(message: string): void {
  throw new Error(message)
}
