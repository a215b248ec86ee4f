import { readFileSync } from "node:fs"
import { join } from "node:path"
import { acquireLock } from "../../../src/store/lock.ts"
import { appendLines } from "../../../src/system/append-file.ts"
import { writeFileAtomic } from "../../../src/system/atomic-file.ts"

// Takes the lock `rounds` times and logs when it is inside. How it leaves: "release"; "kill" = about one time in eight
// it kills itself while inside; "abandon" = it makes the lock look like that of the dead process `deadPid`, so that
// every single acquisition is a takeover.
const [home = "", log = "", rounds = "0", leaving = "release", deadPid = "0"] = process.argv.slice(2)
for (let round = 0; round < Number(rounds); round++) {
  const lock = await acquireLock(home, "shared", { now: Date.now(), waitMs: 60_000, staleMs: 600_000 })
  if (lock.kind !== "held") throw new Error(JSON.stringify(lock))
  appendLines(log, [`enter ${process.pid}`], "cached")
  if (leaving === "kill" && Math.random() < 1 / 8) process.kill(process.pid, "SIGKILL")
  appendLines(log, [`leave ${process.pid}`], "cached")
  if (leaving === "abandon") abandon(join(home, "locks", "shared.lock"))
  else lock.release()
}

function abandon(path: string): void {
  const record: unknown = JSON.parse(readFileSync(path, "utf8"))
  writeFileAtomic(path, JSON.stringify(Object.assign({}, record, { pid: Number(deadPid) })), "cached")
}
