import { homedir } from "node:os"

/** Oldest Node this program runs on (`package.json`, engines). */
const oldestNode = 20

const running = Number(process.versions.node.split(".")[0])
if (running < oldestNode) {
  process.stderr.write(
    `for-loop: Node ${process.versions.node} is too old; install Node ${oldestNode} or newer, then run this again.\n`,
  )
  process.exit(2)
}

// A reader that has seen enough (`for-loop list | head -1`) is no error; a command that has ended keeps its exit code.
process.stdout.on("error", (error: Error) => {
  if (hungUp()) return
  const otherwise = "code" in error && error.code === "EPIPE" ? 0 : 1
  setImmediate(() => process.exit(process.exitCode ?? otherwise))
})
process.stderr.on("error", hungUp)

start().then(
  (exitCode) => {
    process.exitCode = exitCode
  },
  (thrown: unknown) => {
    process.stderr.write(`for-loop: ${thrown instanceof Error ? thrown.stack : String(thrown)}\n`)
    process.exitCode = 21
  },
)

/** A run that nobody can read any more ends like one whose terminal was closed: in order, so that it can be taken up. */
function hungUp(): boolean {
  return process.emit("SIGHUP", "SIGHUP")
}

/** Everything else is loaded behind the version check, so that an old Node meets nothing it cannot parse. */
async function start(): Promise<number> {
  const [{ main }, { forLoopHome }, { processTerminal }] = await Promise.all([
    import("./main.ts"),
    import("../store/home.ts"),
    import("./terminal.ts"),
  ])
  return await main(process.argv.slice(2), {
    home: forLoopHome(process.env),
    env: process.env,
    cwd: presentFolder(),
    now: Date.now,
    terminal: processTerminal(process.env),
  })
}

/** The folder may have been removed under the shell that stands in it; commands then see the user's home. */
function presentFolder(): string {
  try {
    return process.cwd()
  } catch {
    process.stderr.write("for-loop: the present folder no longer exists; going on from your home folder.\n")
    process.chdir(homedir())
    return homedir()
  }
}
