import { randomBytes } from "node:crypto"

/** Ids of requests: the same random beginning for all of this process, then their number, together 128 bits in hex. */
export function createRequestIds(): () => string {
  const start = `req_${randomBytes(12).toString("hex")}`
  let count = 0
  return () => {
    count = (count + 1) % 2 ** 32
    return `${start}${count.toString(16).padStart(8, "0")}`
  }
}
