import { findProgram, isExecutable } from "../../system/find-program.ts"
import { runProcess } from "../../system/run-process.ts"

/** Oldest Node that the hook is built for (package.json, `engines`). */
const oldestNode = 20
const question = "process.stdout.write(process.versions.node + '\\n' + process.execPath)"

/**
 * The program that shall run the hook: the Node on the PATH where it is new enough, else `execPath`, the program this
 * extension runs in. Node itself names its file, because what lies on the PATH may be a version manager's stand-in that
 * works only in a terminal (and is gone with the next login).
 */
export async function findRuntime(env: NodeJS.ProcessEnv, execPath: string): Promise<string> {
  const node = findProgram("node", env)
  if (node === null || /\.cmd$/i.test(node)) return execPath
  const { end, stdout } = await runProcess(node, ["-e", question], {
    cwd: process.cwd(),
    // Options for the editor's own Node must not stop another one.
    env: { ...env, NODE_OPTIONS: undefined },
    timeoutMs: 5000,
    maxCaptureBytes: 4096,
  })
  if (end.kind !== "exited" || end.exitCode !== 0) return execPath
  const [version, path] = stdout.split("\n")
  if (Number(version?.split(".")[0]) < oldestNode || path === undefined) return execPath
  return isExecutable(path) ? path : node
}
