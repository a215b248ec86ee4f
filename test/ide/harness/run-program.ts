import { spawnSync } from "node:child_process"

/** Runs a program to its end with its output in ours, never waiting for input. Null = success, else what happened. */
export function runProgram(
  program: string,
  args: readonly string[],
  options: { readonly cwd?: string; readonly env?: NodeJS.ProcessEnv; readonly minutes: number },
): string | null {
  const ran = spawnSync(program, args, {
    cwd: options.cwd,
    env: { ...process.env, ...options.env },
    stdio: ["ignore", "inherit", "inherit"],
    timeout: options.minutes * 60_000,
  })
  if (ran.error !== undefined) return `${program}: ${ran.error.message}`
  return ran.status === 0 ? null : `${program} ${args[0]} ended with ${ran.status ?? ran.signal}`
}
