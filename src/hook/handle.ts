import type { Decision, HookEvent, WireHost } from "../loop/event.ts"
import { readBinding } from "../store/binding-lookup.ts"
import { touchHeartbeat } from "../store/heartbeat.ts"
import { isDisabled } from "../store/kill-switch.ts"
import type { HookContext } from "./context.ts"
import { watchLauncher } from "./launcher-watch.ts"
import { answerStop } from "./stop.ts"

export type Answer =
  | { readonly kind: "neutral" }
  | { readonly kind: "notice"; readonly text: string }
  | { readonly kind: "decision"; readonly decision: Decision }

export type Call = {
  readonly home: string
  readonly env: NodeJS.ProcessEnv
  readonly host: WireHost
  readonly event: HookEvent
  readonly pluginFolder: string
}

/** Everything behind the fast path: an event of a conversation that owns a loop, or one that may start one. */
export async function handle(call: Call): Promise<Answer> {
  if (isDisabled(call.home, call.env)) return { kind: "neutral" }
  const watch = watchLauncher(call.env)
  const { home, env, host, pluginFolder } = call
  const context: HookContext = {
    home,
    env,
    host,
    pluginFolder,
    now: Date.now,
    get alive() {
      return watch.signal
    },
  }
  try {
    return await route(context, call.event)
  } finally {
    watch.stop()
  }
}

async function route(context: HookContext, event: HookEvent): Promise<Answer> {
  const binding = readBinding(context.home, event.conversationId, (why) => {
    process.stderr.write(`for-loop: ${why}\n`)
  })
  switch (event.kind) {
    case "prompt": {
      const { answerPrompt } = await import("./prompt.ts")
      return await answerPrompt(context, event, binding)
    }
    case "stop": {
      if (binding === null || !binding.active) return { kind: "neutral" }
      return { kind: "decision", decision: await answerStop(context, event, binding.loop) }
    }
    case "heartbeat":
      if (binding?.active) touchHeartbeat(context.home, binding.loop, context.now())
      return { kind: "neutral" }
    case "session-start":
    case "tool":
      return { kind: "neutral" }
    default:
      return event satisfies never
  }
}
