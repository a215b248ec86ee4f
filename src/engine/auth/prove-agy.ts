import { conceal } from "../../secrets/conceal.ts"
import { findProgram } from "../../system/find-program.ts"
import { runProcess } from "../../system/run-process.ts"
import { readQuota } from "../backends/agy/quota.ts"
import { type Proof, proofMs } from "./proof.ts"

/**
 * Asks agy for its usage, which it answers without a model's turn and only when it is signed in (platform document
 * §5.1). Its sign-in itself is never looked at.
 */
export async function proveAgy(env: NodeJS.ProcessEnv): Promise<Proof> {
  const next = "Start `agy` once and sign in."
  const program = findProgram("agy", env)
  if (program === null) return { kind: "refused", why: "agy is not on the PATH", next }
  const { end, stdout, stderr } = await runProcess(program, ["-p", "/usage", "--output-format", "json"], {
    cwd: process.cwd(),
    env: { ...env, AGY_CLI_DISABLE_AUTO_UPDATE: "true" },
    timeoutMs: proofMs,
    maxCaptureBytes: 256 * 1024,
  })
  if (end.kind === "exited" && end.exitCode === 0 && readQuota(stdout).length > 0)
    return { kind: "proven", what: "agy tells its quota, so it is signed in" }
  const said = conceal(stderr || stdout, null)
  return { kind: "refused", why: `agy did not tell its quota${said === "" ? "" : ` (${said})`}`, next }
}
