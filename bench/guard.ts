/**
 * What the guard costs at a tool call: whole processes, payload on stdin, in turns within one run.
 * usage: npm run build && node bench/guard.ts [rounds]
 *
 * `node -e 0` is the price of any hook written in JavaScript; an agent waits for the guard at every tool call of a
 * conversation with a loop, so it may take 60 ms (on a busy machine: twice bare Node). Other conversations are answered by the launcher's shell alone.
 * The two `in process` lines tell what judging itself takes.
 */
import { spawnSync } from "node:child_process"
import { existsSync, mkdirSync, mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { judgeCommand } from "../src/guard/judge-command.ts"
import { readBinding } from "../src/store/binding-lookup.ts"
import { linux, samplesOf } from "../test/guard/samples.ts"
import { storedLoop } from "../test/guard/stored-loop.ts"
import { type BenchCase, type BenchResult, interleave, printResults } from "./interleave.ts"

const root = join(import.meta.dirname, "..")
const rounds = Number(process.argv[2] ?? 51)
const folder = mkdtempSync(join(tmpdir(), "for-loop-bench-"))
const home = join(folder, "state")
const project = join(folder, "project")
mkdirSync(project)
const { NODE_EXTRA_CA_CERTS, NODE_OPTIONS, ANTIGRAVITY_CONVERSATION_ID, ...inherited } = process.env
const env = { ...inherited, FOR_LOOP_HOME: home, HOME: folder }
const conversation = "00000000-0000-4000-8000-000000000000"
const hook = join(root, "hooks", "hook.cjs")
const targetMs = 60

if (!existsSync(hook)) throw new Error(`There is no ${hook} to measure: run npm run build first.`)

try {
  storedLoop(home, { conversation, workspace: project, iterations: 100 })
  if (readBinding(home, conversation) === null) throw new Error("The stored loop is not bound.")
  const lines = samplesOf("posix").map(({ line }) => line)
  const cases: readonly BenchCase[] = [
    program("node -e 0", process.execPath, ["-e", "0"], "", ""),
    program(
      "hook.cjs, ordinary command, bound",
      process.execPath,
      [hook, "PreToolUse"],
      payload("npm test -- cart"),
      "",
    ),
    program(
      "launcher + hook.cjs, ordinary command, bound",
      "/bin/sh",
      ["-c", "./hooks/for-loop-hook PreToolUse"],
      payload("npm test -- cart"),
      "",
    ),
    program(
      "launcher, tool call of another conversation (no Node)",
      "/bin/sh",
      ["-c", "./hooks/for-loop-hook PreToolUse"],
      payload("npm test"),
      "",
      {
        ...env,
        ANTIGRAVITY_CONVERSATION_ID: "11111111-0000-4000-8000-000000000000",
      },
    ),
    program("hook.cjs, 1 MB written to a file, bound", process.execPath, [hook, "PreToolUse"], written(), ""),
    {
      name: `in process: ${lines.length} lines of the table`,
      run: () => {
        for (const line of lines) judgeCommand(line, "auto", linux)
      },
    },
  ]
  const results = await interleave(cases, rounds)
  printResults(`Guard at a tool call, ${rounds} rounds`, results)
  const [, alone, launched, unbound, large, table] = results
  console.log(
    `against "node -e 0": hook.cjs ${times(alone)}, with the launcher ${times(launched)}, 1 MB ${times(large)}`,
  )
  console.log(`judging one line: ${(((table?.medianMs ?? Number.NaN) / lines.length) * 1000).toFixed(0)} µs`)
  const quick = (launched?.medianMs ?? 999) <= targetMs || (launched?.ratio ?? 99) <= 2
  const met = quick && ((unbound?.medianMs ?? 999) <= 10 || (unbound?.ratio ?? 99) <= 0.3)
  console.log(met ? "Targets met." : "Targets missed.")
  process.exitCode = met ? 0 : 1
} finally {
  rmSync(folder, { recursive: true, force: true })
}

function times(result: BenchResult | undefined): string {
  return `${(result?.ratio ?? Number.NaN).toFixed(2)}x`
}

function payload(CommandLine: string): string {
  return call("run_command", { CommandLine, Cwd: project })
}

function written(): string {
  return call("write_to_file", {
    TargetFile: join(project, "x.ts"),
    CodeContent: "const x = 1\n".repeat(90_000),
  })
}

function call(name: string, args: Readonly<Record<string, string>>): string {
  const common = {
    conversationId: conversation,
    workspacePaths: [project],
    transcriptPath: join(folder, "brain", "x", ".system_generated", "logs", "t.jsonl"),
  }
  return `${JSON.stringify({ ...common, stepIdx: 4, toolCall: { name, args } })}\n`
}

/** A whole process; a run that fails or answers something else must not look quick. */
function program(
  name: string,
  file: string,
  args: readonly string[],
  input: string,
  expected: string,
  environment: NodeJS.ProcessEnv = env,
): BenchCase {
  return {
    name,
    run: () => {
      const { status, stdout } = spawnSync(file, args, {
        cwd: root,
        env: environment,
        input,
        encoding: "utf8",
      })
      if (status !== 0 || stdout !== expected)
        throw new Error(`${name}: ended with ${status}, said ${stdout}`)
    },
  }
}
