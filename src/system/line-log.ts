import { type FileHandle, mkdir, open, rename, rm } from "node:fs/promises"
import { dirname } from "node:path"
import { temporaryName } from "./atomic-file.ts"

export type LineLogOrder = {
  readonly path: string
  /** Lines of this long are written together: what a SIGKILL can take away is what was appended within it. */
  readonly delayMs: number
  /** More is not held while the disk refuses or is too slow: further lines are lost and counted. */
  readonly maxWaitingBytes: number
  /** Told once until a write succeeds again. */
  readonly onTrouble: (message: string) => void
}

/** A file that grows by lines in the background; no call waits for the disk. */
export type LineLog = {
  /** `line` has no line end. */
  readonly append: (line: string) => void
  /**
   * Replaces the file in one step by lines that are asked for while they are written, so they may be many. What is
   * appended meanwhile follows behind them. Rejects when the disk refuses; the old file then stays.
   */
  readonly replace: (lines: () => Iterable<string>) => Promise<void>
  /** Bytes in the file, once it is open. */
  readonly written: () => number
  readonly lost: () => number
  /** Resolves when everything appended so far was handed to the system, or refused by it. */
  readonly flush: () => Promise<void>
  readonly close: () => Promise<void>
}

const retryMs = 5000
const pieceCharacters = 128 * 1024

/**
 * Opens nothing until the first line comes. Mode 0600; missing folders are made. When the file ends in a line that a
 * kill tore, a new line is started first. A kill loses at most `delayMs` and the write under way; nothing is forced to
 * the platter, so a power cut may lose what the system still held.
 */
export function openLineLog(order: LineLogOrder): LineLog {
  let waiting: string[] = []
  let waitingBytes = 0
  let handle: FileHandle | null = null
  let written = 0
  let lost = 0
  let torn = false
  let troubled = false
  let timer: NodeJS.Timeout | null = null
  /** The disk work, one after another. */
  let work: Promise<unknown> = Promise.resolve()

  const schedule = (ms: number): void => {
    if (timer !== null) return
    timer = setTimeout(() => {
      timer = null
      void enqueue(drain)
    }, ms)
    timer.unref()
  }
  const enqueue = <T>(task: () => Promise<T>): Promise<T> => {
    const run = work.then(task)
    work = run.catch(() => {})
    return run
  }
  const take = (): string[] => {
    const taken = waiting
    waiting = []
    return taken
  }
  const trouble = (error: unknown): void => {
    if (troubled) return
    troubled = true
    order.onTrouble(error instanceof Error ? error.message : String(error))
  }
  const drain = async (): Promise<void> => {
    const batch = take()
    if (batch.length === 0) return
    try {
      if (handle === null) {
        await mkdir(dirname(order.path), { recursive: true, mode: 0o700 })
        handle = await open(order.path, "a+", 0o600)
        written = (await handle.stat()).size
        torn = await endsInsideLine(handle, written)
      }
      const bytes = Buffer.from(`${torn ? "\n" : ""}${batch.join("\n")}\n`)
      torn = true
      await writeWhole(handle, bytes)
      torn = false
      troubled = false
      written += bytes.length
      waitingBytes -= sizeOf(batch)
    } catch (error) {
      trouble(error)
      waiting = [...batch, ...waiting]
      schedule(retryMs)
    }
  }
  const replace = async (lines: () => Iterable<string>): Promise<void> => {
    // What waits is told by the new lines.
    const covered = take()
    try {
      await mkdir(dirname(order.path), { recursive: true, mode: 0o700 })
      const size = await writeBeside(order.path, lines, async () => {
        await handle?.close()
        handle = null
      })
      written = size
      waitingBytes -= sizeOf(covered)
    } catch (error) {
      trouble(error)
      waiting = [...covered, ...waiting]
      schedule(retryMs)
      throw error
    }
  }
  const flush = (): Promise<void> => enqueue(drain)

  return {
    append: (line) => {
      const size = line.length + 1
      if (waitingBytes + size > order.maxWaitingBytes) {
        lost += 1
        return
      }
      waiting.push(line)
      waitingBytes += size
      schedule(order.delayMs)
    },
    replace: (lines) => enqueue(() => replace(lines)),
    written: () => written,
    lost: () => lost,
    flush,
    close: async () => {
      if (timer !== null) clearTimeout(timer)
      await flush()
      if (timer !== null) clearTimeout(timer)
      lost += waiting.length
      waiting = []
      const open = handle
      handle = null
      await open?.close()
    },
  }
}

function sizeOf(lines: readonly string[]): number {
  return lines.reduce((sum, line) => sum + line.length + 1, 0)
}

async function endsInsideLine(handle: FileHandle, size: number): Promise<boolean> {
  if (size === 0) return false
  const { buffer } = await handle.read(Buffer.alloc(1), 0, 1, size - 1)
  return buffer[0] !== 10
}

/** A nearly full disk takes a part only; going on then reports the fault instead of losing the rest silently. */
async function writeWhole(handle: FileHandle, bytes: Buffer): Promise<void> {
  for (let at = 0; at < bytes.length; ) {
    const { bytesWritten } = await handle.write(bytes, at)
    at += bytesWritten
  }
}

async function writeBeside(
  path: string,
  lines: () => Iterable<string>,
  beforeRename: () => Promise<void>,
): Promise<number> {
  const temporary = temporaryName(path)
  let size = 0
  try {
    const file = await open(temporary, "wx", 0o600)
    try {
      for (const piece of piecesOf(lines())) {
        const bytes = Buffer.from(piece)
        await writeWhole(file, bytes)
        size += bytes.length
      }
    } finally {
      await file.close()
    }
    await beforeRename()
    await rename(temporary, path)
    return size
  } catch (error) {
    await rm(temporary, { force: true })
    throw error
  }
}

function* piecesOf(lines: Iterable<string>): Generator<string> {
  let piece = ""
  for (const line of lines) {
    piece += `${line}\n`
    if (piece.length < pieceCharacters) continue
    yield piece
    piece = ""
  }
  if (piece !== "") yield piece
}
