import { shortHash } from "../loop/hash.ts"
import type { LoopState } from "../loop/state.ts"
import { stateVersion } from "../loop/version.ts"
import { isRecord, parseRecord } from "../system/json-record.ts"
import { type Migration, migrate, migrations } from "./migrations.ts"
import { explainInvalid, validateState } from "./state-validator.ts"

export type Decoded =
  | { readonly kind: "ok"; readonly state: LoopState }
  | { readonly kind: "newer"; readonly version: number }
  | { readonly kind: "bad"; readonly why: string }

/** Version this program writes and the way up from older ones; replaced in tests by made-up versions. */
export type Schema = { readonly version: number; readonly table: ReadonlyMap<number, Migration> }

const current: Schema = { version: stateVersion, table: migrations }

/**
 * Text of a state file: `{schema, checksum, state}`. The envelope never changes between versions, so that every version
 * can tell a newer file from a damaged one. The checksum covers schema and state: an edit by hand or by the agent is
 * seen as damage (S35), whatever the edited values are.
 */
export function encodeEnvelope(state: LoopState, schema: Schema = current): string {
  const body = JSON.stringify(state)
  return `{"schema":${schema.version},"checksum":"${checksumOf(schema.version, body)}","state":${body}}\n`
}

/** Reads a state file's text. Only a whole, unedited and valid state is `ok`; never throws. */
export function decodeEnvelope(text: string, schema: Schema = current): Decoded {
  const opened = openEnvelope(text)
  if (opened.kind === "bad") return opened
  if (opened.version > schema.version) return { kind: "newer", version: opened.version }
  const lifted = migrate(opened.state, opened.version, schema.version, schema.table)
  if (lifted.kind === "no-way") return bad(`it has the unknown version ${lifted.version}`)
  if (validateState(lifted.state)) return { kind: "ok", state: lifted.state }
  return bad(explainInvalid(lifted.state))
}

/** Checks form and checksum only: what is inside may still be of another version. */
export function openEnvelope(
  text: string,
):
  | { readonly kind: "whole"; readonly version: number; readonly state: Readonly<Record<string, unknown>> }
  | { readonly kind: "bad"; readonly why: string } {
  const envelope = parseRecord(text)
  if (envelope === null) return bad("it is not JSON")
  const { schema: version, checksum, state } = envelope
  if (typeof version !== "number" || !Number.isSafeInteger(version) || version < 0)
    return bad("it has no version")
  if (!isRecord(state)) return bad("it holds no state")
  const body = bodyOf(state)
  if (body === null || checksum !== checksumOf(version, body))
    return bad("it was edited or damaged (checksum)")
  return { kind: "whole", version, state }
}

/** The state as it was written; null for one nested so deeply that it can be read but not written, which we never wrote. */
function bodyOf(state: Readonly<Record<string, unknown>>): string | null {
  try {
    return JSON.stringify(state)
  } catch {
    return null
  }
}

/**
 * Finds damage and careless edits. It is no signature: whoever may write this folder can also compute it, so a
 * cryptographic hash would cost every turn its loading time and protect nothing more.
 */
function checksumOf(version: number, body: string): string {
  return `${body.length}:${shortHash(`${version}\n${body}`)}`
}

function bad(why: string): { readonly kind: "bad"; readonly why: string } {
  return { kind: "bad", why }
}
