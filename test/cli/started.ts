import { type ChildProcess, spawn } from "node:child_process"
import { once } from "node:events"
import { onTestFinished } from "vitest"
import { entry, type Machine } from "./run-cli.ts"

export type Started = {
  readonly child: ChildProcess
  readonly printed: { stdout: string; stderr: string }
  /** Asks it to end; the exit code. */
  end(signal: "SIGINT" | "SIGTERM"): Promise<unknown>
}

/** A command as a process of its own, until what it printed says that it is ready; ended with the test at the latest. */
export async function started(
  one: Machine,
  args: readonly string[],
  isReady: (stdout: string) => boolean,
  env: NodeJS.ProcessEnv = {},
): Promise<Started> {
  const child = spawn(process.execPath, [entry, ...args], {
    cwd: one.project,
    env: { ...one.env, ...env },
    stdio: ["ignore", "pipe", "pipe"],
  })
  onTestFinished(() => void child.kill("SIGKILL"))
  const closed = once(child, "close")
  const printed = { stdout: "", stderr: "" }
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    printed.stderr += text
  })
  await new Promise<void>((resolve) => {
    child.stdout.setEncoding("utf8").on("data", (text: string) => {
      printed.stdout += text
      if (isReady(printed.stdout)) resolve()
    })
    child.once("close", () => resolve())
  })
  return {
    child,
    printed,
    async end(signal) {
      child.kill(signal)
      const [code]: unknown[] = await closed
      return code
    },
  }
}
