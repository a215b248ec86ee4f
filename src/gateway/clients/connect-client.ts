import type { Keys } from "../keys/open-keys.ts"
import type { SettableClient } from "./client-plan.ts"
import {
  type ClientChange,
  type ClientOrder,
  type SetUpOrder,
  setUpClient,
  undoClient,
} from "./set-up-client.ts"

/** Sets a client up with a key of its own; keys of earlier set-ups are revoked. Throws StoreError. */
export async function connectClient(
  client: SettableClient,
  order: Omit<SetUpOrder, "key">,
  keys: Keys,
): Promise<ClientChange> {
  const old = keysOf(keys, client)
  const taken = new Set(keys.list().map(({ name }) => name))
  let name: string = client
  for (let number = 2; taken.has(name); number += 1) name = `${client}-${number}`
  const added = await keys.add(name, {})
  if (added.kind === "refused")
    return { kind: "refused", message: `No key could be made: ${added.why}.`, next: "Nothing was changed." }
  const change = setUpClient(client, { ...order, key: added.secret })
  for (const gone of change.kind === "changed" ? old : [name]) await keys.revoke(gone)
  return change
}

/** Gives a client its own settings back and revokes its key. Throws StoreError. */
export async function disconnectClient(
  client: SettableClient,
  order: ClientOrder,
  keys: Keys,
): Promise<ClientChange> {
  const change = undoClient(client, order)
  if (change.kind !== "refused") for (const name of keysOf(keys, client)) await keys.revoke(name)
  return change
}

/** Keys that set-ups made for this client and that still open. */
function keysOf(keys: Keys, client: SettableClient): string[] {
  const ours = new RegExp(`^${client}(-\\d+)?$`)
  return keys.list().flatMap(({ name, revokedAt }) => (revokedAt === null && ours.test(name) ? [name] : []))
}
