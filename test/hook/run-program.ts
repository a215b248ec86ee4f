import { spawnSync } from "node:child_process"
import { join } from "node:path"
import { root } from "../architecture/sources.ts"

/** What the hook is started with: its words, its payload, its environment and the folder it stands in. */
export type ProgramOrder = {
  readonly args: readonly string[]
  readonly stdin: string | Uint8Array
  readonly env: NodeJS.ProcessEnv
  readonly folder: string
}

export type ProgramRun = {
  readonly stdout: string
  readonly stderr: string
  readonly exitCode: number | null
}

/**
 * Runs the hook's program. Mutation runs call its code in this process, where a change can be switched on; everything
 * else starts the built bundle.
 */
export async function runProgram(order: ProgramOrder): Promise<ProgramRun> {
  return process.env.FOR_LOOP_MUTATION_AREA === "hook" ? await runHere(order) : runBuilt(order)
}

function runBuilt({ args, stdin, env, folder }: ProgramOrder): ProgramRun {
  const program = join(root, "hooks", "hook.cjs")
  const ran = spawnSync(process.execPath, [program, ...args], {
    cwd: folder,
    env,
    input: stdin,
    encoding: "utf8",
    timeout: 30_000,
  })
  return { stdout: ran.stdout, stderr: ran.stderr, exitCode: ran.status }
}

/** A program that is still silent after so long has ended without an answer. */
const silentMs = 3000

async function runHere({ args, stdin, env, folder }: ProgramOrder): Promise<ProgramRun> {
  const loaded: Readonly<Record<string, unknown>> = await import("../../src/hook/main.ts")
  const { hookProgram } = loaded
  if (typeof hookProgram !== "function")
    throw new Error("the program is not made for this (mutation/hook-program.ts)")
  let [stdout, stderr] = ["", ""]
  const write = (text: string | Uint8Array): boolean => {
    stderr += text
    return true
  }
  const usual = process.stderr.write
  process.stderr.write = write
  const exitCode = await new Promise<number>((resolve) => {
    setTimeout(resolve, silentMs, 0).unref()
    const itself = {
      argv: ["node", "hook.cjs", ...args],
      env,
      cwd: () => folder,
      exit: resolve,
      stderr: { write },
    }
    const readStdin = () => (typeof stdin === "string" ? new TextEncoder().encode(stdin) : stdin)
    const writeStdout = (text: string): void => {
      stdout += text
      // Without a call to exit a program ends by itself once nothing is left to do.
      setImmediate(resolve, 0)
    }
    hookProgram({ process: itself, readStdin, writeStdout })
  }).finally(() => {
    process.stderr.write = usual
  })
  return { stdout, stderr, exitCode }
}
