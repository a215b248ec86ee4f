import { crc32 } from "node:zlib"
import { expect, it } from "vitest"
import { crcByHand } from "../../src/git/quick/pack-file.ts"

it.each([0, 1, 255, 4096])(
  "computes the checksum of %i bytes as zlib does, for runtimes without zlib's",
  (length) => {
    const bytes = Buffer.from(Array.from({ length }, (_, n) => (n * 31 + 7) & 255))
    expect(crcByHand(bytes)).toBe(crc32(bytes))
  },
)
