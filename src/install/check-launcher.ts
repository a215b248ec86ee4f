import { randomUUID } from "node:crypto"
import { dirname, join } from "node:path"
import { isDisabled } from "../store/kill-switch.ts"
import { readTextIfPresent } from "../system/atomic-file.ts"
import { isRecord, parseRecord } from "../system/json-record.ts"
import { type ProcessResult, runProcess } from "../system/run-process.ts"
import { shellCommand } from "../system/shell-command.ts"
import { type Diagnosis, type DoctorOptions, fail, ok, warn } from "./diagnosis.ts"
import { globalHooksPath } from "./global-hooks.ts"
import { pluginLauncher, pluginName } from "./hook-entry.ts"

/** A host gives an unbound Stop no reason to wait; anything slower is felt at the end of every turn. */
const slowMs = 2000
const timeoutMs = 30_000

/**
 * Runs the installed launcher the way the host does (shell, plugin folder as working directory, payload on stdin) for a
 * conversation that owns no loop, and judges by the effect: one JSON object, exit code 0, and a sign of hook.cjs
 * itself, because the launcher prints the same {} when nothing can be started (S41, S43).
 */
export async function checkLauncher(options: DoctorOptions, plugin: string): Promise<Diagnosis[]> {
  const place = registeredAt(options, plugin)
  const answer = judgeAnswer(await launch(place, options, options.env, canaryPayload(options.workspace)))
  // A switched-off launcher starts nothing, which the switch's own finding tells.
  if (answer.status === "fail" || isDisabled(options.home, options.env)) return [answer]
  const [asNow, fromDesktop] = await Promise.all([
    launch(place, options, options.env, "{}"),
    launch(place, options, bareEnvironment(options), "{}"),
  ])
  return [answer, judgeRuntime(asNow, fromDesktop)]
}

type Place = { readonly command: string; readonly cwd: string }

/** The Stop command the host reads, with the folder it starts it in: that of the hooks file (hooks contract section 4). */
function registeredAt({ userHome, platform }: DoctorOptions, plugin: string): Place {
  for (const path of [join(plugin, "hooks.json"), globalHooksPath(userHome)]) {
    const command = stopCommand(parseRecord(readTextIfPresent(path) ?? "")?.[pluginName])
    if (command !== null) return { command, cwd: dirname(path) }
  }
  return { command: `${pluginLauncher(platform)} Stop`, cwd: plugin }
}

function stopCommand(entry: unknown): string | null {
  const handlers = isRecord(entry) ? entry.Stop : null
  const handler: unknown = Array.isArray(handlers) ? handlers[0] : null
  return isRecord(handler) && typeof handler.command === "string" ? handler.command : null
}

function launch(
  { command, cwd }: Place,
  { platform, signal }: DoctorOptions,
  env: NodeJS.ProcessEnv,
  stdin: string,
): Promise<ProcessResult> {
  const { program, args, verbatim } = shellCommand(command, platform)
  return runProcess(program, args, {
    cwd,
    env,
    timeoutMs,
    maxCaptureBytes: 64 * 1024,
    stdin,
    verbatim,
    signal,
  })
}

function canaryPayload(workspace: string | null): string {
  return JSON.stringify({
    conversationId: `doctor-canary-${randomUUID()}`,
    workspacePaths: workspace === null ? [] : [workspace],
    executionNum: 0,
    terminationReason: "NO_TOOL_CALL",
    error: "",
    fullyIdle: true,
  })
}

/** What a program started from the desktop sees: no shell profile, so only the system's own folders on the PATH. */
function bareEnvironment({ env, platform }: DoctorOptions): NodeJS.ProcessEnv {
  if (platform === "win32") return env
  const kept = Object.entries(env).filter(([name]) =>
    ["HOME", "FOR_LOOP_HOME", "ANTIGRAVITY_EDITOR_APP_ROOT"].includes(name),
  )
  return { ...Object.fromEntries(kept), PATH: "/usr/bin:/bin:/usr/sbin:/sbin" }
}

function judgeAnswer({ end, stdout, durationMs }: ProcessResult): Diagnosis {
  const next = "Reinstall the plugin; if that does not help, run the launcher by hand and read what it says."
  const [id, ms] = ["launcher", Math.round(durationMs)]
  if (end.kind !== "exited" || end.exitCode !== 0) {
    const how = end.kind === "exited" ? `exit code ${end.exitCode}` : end.kind
    return fail(id, `The launcher did not end as it must (${how}).`, next, "reinstall")
  }
  const answer = parseRecord(stdout)
  if (answer === null) return fail(id, "The launcher did not answer with one JSON object.", next, "reinstall")
  if (Object.keys(answer).length > 0)
    return fail(id, "The launcher held a conversation that has no loop.", next, "reinstall")
  const what = `The launcher answered a Stop that is not ours with {} in ${ms} ms.`
  return ms > slowMs ? warn(id, what, "Look for a slow disk, virus scanner or Node wrapper.") : ok(id, what)
}

function judgeRuntime(asNow: ProcessResult, fromDesktop: ProcessResult): Diagnosis {
  if (!hookSpoke(asNow)) {
    const what = "The launcher answers, but hook.cjs does not run: every loop would be let go."
    return fail("hook", what, "Reinstall the plugin; that also records a working Node.", "reinstall")
  }
  if (!hookSpoke(fromDesktop)) {
    const what = "hook.cjs runs from this terminal, but not for a program started from the desktop."
    return warn("hook", what, "Record the path of a working Node.", "record-runtime")
  }
  return ok("hook", "hook.cjs runs, also for a program started from the desktop.")
}

/** A payload without a conversation makes hook.cjs say on stderr why it lets go; nothing else writes that prefix. */
function hookSpoke({ stderr }: ProcessResult): boolean {
  return stderr.split("\n").some((line) => line.startsWith("for-loop:"))
}
