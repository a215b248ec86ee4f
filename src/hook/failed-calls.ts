import type { FailedCall } from "../loop/event.ts"
import type { Evidence } from "../loop/evidence.ts"
import type { LoopState } from "../loop/state.ts"

const mostCalls = 40

/** Tool calls of the turn that did not happen, each once: what the transcript shows, and what our own guard refused (S58). */
export async function failedCallsOf(
  state: LoopState,
  shown: readonly FailedCall[],
): Promise<NonNullable<Evidence["failedCalls"]>> {
  const refused = state.refused ?? []
  if (shown.length === 0) return refused
  // Rare, so that an ordinary Stop does not pay for it.
  const [{ describeCall }, { redact }] = await Promise.all([
    import("../guard/describe-call.ts"),
    import("../verify/redact.ts"),
  ])
  const described = shown
    .map(describeCall)
    .map(({ key, what }) => ({ key, what: redact(what).slice(0, 300) }))
  const known = new Set(refused.map(({ key }) => key))
  const fresh = new Map(described.filter(({ key }) => !known.has(key)).map((call) => [call.key, call]))
  return [...refused, ...fresh.values()].slice(0, mostCalls)
}
