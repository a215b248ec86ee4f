import { breakerRules } from "../../../../src/breaker/health.ts"
import { openPool } from "../../../../src/gateway/pool/open-pool.ts"
import { upstream } from "../sample-upstream.ts"

// A gateway that sends one call at the given moment: says what the pool answered, then holds it until stdin ends.
const [home = "", now = "0"] = process.argv.slice(2)
const main = upstream(2)
const pool = openPool({
  home,
  upstreams: () => [main],
  breaker: breakerRules("auto"),
  now: () => Number(now),
  random: Math.random,
  spentToday: () => 0,
})
const acquired = await pool.acquire({
  target: { upstream: main, model: "m" },
  key: { name: "client", concurrency: null },
  session: null,
  signal: new AbortController().signal,
  tried: [],
})
process.stdout.write(acquired.kind === "lease" ? "lease" : acquired.reason)
process.stdin.resume()
