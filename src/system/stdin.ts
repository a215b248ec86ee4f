import { readFileSync } from "node:fs"

/** Everything on standard input, read to its end; empty when there is none or it cannot be read. */
export function readStdin(): Uint8Array {
  try {
    return readFileSync(0)
  } catch {
    return new Uint8Array()
  }
}
