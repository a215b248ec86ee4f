import { closeSync, mkdtempSync, openSync, rmSync, writeFileSync, writeSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { rolldown } from "rolldown"
import { interleave, printResults, runNode } from "./interleave.ts"

const mb = 1_000_000
const rounds = 25
/** The cost of reading a turn must not follow the length of the conversation. */
const allowedRatio = 1.1

/**
 * Times `readTurn` as whole processes on a short and a long transcript, beside an empty process (what starting Node
 * costs) and a reader of the usual kind that parses the whole file. Exit code 1 when the long one is too slow.
 */
async function main(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "for-loop-bench-"))
  try {
    const reader = join(folder, "read-turn.mjs")
    await bundleReader(reader)
    const whole = join(folder, "whole-file.mjs")
    writeFileSync(whole, wholeFileReader)
    const empty = join(folder, "empty.mjs")
    writeFileSync(empty, "")
    const short = writeTranscript(join(folder, "short.jsonl"), mb)
    const long = writeTranscript(join(folder, "long.jsonl"), 100 * mb)
    const results = await interleave(
      [
        { name: "readTurn, 1 MB", run: () => runNode(reader, short) },
        { name: "readTurn, 100 MB", run: () => runNode(reader, long) },
        { name: "empty process", run: () => runNode(empty) },
        { name: "whole-file reader, 1 MB", run: () => runNode(whole, short) },
      ],
      rounds,
    )
    const once = await interleave([{ name: "whole-file reader, 100 MB", run: () => runNode(whole, long) }], 3)
    printResults(`Reading the current turn of a transcript, ${rounds} rounds of whole processes`, results)
    console.log(`\nwhole-file reader, 100 MB: ${once[0]?.medianMs.toFixed(0)} ms (3 rounds)`)
    const ratio = results[1]?.ratio ?? Number.NaN
    console.log(`100 MB / 1 MB: ${ratio.toFixed(3)}x, allowed ${allowedRatio}x`)
    if (!(ratio <= allowedRatio)) process.exitCode = 1
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** The reader as plain JavaScript, because stripping types would be part of every measured process. */
async function bundleReader(file: string): Promise<void> {
  const input = join(import.meta.dirname, "read-turn-once.ts")
  const bundle = await rolldown({ input, platform: "node" })
  await bundle.write({ file, format: "esm", codeSplitting: false })
  await bundle.close()
}

const wholeFileReader = `
import { readFileSync } from "node:fs"
let last = null
for (const line of readFileSync(process.argv[2], "utf8").split("\\n")) {
  if (line === "") continue
  const row = JSON.parse(line)
  if (row.type === "PLANNER_RESPONSE" && row.content) last = row.content
}
if (last === null) process.exitCode = 1
`

/**
 * A loop in its many rounds: the request at the start, then tool calls, outputs of about 4 KB and continuations. The
 * current turn is as long in a short transcript as in a long one; only what came before differs.
 */
function writeTranscript(path: string, bytes: number): string {
  const file = openSync(path, "w")
  let index = 0
  let written = 0
  const add = (row: object) => {
    const line = JSON.stringify({
      step_index: index++,
      status: "DONE",
      created_at: "2026-11-18T09:30:03Z",
      ...row,
    })
    written += writeSync(file, `${line}\n`)
  }
  const output = 'ok 1 - cart adds tax "é"\n'.repeat(160)
  add({
    source: "USER_EXPLICIT",
    type: "USER_INPUT",
    content: '<USER_REQUEST>\n/for-loop "x"\n</USER_REQUEST>',
  })
  for (let step = 0; written < bytes; step++) {
    add({
      source: "MODEL",
      type: "PLANNER_RESPONSE",
      tool_calls: [{ name: "run_command", args: { CommandLine: '"npm test"' } }],
    })
    add({ source: "MODEL", type: "RUN_COMMAND", content: output })
    if (step % 8 !== 7) continue
    add({ source: "MODEL", type: "PLANNER_RESPONSE", content: "Two tests still fail." })
    const token = `Stop hook blocked termination: [for-loop ${(step + 1) / 8}/1000] red`
    add({
      source: "SYSTEM",
      type: "SYSTEM_MESSAGE",
      content: `<SYSTEM_MESSAGE>\n${token}\n</SYSTEM_MESSAGE>`,
    })
  }
  add({ source: "MODEL", type: "PLANNER_RESPONSE", content: "All tests pass." })
  closeSync(file)
  return path
}

await main()
