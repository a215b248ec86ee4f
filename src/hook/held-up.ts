import { describeCall } from "../guard/describe-call.ts"
import type { ToolCall } from "../guard/tool-calls.ts"
import type { Verdict } from "../guard/verdict.ts"
import type { LoopState } from "../loop/state.ts"
import { redact } from "../verify/redact.ts"
import { commit } from "./commit.ts"
import type { HookContext } from "./context.ts"
import { noteOutside } from "./fault.ts"
import { withLoop } from "./locked.ts"

/** The agent waits for the verdict; whoever holds the lock this long is answering a Stop. */
const lockWaitMs = 2000
const mostRefused = 40

/** Journals a tool call that was held up, and remembers a refused one for the next Stop (S58). */
export async function noteHeldUp(
  context: HookContext,
  loop: string,
  call: ToolCall,
  verdict: Exclude<Verdict, { kind: "allow" }>,
): Promise<void> {
  const described = describeCall(call)
  const one = { ...described, what: redact(described.what).slice(0, 300) }
  // Gemini CLI cannot ask (host/gemini-cli).
  const refused = verdict.kind === "deny" || context.host === "gemini-cli"
  const detail = `${refused ? "refused" : "asked about"} ${one.what} — ${verdict.rule}: ${verdict.why}`
  const locked = await withLoop(context, loop, lockWaitMs, (state, held) =>
    commit(held, refused ? withRefused(state, one) : state, [{ kind: "guard", detail }]),
  )
  if (locked.kind !== "done") noteOutside(context, loop, `the guard ${detail}`)
}

function withRefused(state: LoopState, one: { readonly key: string; readonly what: string }): LoopState {
  const before = (state.refused ?? []).filter(({ key }) => key !== one.key)
  return { ...state, refused: [...before, one].slice(-mostRefused) }
}
