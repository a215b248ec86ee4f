import type { Readable } from "node:stream"

/** Text of a body of at most so many bytes; null when it is longer or breaks off. */
export async function textWithin(body: Readable, most: number): Promise<string | null> {
  const bytes = await bytesWithin(body, most)
  return bytes === null ? null : bytes.toString("utf8")
}

/** The same as bytes. */
export async function bytesWithin(body: Readable, most: number): Promise<Buffer | null> {
  const chunks: Buffer[] = []
  let size = 0
  try {
    for await (const chunk of body) {
      const bytes = Buffer.from(chunk)
      size += bytes.length
      if (size > most) return null // leaving the loop destroys the body
      chunks.push(bytes)
    }
  } catch {
    return null
  }
  return Buffer.concat(chunks)
}
