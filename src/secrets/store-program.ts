import { findProgram } from "../system/find-program.ts"
import { runProcess } from "../system/run-process.ts"

export type ProgramSaid = {
  readonly code: number
  readonly stdout: string
  /** Its first line of complaint, for people. */
  readonly complaint: string
}

/** A store that waits for somebody to unlock it must not hold up a night. */
const patienceMs = 15_000

/**
 * Runs a program that guards secrets. Secrets go in through `stdin` alone: arguments are open to every account of the
 * machine. Returns what it said, or why it could not be asked.
 */
export async function askStore(
  program: string,
  args: readonly string[],
  stdin: string | undefined,
  env: NodeJS.ProcessEnv,
): Promise<ProgramSaid | string> {
  const path = findProgram(program, env)
  if (path === null) return `${program} is not on the PATH`
  const { end, stdout, stderr } = await runProcess(path, args, {
    cwd: process.cwd(),
    env,
    timeoutMs: patienceMs,
    maxCaptureBytes: 64 * 1024,
    stdin,
  })
  if (end.kind === "timeout") return `${program} did not answer; is the store locked?`
  if (end.kind !== "exited") return `${program} could not be run`
  const complaint = stderr.trim().split("\n").at(-1)?.slice(0, 200) ?? ""
  return { code: end.exitCode, stdout, complaint }
}
