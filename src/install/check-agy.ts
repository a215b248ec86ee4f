import { readHooksReadback } from "../host/agy-readback.ts"
import { readHookSeen } from "../store/hook-seen.ts"
import { type ProcessResult, runProcess } from "../system/run-process.ts"
import { type Diagnosis, type DoctorOptions, fail, ok, warn } from "./diagnosis.ts"

/** Before it a Stop hook could sit unreachable behind built-in checks; hooks contract section 8. */
const technicalFloor = [1, 1, 10]
/** Before it hooks were dropped in silence when the customization budget ran out; hooks contract section 8. */
const recommendedFloor = [1, 2, 4]
/** Newest build with a published run of a Stop that went on (S44); newer ones are judged by what happened here. */
const newestProven = [1, 2, 14]

/**
 * The command line host, when it is on the PATH: its version, and whether it says that it has loaded our Stop hook
 * (S41). Starts `agy` twice, without a model call; never throws for what it does.
 */
export async function checkAgy(options: DoctorOptions): Promise<Diagnosis[]> {
  const { end, stdout, stderr } = await agy(["--version"], options)
  if (end.kind === "spawn-failed")
    return [ok("agy", "agy is not on the PATH; IDE and desktop app need no check of it.")]
  const version = /(\d+)\.(\d+)\.(\d+)/.exec(`${stdout}\n${stderr}`)
  if (version === null)
    return [warn("agy", "agy does not tell its version.", "Run `agy --version` and read what it says.")]
  const numbers = version.slice(1).map(Number)
  const readback = await agy(["-p", "/hooks", "--output-format", "json"], options)
  return [judgeVersion(version[0], numbers, readHookSeen(options.home)), judgeReadback(readback)]
}

function agy(
  args: readonly string[],
  { env, userHome, workspace, signal }: DoctorOptions,
): Promise<ProcessResult> {
  return runProcess("agy", args, {
    cwd: workspace ?? userHome,
    env: { ...env, AGY_CLI_DISABLE_AUTO_UPDATE: "true" },
    timeoutMs: 30_000,
    maxCaptureBytes: 1024 * 1024,
    signal,
  })
}

function judgeVersion(text: string, version: readonly number[], seen: number | null): Diagnosis {
  const update = "Update Antigravity."
  if (isBefore(version, technicalFloor)) {
    return fail(
      "agy",
      `agy ${text} is older than ${technicalFloor.join(".")}: its Stop hooks may never be asked.`,
      update,
    )
  }
  if (isBefore(version, recommendedFloor)) {
    return warn(
      "agy",
      `agy ${text} is older than ${recommendedFloor.join(".")}: it may drop hooks in silence.`,
      update,
    )
  }
  if (isBefore(newestProven, version) && seen === null) {
    const what = `agy ${text} is newer than ${newestProven.join(".")}, the newest build known to go on after a Stop hook.`
    return warn("agy", what, "Start a small loop and see whether a second iteration begins.")
  }
  return ok("agy", `agy ${text} is a version that asks Stop hooks.`)
}

function judgeReadback({ end, stdout }: ProcessResult): Diagnosis {
  const id = "agy-hooks"
  const readback = readHooksReadback(stdout)
  if (end.kind !== "exited" || !readback.readable) {
    return warn(
      id,
      "agy did not tell which hooks it has loaded.",
      "Type /hooks in agy and look for our name.",
    )
  }
  if (!readback.registered) {
    return fail(
      id,
      "agy has not loaded our Stop hook.",
      "Reinstall the plugin, then start agy again.",
      "reinstall",
    )
  }
  const sources = readback.sources.join(", ")
  if (readback.sources.length > 1)
    return warn(id, `agy has loaded our hook more than once: ${sources}.`, "Keep one of them.")
  return ok(id, `agy has loaded our hook from ${sources}.`)
}

function isBefore(a: readonly number[], b: readonly number[]): boolean {
  const at = a.findIndex((part, index) => part !== b[index])
  return at !== -1 && (a[at] ?? 0) < (b[at] ?? 0)
}
