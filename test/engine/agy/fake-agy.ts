import { appendFileSync, readFileSync, writeSync } from "node:fs"

/**
 * Stands in for agy: prints what a recorded run printed, in odd pieces, and misbehaves as it did. What to play comes in
 * `FAKE_AGY` as JSON; each call is noted in `FAKE_AGY_CALLS`.
 */
type Play = {
  readonly stdout: string
  readonly stderr: string
  readonly exitCode: number | null
  readonly usage?: string
}

const play: Play = JSON.parse(readFileSync(process.env.FAKE_AGY ?? "", "utf8"))
const args = process.argv.slice(2)

if (args[0] === "--version") {
  writeSync(1, `agy version ${process.env.FAKE_AGY_VERSION ?? "1.3.1"}\n`)
} else if (args.includes("/usage")) {
  writeSync(1, play.usage ?? "{}\n")
} else {
  const stdin = readFileSync(0, "utf8")
  note({ args, stdin })
  const bytes = Buffer.from(play.stdout, "utf8")
  // Seven bytes: characters and lines are cut where no reader expects it.
  for (let at = 0; at < bytes.length; at += 7) writeSync(1, bytes.subarray(at, at + 7))
  if (play.stderr !== "") writeSync(2, play.stderr)
  if (play.exitCode === null) setInterval(() => {}, 1000)
  else if (play.exitCode === 137) process.kill(process.pid, "SIGKILL")
  else process.exitCode = play.exitCode
}

function note(call: object): void {
  const path = process.env.FAKE_AGY_CALLS
  if (path !== undefined) appendFileSync(path, `${JSON.stringify(call)}\n`)
}
