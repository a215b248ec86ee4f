import { uniqueHex } from "../system/unique-name.ts"

/** Sortable and unique: time (`now` in epoch ms) in base 36 and 40 random bits. A name, no secret. */
export function newLoopId(now: number): string {
  return `${Math.round(now).toString(36)}-${uniqueHex(10)}`
}
