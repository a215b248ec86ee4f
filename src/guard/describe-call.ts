import { shortHash } from "../loop/hash.ts"
import { actOf, innermost, type ToolCall } from "./tool-calls.ts"

/** Words of a model about its call, which differ from time to time while the call is the same. */
const chatter =
  /^(description|instruction|explanation|reason(ing)?|tool_?summary|tool_?action|thought|wait_?ms\w*|timeout\w*|complexity)$/i

/** One tool call for the journal and for counting: `key` is equal for equal calls, however the host encodes them. */
export function describeCall(call: ToolCall): { readonly key: string; readonly what: string } {
  const args = Object.entries(call.args)
    .filter(([name]) => !chatter.test(name))
    .map(([name, value]): readonly [string, unknown] => [name, innermost(value)])
    .sort(([a], [b]) => (a < b ? -1 : 1))
  return { key: shortHash(JSON.stringify([call.name, args])), what: `${call.name}: ${subjectOf(call)}` }
}

function subjectOf(call: ToolCall): string {
  const act = actOf(call)
  const subject =
    act.kind === "command" ? act.lines.at(-1) : act.kind === "other" ? undefined : act.paths.at(-1)
  const text = (subject ?? JSON.stringify(call.args)).replace(/\s+/g, " ").trim()
  return text.length > 200 ? `${text.slice(0, 199)}…` : text
}
