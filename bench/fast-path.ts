/**
 * What the launcher costs when there is no loop: whole processes, payload on stdin, in turns within one run.
 * usage: npm run build && node bench/fast-path.ts [rounds] [plugin folder]
 *
 * `sh -c true` is the price of any hook at all, `node -e 0` that of any hook written in JavaScript. A Stop or a later model
 * call of a conversation without a loop is answered by the shell alone; only the first model call of a user's turn starts
 * the hook, because it may hold a command. Targets: at most 10 ms without Node, hook.cjs at most 1.15x bare Node.
 */
import { spawnSync } from "node:child_process"
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { type BenchCase, interleave, printResults } from "./interleave.ts"

const root = process.argv[3] ?? join(import.meta.dirname, "..")
const rounds = Number(process.argv[2] ?? 51)
const home = mkdtempSync(join(tmpdir(), "for-loop-bench-"))
const { NODE_EXTRA_CA_CERTS, NODE_OPTIONS, ...inherited } = process.env
const env = { ...inherited, FOR_LOOP_HOME: home }

const common = {
  conversationId: "00000000-0000-4000-8000-000000000000",
  workspacePaths: [root],
  transcriptPath: join(home, "transcript_full.jsonl"),
  artifactDirectoryPath: home,
  modelName: "some-model",
}
const stop = { executionNum: 0, terminationReason: "NO_TOOL_CALL", error: "", fullyIdle: true }

if (!existsSync(join(root, "hooks", "hook.cjs"))) {
  throw new Error(`There is no hooks/hook.cjs to measure in ${root}: run npm run build first.`)
}
writeFileSync(join(home, "runtime"), process.execPath)
for (const folder of ["bindings", "arms"]) mkdirSync(join(home, folder))

try {
  const cases = [
    program("sh -c true", "/bin/sh", ["-c", "true"], ""),
    program("node -e 0", process.execPath, ["-e", "0"], ""),
    launcher("launcher, PreInvocation in a turn, unbound (no Node)", "PreInvocation", {
      ...common,
      invocationNum: 3,
      initialNumSteps: 9,
    }),
    launcher("launcher, Stop, unbound (no Node)", "Stop", { ...common, ...stop }),
    program(
      "hook.cjs alone, Stop, unbound",
      process.execPath,
      [join(root, "hooks", "hook.cjs"), "Stop"],
      `${JSON.stringify({ ...common, ...stop })}\n`,
      "{}\n",
    ),
    launcher("launcher + hook.cjs, first PreInvocation, unbound", "PreInvocation", {
      ...common,
      invocationNum: 0,
      initialNumSteps: 1,
    }),
  ]
  const results = await interleave(cases, rounds)
  printResults(`Hook without a loop, ${rounds} rounds`, results)
  const node = results[1]?.medianMs ?? Number.NaN
  for (const { name, medianMs } of results.slice(2)) {
    console.log(`${name}: ${(medianMs / node).toFixed(2)}x the median of "node -e 0"`)
  }
  const [, , invocation, stopped, alone] = results.map(({ medianMs }) => medianMs)
  const met = Math.max(invocation ?? 99, stopped ?? 99) <= 10 && (alone ?? 99) / node <= 1.15
  console.log(met ? "Targets met." : "Targets missed.")
  process.exitCode = met ? 0 : 1
} finally {
  rmSync(home, { recursive: true, force: true })
}

function launcher(name: string, event: string, payload: unknown): BenchCase {
  return program(
    name,
    "/bin/sh",
    ["-c", `./hooks/for-loop-hook ${event}`],
    `${JSON.stringify(payload)}\n`,
    "{}\n",
  )
}

/** A whole process; a run that fails or answers something else must not look quick. */
function program(
  name: string,
  file: string,
  args: readonly string[],
  input: string,
  expected = "",
): BenchCase {
  return {
    name,
    run: () => {
      const { status, stdout } = spawnSync(file, args, { cwd: root, env, input, encoding: "utf8" })
      if (status !== 0 || stdout !== expected)
        throw new Error(`${name}: ended with ${status}, said ${stdout}`)
    },
  }
}
