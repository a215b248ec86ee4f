import type { KeyOrder } from "../../gateway/keys/key.ts"
import type { GatewayParts } from "../../gateway/serve/gateway-parts.ts"
import type { AdminAsk, AdminReply, KeySettings } from "../model/messages.ts"
import { refused } from "./refused.ts"

type KeyAsk = Extract<AdminAsk, { readonly kind: "key-add" | "key-change" | "key-revoke" }>

/** Makes, changes and revokes keys of clients. */
export async function answerKey({ keys }: GatewayParts, ask: KeyAsk): Promise<AdminReply> {
  switch (ask.kind) {
    case "key-add": {
      const added = await keys.add(ask.name, orderOf(ask.settings))
      if (added.kind === "refused") return refused(added.why, "Choose another name, then try again.")
      return { kind: "key", name: added.key.name, secret: added.secret }
    }
    case "key-change": {
      const changed = await keys.change(ask.name, orderOf(ask.settings))
      if (changed.kind === "refused") return refused(changed.why, "Nothing was changed.")
      return { kind: "done", message: `The key "${ask.name}" is changed.` }
    }
    case "key-revoke": {
      const revoked = await keys.revoke(ask.name)
      if (revoked.kind === "refused") return refused(revoked.why, "Nothing was changed.")
      return { kind: "done", message: `The key "${ask.name}" is revoked.` }
    }
    default:
      return ask satisfies never
  }
}

function orderOf({ models, expiresAt, caps, concurrency }: KeySettings): KeyOrder {
  return { models, expiresAt, caps, concurrency }
}
