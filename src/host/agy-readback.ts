import { isRecord, listField, type Payload, parseJson, recordField, textField } from "./payload.ts"

/** What `agy -p "/hooks" --output-format json` says about our hook. */
export type HooksReadback = {
  /** Our named hook is loaded, enabled and answers Stop. */
  readonly registered: boolean
  /** The `hooks.json` files it was loaded from, as the host names them; two entries mean a double installation (S96). */
  readonly sources: readonly string[]
  /** Events it is registered for, in the order of the file. */
  readonly events: readonly string[]
  /** False when the text is no such answer at all: then `registered: false` proves nothing. */
  readonly readable: boolean
}

const ourName = "antigravity-for-loop"

/** Reads the host's list of loaded hooks (hooks contract section 3). Log lines around the one JSON object are skipped. */
export function readHooksReadback(text: string): HooksReadback {
  const data = answerOf(text)
  if (data === null) return { registered: false, sources: [], events: [], readable: false }
  const ours = listField(data, "hooks")
    .filter(isRecord)
    .filter((hook) => textField(hook, "name") === ourName && hook.enabled !== false)
  const events = ours.flatMap(eventsOf)
  const sources = ours.map((hook) => textField(hook, "source")).filter((source) => source !== null)
  return { registered: events.includes("Stop"), sources, events, readable: true }
}

function answerOf(text: string): Payload | null {
  for (const candidate of [text, ...text.split("\n")]) {
    const answer = parseJson(candidate)
    const command = isRecord(answer) ? recordField(answer, "command") : null
    const data = command === null ? null : recordField(command, "data")
    if (data !== null && Array.isArray(data.hooks)) return data
  }
  return null
}

function eventsOf(hook: Payload): readonly string[] {
  return listField(hook, "actions")
    .filter(isRecord)
    .map((action) => textField(action, "event"))
    .filter((event) => event !== null)
}
