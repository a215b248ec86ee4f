import { randomBytes } from "node:crypto"

/** Sortable and unique: time (`now` in epoch ms) in base 36 and 40 random bits. */
export function newLoopId(now: number): string {
  return `${Math.round(now).toString(36)}-${randomBytes(5).toString("hex")}`
}
