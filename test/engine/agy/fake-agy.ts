import { appendFileSync, existsSync, readFileSync, writeFileSync, writeSync } from "node:fs"
import { join } from "node:path"

/**
 * Stands in for agy: prints what a recorded run printed, in odd pieces, and misbehaves as it did. What to play comes in
 * `FAKE_AGY` as JSON; each call is noted in `FAKE_AGY_CALLS`.
 */
type Play = {
  readonly stdout: string
  readonly stderr: string
  readonly exitCode: number | null
  readonly usage?: string
  /** An agent that really works: what it edits and says, turn by turn; `stdout` is not used then. */
  readonly turns?: readonly {
    readonly edits: readonly { readonly file: string; readonly from: string; readonly to: string }[]
    readonly says: string
  }[]
}

const play: Play = JSON.parse(readFileSync(process.env.FAKE_AGY ?? "", "utf8"))
const args = process.argv.slice(2)

if (args[0] === "--version") {
  writeSync(1, `agy version ${process.env.FAKE_AGY_VERSION ?? "1.3.1"}\n`)
} else if (args.includes("/usage")) {
  writeSync(1, play.usage ?? "{}\n")
} else {
  const stdin = readFileSync(0, "utf8")
  const turn = play.turns === undefined ? null : (play.turns[calls()] ?? null)
  note({ args, stdin })
  const bytes = Buffer.from(turn === null ? play.stdout : work(turn), "utf8")
  // Seven bytes: characters and lines are cut where no reader expects it.
  for (let at = 0; at < bytes.length; at += 7) writeSync(1, bytes.subarray(at, at + 7))
  if (play.stderr !== "") writeSync(2, play.stderr)
  if (play.exitCode === null) setInterval(() => {}, 1000)
  else if (play.exitCode === 137) process.kill(process.pid, "SIGKILL")
  else process.exitCode = play.exitCode
}

/** Turns played so far. */
function calls(): number {
  const path = process.env.FAKE_AGY_CALLS ?? ""
  return existsSync(path) ? readFileSync(path, "utf8").trimEnd().split("\n").length : 0
}

/** Edits the files of the working folder and tells it in the form of the stream. */
function work({ edits, says }: NonNullable<Play["turns"]>[number]): string {
  const conversation = "0b5b3f0e-7f0c-4c3e-9a55-1d2f6a7c8e90"
  const step = (index: number, more: object): object => ({
    event: "step_update",
    step_update: { conversation_id: conversation, step_index: index, state: "DONE", ...more },
  })
  const tools = edits.map(({ file, from, to }, at) => {
    const path = join(process.cwd(), file)
    const before = readFileSync(path, "utf8")
    if (!before.includes(from)) throw new Error(`${file} does not hold ${from}`)
    writeFileSync(
      path,
      before.replace(from, () => to),
    )
    const info = { name: "replace_file_content", parameters: { TargetFile: path } }
    return step(at + 1, { step_type: "tool", tool_name: info.name, tool_info: info })
  })
  const usage = {
    input_tokens: 1000,
    output_tokens: 50,
    thinking_tokens: 10,
    cache_read_tokens: 0,
    total_tokens: 1050,
  }
  const lines = [
    {
      event: "init",
      conversation_id: conversation,
      init: { model: "gemini-3.8-flash-high", cwd: process.cwd(), tools: [] },
    },
    ...tools,
    step(edits.length + 1, { step_type: "agent_response", text_delta: says, usage }),
    {
      event: "result",
      result: { conversation_id: conversation, status: "SUCCESS", response: says, num_turns: 1, usage },
    },
  ]
  return lines.map((line) => `${JSON.stringify(line)}\n`).join("")
}

function note(call: object): void {
  const path = process.env.FAKE_AGY_CALLS
  if (path !== undefined) appendFileSync(path, `${JSON.stringify(call)}\n`)
}
