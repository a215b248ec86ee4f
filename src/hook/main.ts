import { decodeEvent, encodeDecision, encodeNotice, encodeVerdict, neutral } from "../host/dialect.ts"
import { decodeStdin } from "../host/payload.ts"
import { type HookEvent, type WireHost, wireHosts } from "../loop/event.ts"
import { readBinding } from "../store/binding-lookup.ts"
import { forLoopHome } from "../store/home.ts"
import { markHookSeen } from "../store/hook-seen.ts"
import { readStdin } from "../system/stdin.ts"
import { writeStdout } from "../system/stdout.ts"
import { mentionsLoop } from "./mention.ts"

/**
 * Entry of the hook process: `hook.cjs <event> [--host NAME]`, stdin = the host's payload, stdout = one JSON object.
 * Conversations that own no loop leave here after the decoder and one file look-up; everything heavier is loaded
 * behind that. Any fault permits the stop (invariant 5).
 */
async function main(argv: readonly string[], env: NodeJS.ProcessEnv): Promise<string> {
  const eventName = argv[0] ?? ""
  const host = hostOf(argv)
  if (host === null) return "{}"
  const input = decodeStdin(readStdin())
  const decoded = input.kind === "text" ? decodeEvent(host, eventName, input.text) : input
  if (decoded.kind === "reject") {
    tell(decoded.why)
    return neutral(host, eventName)
  }
  const home = forLoopHome(env)
  const { event } = decoded
  if (event.kind === "prompt") markHookSeen(home, Date.now())
  if (!concerns(home, event)) return neutral(host, eventName)
  if (event.kind === "tool") {
    // Apart from the rest: an agent waits for this at every tool call.
    const { answerTool } = await import("./pre-tool.ts")
    const alive = new AbortController().signal
    const context = { home, env, host, now: Date.now, pluginFolder: process.cwd(), alive }
    const verdict = await answerTool(context, event)
    return verdict.kind === "allow"
      ? neutral(host, eventName)
      : encodeVerdict(host, verdict.kind, verdict.why)
  }
  const { handle } = await import("./handle.ts")
  const answer = await handle({ home, env, host, event, pluginFolder: process.cwd() })
  switch (answer.kind) {
    case "neutral":
      return neutral(host, eventName)
    case "notice":
      return encodeNotice(host, answer.text)
    case "decision":
      return encodeDecision(host, answer.decision)
    default:
      return answer satisfies never
  }
}

/** Whether this event can belong to a loop at all. */
function concerns(home: string, event: HookEvent): boolean {
  const bound = readBinding(home, event.conversationId, tell)
  if (bound?.active) return true
  return event.kind === "prompt" && mentionsLoop(event)
}

/** Hosts keep this in their debug log. */
function tell(text: string): void {
  process.stderr.write(`for-loop: ${text}\n`)
}

function hostOf(argv: readonly string[]): WireHost | null {
  const at = argv.indexOf("--host")
  if (at === -1) return "antigravity"
  return wireHosts.find((name) => name === argv[at + 1]) ?? null
}

main(process.argv.slice(2), process.env).then(
  (answer) => {
    writeStdout(answer === "" ? "" : `${answer}\n`)
    // The answer is out and everything is saved; taking the program's memory down would make the agent wait 2 ms.
    process.exit(0)
  },
  (fault: unknown) => {
    tell(fault instanceof Error ? (fault.stack ?? fault.message) : String(fault))
    // For Antigravity's PreToolUse an empty object would deny the tool.
    const [eventName = ""] = process.argv.slice(2)
    const answer = neutral(hostOf(process.argv) ?? "antigravity", eventName)
    writeStdout(answer === "" ? "" : `${answer}\n`)
  },
)
