import { readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { parseRecord } from "../../src/system/json-record.ts"

const hour = 3_600_000

/** As if the holder of a loop's lock had been at work for an hour, by every clock. */
export function ageLock(home: string, loop: string): void {
  const path = join(home, "locks", `${loop}.lock`)
  const record = parseRecord(readFileSync(path, "utf8"))
  const back = (value: unknown): number => Number(value) - hour
  writeFileSync(path, JSON.stringify({ ...record, at: back(record?.at), up: back(record?.up) }))
}
