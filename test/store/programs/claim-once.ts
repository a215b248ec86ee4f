import { claimOnce } from "../../../src/store/claim-once.ts"

// Waits for a line, so that all windows start together, then tries to claim.
const [home = "", name = "", now = "0"] = process.argv.slice(2)
process.stdout.write("ready\n")
process.stdin.once("data", () => {
  process.stdout.write(`${claimOnce(home, name, Number(now)).kind}\n`)
  process.stdin.destroy()
})
