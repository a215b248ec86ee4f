import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterEach } from "vitest"
import type { AttemptFacts, CallEnd, CallFacts } from "../../../src/gateway/traffic/call.ts"
import { openTraffic, type Traffic, type TrafficOrder } from "../../../src/gateway/traffic/traffic.ts"
import { attempt, end, facts } from "./a-call.ts"

const made: string[] = []
const opened: Traffic[] = []

afterEach(async () => {
  for (const log of opened.splice(0)) await log.close()
  for (const folder of made.splice(0)) rmSync(folder, { recursive: true, force: true })
})

export function newHome(): string {
  const home = mkdtempSync(join(tmpdir(), "for-loop-traffic-"))
  made.push(home)
  return home
}

export function openLog(home: string, more: Partial<TrafficOrder> = {}): Traffic {
  const log = openTraffic({
    home,
    now: Date.now,
    config: { keepHours: 24, capture: false },
    secrets: () => [],
    onTrouble: fail,
    ...more,
  })
  opened.push(log)
  return log
}

/** One whole call. */
export function tell(
  log: Traffic,
  more: {
    readonly facts?: Partial<CallFacts>
    readonly attempt?: Partial<AttemptFacts>
    readonly end?: Partial<CallEnd>
  } = {},
): void {
  const record = log.begin({ ...facts, ...more.facts })
  log.attempt(record, { ...attempt, ...more.attempt })
  log.end(record, { ...end, ...more.end })
}

/** Everything the log wrote. */
export function filesOf(home: string) {
  const folder = join(home, "gateway", "traffic")
  return readdirSync(folder).map((name) => {
    const path = join(folder, name)
    return { name, path, text: readFileSync(path, "utf8"), mode: statSync(path).mode & 0o777 }
  })
}

/** A clock that stands until it is set. */
export function clockAt(start: string) {
  let at = Date.parse(start)
  return {
    now: () => at,
    pass: (ms: number) => {
      at += ms
    },
  }
}

export const minute = 60_000
export const hour = 60 * minute

function fail(message: string): void {
  throw new Error(message)
}
