import type { IncomingHttpHeaders } from "node:http"
import { allowsModel, type ClientKey } from "../keys/key.ts"
import type { Keys } from "../keys/open-keys.ts"
import type { GatewayError } from "../model/exchange.ts"
import { presentedKeys } from "./presented-keys.ts"
import { endedKey, wrongKey } from "./refusals.ts"

export type Admitted =
  | { readonly kind: "key"; readonly key: ClientKey; allows(model: string): boolean }
  | { readonly kind: "refused"; readonly error: GatewayError }

/** Whose request it is (G01). A key that once was right is told so: its holder should not look for a typing error. */
export function admitKey(keys: Keys, headers: IncomingHttpHeaders, query: URLSearchParams): Admitted {
  let error = wrongKey
  for (const presented of presentedKeys(headers, query)) {
    const checked = keys.check(presented)
    if (checked.kind === "key") {
      const { key } = checked
      return { kind: "key", key, allows: (model) => allowsModel(key, model) }
    }
    if (checked.why !== "unknown") error = endedKey(checked.why)
  }
  return { kind: "refused", error }
}
