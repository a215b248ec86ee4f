import { type ChildProcess, spawn } from "node:child_process"
import { once } from "node:events"
import { fileURLToPath } from "node:url"

export type Finished = {
  readonly stdout: string
  readonly code: number | null
  readonly signal: string | null
}

/** Starts one of the programs of this folder as a process of its own. */
export function start(program: string, args: readonly string[], account?: number): ChildProcess {
  const file = fileURLToPath(new URL(`${program}.ts`, import.meta.url))
  const identity = account === undefined ? {} : { uid: account, gid: account }
  return spawn(process.execPath, ["--disable-warning=ExperimentalWarning", file, ...args], {
    stdio: ["pipe", "pipe", "inherit"],
    ...identity,
  })
}

/** Everything the program prints until it ends. */
export async function finish(child: ChildProcess): Promise<Finished> {
  let stdout = ""
  child.stdout?.setEncoding("utf8").on("data", (chunk: string) => {
    stdout += chunk
  })
  await once(child, "close")
  return { stdout, code: child.exitCode, signal: child.signalCode }
}

/** Resolves when the program has printed its next piece of output. */
export async function nextOutput(child: ChildProcess): Promise<string> {
  if (child.stdout === null) throw new Error("the program has no output")
  const [chunk]: unknown[] = await once(child.stdout, "data")
  return String(chunk)
}
