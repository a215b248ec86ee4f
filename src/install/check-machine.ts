import { join } from "node:path"
import { readHookSeen } from "../store/hook-seen.ts"
import { isDisabled } from "../store/kill-switch.ts"
import { entryKind, isWritableFolder, modeOf } from "../system/files.ts"
import { isExecutable } from "../system/find-program.ts"
import { runProcess } from "../system/run-process.ts"
import { type Diagnosis, type DoctorOptions, fail, ok, warn } from "./diagnosis.ts"
import { readPointer, runtimePointer } from "./install-record.ts"

/** Oldest Node that the hook bundle is built for. */
const oldestNode = 20
const dayMs = 24 * 60 * 60 * 1000

/** Kill switch, our home, runtime, Node, git, and when the hook was last run. Starts `node` and `git`; never throws for them. */
export async function checkMachine(options: DoctorOptions): Promise<Diagnosis[]> {
  const [node, git] = await Promise.all([versionOf("node", options), versionOf("git", options)])
  return [
    checkSwitch(options),
    checkHome(options),
    ...checkRuntime(options, node),
    git === null
      ? warn(
          "git",
          "git was not found.",
          "Install git: without it there are no checkpoints, no branch and no undo.",
        )
      : ok("git", `${git} is there.`),
    checkLastSeen(options),
  ]
}

function checkSwitch({ home, env }: DoctorOptions): Diagnosis {
  if (!isDisabled(home, env)) return ok("switch", "Loops are switched on.")
  const variable = isDisabled(join(home, "no-such-folder"), env)
  const file = isDisabled(home, {})
  const causes = [
    ...(variable ? ["the variable FOR_LOOP_DISABLE"] : []),
    ...(file ? [`the file ${join(home, "disabled")}`] : []),
  ]
  const next = `Remove ${causes.join(" and ")} to switch them on.`
  return fail("switch", "Loops are switched off: every hook answers {} at once.", next)
}

function checkHome({ home, platform }: DoctorOptions): Diagnosis {
  const mode = modeOf(home)
  if (mode === null) return ok("home", `${home} does not exist yet; it is created when it is needed.`)
  if (entryKind(home) === "file" || !isWritableFolder(home)) {
    return fail(
      "home",
      `${home} is not a folder that can be written.`,
      "Correct its permissions, or set FOR_LOOP_HOME to another folder.",
    )
  }
  if (platform !== "win32" && (mode & 0o077) !== 0) {
    return warn("home", `Other accounts can look into ${home}.`, `Run \`chmod 700 ${home}\`.`, "private-home")
  }
  return ok("home", `${home} can be written and is private.`)
}

function checkRuntime({ home }: DoctorOptions, node: string | null): Diagnosis[] {
  const recorded = readPointer(runtimePointer(home))
  const usable = recorded !== null && isExecutable(recorded)
  const runtime = usable
    ? ok("runtime", `The hook is run by ${recorded}.`)
    : warn(
        "runtime",
        recorded === null
          ? "No program is recorded that runs the hook."
          : `${recorded}, which ran the hook, is gone.`,
        "Record a new one: without it a program started from the desktop may not find Node.",
        "record-runtime",
      )
  const major = Number(/v(\d+)/.exec(node ?? "")?.[1] ?? 0)
  if (node === null) {
    const next = `Install Node ${oldestNode} or newer.`
    const what = "There is no node on the PATH."
    return [runtime, usable ? ok("node", `${what} The recorded program is used.`) : fail("node", what, next)]
  }
  if (major < oldestNode) {
    return [
      runtime,
      warn("node", `Node ${node} is too old for the hook.`, `Install Node ${oldestNode} or newer.`),
    ]
  }
  return [runtime, ok("node", `Node ${node} is on the PATH.`)]
}

function checkLastSeen({ home, now }: DoctorOptions): Diagnosis {
  const seen = readHookSeen(home)
  if (seen === null) {
    const next =
      "Start a loop; if nothing is announced within that turn, the host loads the hook but does not run it."
    return warn("last-seen", "No host has run the hook yet.", next)
  }
  const days = Math.floor((now - seen) / dayMs)
  return ok(
    "last-seen",
    `A host last ran the hook ${days === 0 ? "within the last day" : days === 1 ? "1 day ago" : `${days} days ago`}.`,
  )
}

/** First line of `<program> --version`, or null when it cannot be run. */
async function versionOf(program: string, { env, userHome, signal }: DoctorOptions): Promise<string | null> {
  const options = { cwd: userHome, env, timeoutMs: 10_000, maxCaptureBytes: 4096, signal }
  const { end, stdout } = await runProcess(program, ["--version"], options)
  return end.kind === "exited" && end.exitCode === 0 ? (stdout.split("\n")[0]?.trim() ?? "") : null
}
