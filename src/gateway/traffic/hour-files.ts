import { basename, join } from "node:path"
import { fileSizes, pathsIn, removeFiles } from "../../system/background-files.ts"
import { type LineLog, openLineLog } from "../../system/line-log.ts"

const hourMs = 60 * 60 * 1000

/** A SIGKILL loses what was told within this time. */
const delayMs = 500
const maxWaitingBytes = 8 * 1024 * 1024

export type HourFiles = {
  readonly append: (line: string) => void
  /** Paths, the oldest first. */
  readonly paths: () => Promise<readonly string[]>
  /** Removes files that are older, and the oldest ones where all together are too large. */
  readonly purge: (keepHours: number) => Promise<void>
  /** Every file goes, also the one that is written. */
  readonly clear: () => Promise<void>
  /** Lines that did not get into a file. */
  readonly lost: () => number
  readonly flush: () => Promise<void>
  readonly close: () => Promise<void>
}

export type HourFilesOrder = {
  readonly folder: string
  /** What their names begin with. */
  readonly prefix: string
  readonly now: () => number
  /** Further lines of one hour are lost, and counted. */
  readonly perFileBytes: number
  readonly allBytes: number
  readonly onTrouble: (message: string) => void
}

/** One file per hour (UTC), so that what is too old goes with its file. */
export function openHourFiles(order: HourFilesOrder): HourFiles {
  const { folder, prefix } = order
  let current: { readonly hour: number; readonly log: LineLog; bytes: number } | null = null
  let closing: Promise<void> = Promise.resolve()
  let lost = 0

  const paths = () => pathsIn(folder, (name) => hourOf(name, prefix) !== null)
  const shut = (): void => {
    const old = current
    current = null
    if (old === null) return
    const before = closing
    closing = before.then(async () => {
      await old.log.close()
      lost += old.log.lost()
    })
  }
  const fileNow = () => {
    const hour = Math.floor(order.now() / hourMs)
    if (current !== null && current.hour === hour) return current
    shut()
    const path = join(folder, nameOf(hour * hourMs, prefix))
    current = {
      hour,
      bytes: 0,
      log: openLineLog({ path, delayMs, maxWaitingBytes, onTrouble: order.onTrouble }),
    }
    return current
  }

  return {
    append: (line) => {
      const file = fileNow()
      if (Math.max(file.log.written(), file.bytes) > order.perFileBytes) {
        lost += 1
        return
      }
      file.bytes += line.length + 1
      file.log.append(line)
    },
    paths,
    purge: async (keepHours) => {
      const oldest = order.now() - keepHours * hourMs
      const all = await paths()
      const old = all.filter((path) => (hourOf(path, prefix) ?? 0) + hourMs <= oldest)
      const sizes = await fileSizes(all.filter((path) => !old.includes(path)))
      const large: string[] = []
      let left = sizes.reduce((sum, { bytes }) => sum + bytes, 0)
      // The one that is written stays.
      for (const { path, bytes } of sizes.slice(0, -1)) {
        if (left <= order.allBytes) break
        large.push(path)
        left -= bytes
      }
      await removeFiles([...old, ...large])
    },
    clear: async () => {
      shut()
      await closing
      await removeFiles(await paths())
    },
    lost: () => lost + (current?.log.lost() ?? 0),
    flush: async () => {
      await closing
      await current?.log.flush()
    },
    close: async () => {
      shut()
      await closing
    },
  }
}

function nameOf(at: number, prefix: string): string {
  return `${prefix}${new Date(at).toISOString().slice(0, 13)}.jsonl`
}

/** Epoch ms of the beginning of a file's hour; null for a file of another kind. */
function hourOf(path: string, prefix: string): number | null {
  const name = basename(path)
  const [, hour] = name.startsWith(prefix)
    ? (/^(\d{4}-\d\d-\d\dT\d\d)\.jsonl$/.exec(name.slice(prefix.length)) ?? [])
    : []
  const at = hour === undefined ? Number.NaN : Date.parse(`${hour}:00:00Z`)
  return Number.isNaN(at) ? null : at
}
