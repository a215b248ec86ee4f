import { acquireLock } from "../../../src/store/lock.ts"
import { appendLines } from "../../../src/system/append-file.ts"

// Takes the lock `rounds` times; about one in `deadly` rounds it kills itself while holding it (0 = never).
const [home = "", log = "", rounds = "0", deadly = "0"] = process.argv.slice(2)
for (let round = 0; round < Number(rounds); round++) {
  const lock = await acquireLock(home, "shared", { now: Date.now(), waitMs: 60_000, staleMs: 600_000 })
  if (lock.kind !== "held") throw new Error(JSON.stringify(lock))
  appendLines(log, [`enter ${process.pid}`], "cached")
  if (Number(deadly) > 0 && Math.random() < 1 / Number(deadly)) process.kill(process.pid, "SIGKILL")
  appendLines(log, [`leave ${process.pid}`], "cached")
  lock.release()
}
