import { join } from "node:path"
import { runProcess } from "../../src/system/run-process.ts"
import type { Playground } from "./playground.ts"

/** Runs the installed launcher once with these arguments and this payload, as any host would. */
export async function runHook(
  place: Playground,
  args: readonly string[],
  payload: unknown,
  env: NodeJS.ProcessEnv = place.env,
): Promise<{ stdout: string; exitCode: number | null }> {
  const ran = await runProcess(join(place.plugin, "hooks", "for-loop-hook"), args, {
    cwd: place.plugin,
    env,
    timeoutMs: 30_000,
    stdin: typeof payload === "string" ? payload : JSON.stringify(payload),
    maxCaptureBytes: 1024 * 1024,
  })
  return { stdout: ran.stdout, exitCode: ran.end.kind === "exited" ? ran.end.exitCode : null }
}
