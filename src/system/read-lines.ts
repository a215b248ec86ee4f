import { open } from "node:fs/promises"

const pieceBytes = 256 * 1024

/**
 * Lines of a file without blocking, in constant memory; a longer line than `longest` characters is left out. Nothing comes
 * from a file that is not there, and a file that cannot be read further ends early.
 */
export async function* readLines(path: string, longest: number): AsyncGenerator<string> {
  try {
    const file = await open(path, "r")
    try {
      yield* linesOf(file, longest)
    } finally {
      await file.close()
    }
  } catch {
    // Gone, or not readable: as good as empty.
  }
}

type Readable = {
  read(buffer: Uint8Array, offset: number, length: number, at: null): Promise<{ readonly bytesRead: number }>
}

async function* linesOf(file: Readable, longest: number): AsyncGenerator<string> {
  const buffer = Buffer.allocUnsafe(pieceBytes)
  const decoder = new TextDecoder()
  let rest = ""
  let skipping = false
  for (;;) {
    const { bytesRead } = await file.read(buffer, 0, buffer.length, null)
    if (bytesRead === 0) break
    const lines = decoder.decode(buffer.subarray(0, bytesRead), { stream: true }).split("\n")
    const last = lines.pop() ?? ""
    for (const line of lines) {
      if (!skipping && rest.length + line.length <= longest) yield rest + line
      skipping = false
      rest = ""
    }
    rest = skipping ? "" : rest + last
    if (rest.length > longest) {
      skipping = true
      rest = ""
    }
  }
  if (rest !== "" && !skipping) yield rest
}
