import { openTraffic } from "../../../../src/gateway/traffic/traffic.ts"
import { attempt, end, facts } from "../a-call.ts"

/** Ends one call every few milliseconds and tells its id and time, until it is killed. */
const [home = ""] = process.argv.slice(2)
const log = openTraffic({
  home,
  now: Date.now,
  config: { keepHours: 24, capture: false },
  secrets: () => [],
  onTrouble: (message) => process.stderr.write(message),
})
let number = 0
setInterval(() => {
  number += 1
  const id = `${process.pid}_${number}`
  const record = log.begin({ ...facts, id })
  log.attempt(record, attempt)
  log.end(record, end)
  process.stdout.write(`${id} ${Date.now()}\n`)
}, 5)
