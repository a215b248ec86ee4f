import type { Evidence } from "../loop/evidence.ts"
import type { JournalEntry } from "../loop/journal.ts"

/** What became of measuring one Stop. */
export type Measured =
  | { readonly kind: "measured"; readonly evidence: Evidence; readonly events: readonly JournalEntry[] }
  /** The user cancelled the loop while its checks ran. */
  | { readonly kind: "cancelled" }
  /** The host ended the hook while its checks ran. */
  | { readonly kind: "abandoned" }
