import { breakerRules } from "../../../../src/engine/upstream/health.ts"
import { openUpstreams } from "../../../../src/engine/upstream/open-upstreams.ts"

// A run that wants to go on while the breaker is half-open: says what the gate answered, then lives until stdin ends.
const [home = "", now = "0"] = process.argv.slice(2)
const upstreams = openUpstreams(home, breakerRules("auto"))
process.stdout.write(upstreams.gate({ backend: "gemini", model: "m" }, Number(now)).kind)
process.stdin.resume()
