import { parseRecord } from "../../system/json-record.ts"

export type RustTest = {
  /** File of the test program as cargo names it in a line of its own; empty where nothing names it. */
  readonly target: string
  readonly name: string
  readonly outcome: "passed" | "failed" | "ignored"
  readonly output: readonly string[]
}

const outcomes: ReadonlyMap<unknown, RustTest["outcome"]> = new Map([
  ["ok", "passed"],
  ["failed", "failed"],
  ["timeout", "failed"],
  ["ignored", "ignored"],
] as const)

/**
 * The tests in libtest's JSON events (`--format json`, or nextest with `--message-format libtest-json`), each once with its last outcome; null
 * when the text holds no such events.
 */
export function libtestEvents(text: string): RustTest[] | null {
  if (!/^\{ ?"(?:type|event)": ?"/m.test(text)) return null
  const tests = new Map<string, RustTest>()
  let target = ""
  for (const line of text.split("\n")) {
    target = targetIn(line) ?? target
    const event = line.startsWith("{") ? parseRecord(line) : null
    const outcome = event?.type === "test" ? outcomes.get(event.event) : undefined
    if (event === null || outcome === undefined || typeof event.name !== "string") continue
    const output = [event.message, event.stdout].filter((part) => typeof part === "string")
    const name = event.name.replace("$", "::")
    tests.set(`${target}\n${name}`, { target, name, outcome, output: output.join("\n").split("\n") })
  }
  return tests.size === 0 ? null : [...tests.values()]
}

/** The target in one of cargo's headings, or null. */
export function targetIn(line: string): string | null {
  return /^ +(?:Running (?:unittests )?|Doc-tests )(\S+)/.exec(line)?.[1] ?? null
}
