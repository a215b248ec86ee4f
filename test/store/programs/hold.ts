import { acquireLock } from "../../../src/store/lock.ts"

// Takes the lock, says so, and keeps it until it is killed or its stdin ends.
const [home = "", loop = ""] = process.argv.slice(2)
const lock = await acquireLock(home, loop, { now: Date.now(), waitMs: 0, staleMs: 600_000 })
process.stdout.write(`${JSON.stringify(lock)}\n`)
process.stdin.resume()
process.stdin.on("end", () => {
  if (lock.kind === "held") lock.release()
})
