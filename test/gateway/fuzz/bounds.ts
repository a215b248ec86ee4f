import { setFlagsFromString } from "node:v8"
import { runInNewContext } from "node:vm"
import fc from "fast-check"

setFlagsFromString("--expose-gc")
const collect: () => void = runInNewContext("gc")

/** Megabytes that are really in use. */
export function heapMb(): number {
  collect()
  return process.memoryUsage().heapUsed / 1024 / 1024
}

/** Bytes of every kind: noise, broken UTF-8, JSON that is nearly right, lines without end. */
export const garbage: fc.Arbitrary<Uint8Array> = fc.oneof(
  fc.uint8Array({ maxLength: 4000 }),
  fc.string({ unit: "binary", maxLength: 2000 }).map(bytesOf),
  fc.json().map(bytesOf),
  fc
    .array(fc.constantFrom("{", "}", "[", "]", '"', ":", ",", "\\", "\n", "\r", "data:", "null"), {
      maxLength: 500,
    })
    .map((tokens) => bytesOf(tokens.join(""))),
  fc
    .constantFrom(0, 10, 13, 34, 91, 123, 255)
    .chain((byte) => fc.nat(20_000).map((length) => new Uint8Array(length).fill(byte))),
)

export function bytesOf(text: string): Uint8Array {
  return new TextEncoder().encode(text)
}

export function joined(pieces: readonly Uint8Array[]): Uint8Array {
  return Uint8Array.from(Buffer.concat(pieces))
}

/** The same bytes in pieces, cut anywhere. */
export function cutAt(bytes: Uint8Array, cuts: readonly number[]): readonly Uint8Array[] {
  const places = [...new Set(cuts.map((cut) => cut % (bytes.length + 1)))].sort((a, b) => a - b)
  return [...places, bytes.length].map((to, at) => bytes.subarray(places[at - 1] ?? 0, to))
}
