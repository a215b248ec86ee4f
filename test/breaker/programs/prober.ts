import { breakerRules } from "../../../src/breaker/health.ts"
import { openBreakers } from "../../../src/breaker/open-breakers.ts"

// A run that wants to go on while the breaker is half-open: says what the gate answered, then lives until stdin ends.
const [home = "", now = "0"] = process.argv.slice(2)
const breakers = openBreakers(home, breakerRules("auto"))
process.stdout.write(breakers.gate({ upstream: "gemini", model: "m" }, Number(now)).kind)
process.stdin.resume()
