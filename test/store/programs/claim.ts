import { claimArm } from "../../../src/store/arm.ts"

// Waits for a line, so that all claimers start together, then tries to claim.
const [home = "", token = "", now = "0"] = process.argv.slice(2)
process.stdout.write("ready\n")
process.stdin.once("data", () => {
  process.stdout.write(claimArm(home, token, Number(now)) === null ? "none\n" : "claimed\n")
  process.stdin.destroy()
})
