import { homedir } from "node:os"
import { dirname, join } from "node:path"
import { judgeTool } from "../guard/judge-tool.ts"
import type { Place } from "../guard/place.ts"
import type { Verdict } from "../guard/verdict.ts"
import type { HookEvent } from "../loop/event.ts"
import { readBinding } from "../store/binding-lookup.ts"
import { isDisabled } from "../store/kill-switch.ts"
import { glanceAtLoop } from "../store/loop-glance.ts"
import type { HookContext } from "./context.ts"

type ToolEvent = Extract<HookEvent, { kind: "tool" }>

const allow: Verdict = { kind: "allow" }

/**
 * Judges a tool call of a conversation that owns a running loop, before it happens (design §10). Everything else passes:
 * other conversations, paused loops, events after the call. What is held up is journalled. A fault of our own asks a
 * person: it neither lets a dangerous call through nor traps the agent.
 */
export async function answerTool(context: HookContext, event: ToolEvent): Promise<Verdict> {
  if (event.phase === "after" || event.tool === null || isDisabled(context.home, context.env)) return allow
  const binding = readBinding(context.home, event.conversationId)
  if (!binding?.active) return allow
  try {
    const loop = glanceAtLoop(context.home, binding.loop)
    if (loop?.status !== "running") return allow
    const verdict = judgeTool(event.tool, loop.mode, placeOf(context, loop.workspace, event))
    if (verdict.kind === "allow") return verdict
    const { noteHeldUp } = await import("./held-up.ts")
    await noteHeldUp(context, loop.id, event.tool, verdict)
    return verdict
  } catch (fault) {
    const why = fault instanceof Error ? fault.message : String(fault)
    process.stderr.write(`for-loop: ${why}\n`)
    return {
      kind: "ask",
      rule: "fault",
      why: "For Loop could not judge this call because of an error of its own.",
    }
  }
}

function placeOf({ home, env }: HookContext, workspace: string, event: ToolEvent): Place {
  const user = (process.platform === "win32" ? env.USERPROFILE : env.HOME) || homedir()
  const { transcriptPath } = event
  return {
    workspace,
    home: user,
    platform: process.platform,
    extraWritable: ownFolders(event, user),
    isolation: "none",
    ours: transcriptPath === null ? [home] : [home, transcriptPath],
  }
}

/** Folders where the host itself lets its agent keep plans and notes. */
function ownFolders({ host, transcriptPath }: ToolEvent, user: string): readonly string[] {
  switch (host) {
    case "antigravity":
      // <artifacts>/.system_generated/logs/transcript_full.jsonl
      return transcriptPath === null ? [] : [dirname(dirname(dirname(transcriptPath)))]
    case "claude-code":
      return [
        join(user, ".claude", "plans"),
        join(user, ".claude", "todos"),
        ...(transcriptPath === null ? [] : [join(dirname(transcriptPath), "memory")]),
      ]
    case "gemini-cli":
      return [join(user, ".gemini", "tmp")]
    case "headless":
      return []
    default:
      return host satisfies never
  }
}
