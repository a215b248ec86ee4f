import { join } from "node:path"
import { appendLines } from "../system/append-file.ts"
import { type Durability, ensureDir } from "../system/atomic-file.ts"
import { fileFacts } from "../system/file-facts.ts"
import { readTail } from "../system/file-tail.ts"
import { openGrowingFile } from "../system/growing-file.ts"
import { listNames } from "../system/list-names.ts"
import { storeErrorOf } from "../system/store-error.ts"
import { uniqueHex } from "../system/unique-name.ts"
import { type CallRecord, checkCall, decodeCall } from "./call-record.ts"
import { apply, type CallState, carryOver, emptyState, type Outcome, stateFrom } from "./call-state.ts"

type WithoutNonce<One> = One extends unknown ? Omit<One, "nonce"> : never
type NewRecord = WithoutNonce<CallRecord>

/** The call log as one process reads and extends it. */
export type CallLog = {
  /** Reads what others wrote since. Throws StoreError. */
  state(): CallState
  /** As far as it was read: for questions whose answer a record that is submitted next decides anyway. */
  known(): CallState
  /** Writes one record and says what it came to. Throws StoreError; then nothing may be assumed about the record. */
  submit(record: NewRecord, durability: Durability): Outcome
  /** Brings everything written so far to the disk. Throws StoreError. */
  flush(): Promise<void>
}

/** About 2,500 calls; a process that starts reads the newest file alone. */
const usualFileBytes = 1_000_000
const callFile = /^calls-(\d{6})\.jsonl$/
/** How often a line that cannot be read back is written again; then the disk is not to be trusted. */
const mostWrites = 3

/** Paths of the log's files, oldest first. Throws StoreError. */
export function callFiles(home: string): string[] {
  return fileNumbers(home).map((file) => callPath(home, file))
}

/**
 * Opens the log of all model calls (`ledger/calls-000001.jsonl`, …). There is no lock: a record is appended in one write, the order
 * of the file decides (`call-state.ts`), and each process reads on from where it stopped. A full file is closed by a `sealed` line;
 * what is appended behind it does not count and its writer repeats it in the next file, which begins with everything that is still
 * needed (`carried`: the first such line holds, several are equal). Appends are atomic on local file systems; a home on NFS is not
 * supported. Throws StoreError.
 */
export function openCallLog(home: string, fileBytes = usualFileBytes): CallLog {
  let number = 1
  let offset = 0
  let sealed = false
  /** Length of the carried line that was taken in this file; 0 before. */
  let carriedBytes = 0
  let state = emptyState()
  let growing = openGrowingFile(callPath(home, number))
  /** What the file had at the last look; more than `offset` where its last line is torn. */
  let seen = 0
  /** Nonces of this log: nobody else begins theirs like this. */
  const writer = uniqueHex(12)
  let lines = 0

  const path = (): string => growing.path

  const enter = (file: number): void => {
    number = file
    growing.close()
    growing = openGrowingFile(callPath(home, number))
    offset = 0
    seen = 0
    sealed = false
    carriedBytes = 0
  }

  /** From the newest file that begins with what was carried over; one whose beginning was torn is made good by the one before. */
  const begin = (): void => {
    state = emptyState()
    const numbers = fileNumbers(home).reverse()
    enter(1)
    for (const file of numbers) {
      enter(file)
      if (file === 1 || startsCarried(path())) return
    }
    enter(1)
  }

  const catchUp = (mine: string | null): Outcome | null => {
    let own: Outcome | null = null
    for (;;) {
      for (const line of newLines()) {
        const record = sealed ? null : decodeCall(line)
        if (record === null) continue
        if (record.kind === "carried") {
          if (carriedBytes === 0) state = stateFrom(record.carried)
          carriedBytes = Math.max(carriedBytes, line.length)
          continue
        }
        const outcome = apply(state, record)
        if (record.nonce === mine) own = outcome
        if (record.kind === "sealed") sealed = true
      }
      if (!sealed) return own
      advance()
    }
  }

  const newLines = (): string[] => {
    const size = growing.size()
    seen = size
    if (size < offset) {
      // Somebody removed or cut the file: what is there now is all there is.
      begin()
      return newLines()
    }
    if (size === offset) return []
    const tail = readTail(path(), size - offset, size)
    if (tail === null) throw storeErrorOf(path(), new Error("it can be written but not read"))
    const end = tail.bytes.lastIndexOf(10) + 1
    offset += end
    return tail.bytes.subarray(0, end).toString("utf8").split("\n")
  }

  const advance = (): void => {
    const carried = carryOver(state)
    enter(number + 1)
    if (!startsCarried(path())) write({ kind: "carried", carried }, "flushed")
  }

  const write = (record: NewRecord, durability: Durability): string => {
    const nonce = uniqueHex(12)
    ensureDir(ledgerFolder(home))
    appendLines(path(), [JSON.stringify({ ...record, nonce })], durability)
    return nonce
  }

  /**
   * Writes a record and says what it came to. Where nobody else wrote since the last look, the file's size proves that the record
   * stands right behind what is known, and nothing has to be read back.
   */
  const append = (record: NewRecord, durability: Durability): Outcome | null => {
    lines += 1
    const nonce = `${writer}${lines.toString(36)}`
    const line = { ...record, nonce }
    const isWhole = seen === offset
    const bytes = Buffer.from(`${isWhole ? "" : "\n"}${JSON.stringify(line)}\n`)
    const size = growing.append(bytes, durability)
    const own = isWhole && size === offset + bytes.length ? checkCall(line) : null
    if (own === null) return catchUp(nonce)
    offset = size
    seen = size
    return apply(state, own)
  }

  begin()
  return {
    // A file that was closed in between was brought to the disk by the line that begins the next one, or is so by the system.
    flush: () => growing.flush(),
    state: () => {
      catchUp(null)
      return state
    },
    known: () => state,
    submit: (record, durability) => {
      for (let writes = 0; writes < mostWrites; ) {
        const file = number
        const own = append(record, durability)
        if (own !== null) {
          if (offset > carriedBytes + fileBytes)
            catchUp(write({ kind: "sealed", at: timeOf(record) }, "cached"))
          return own
        }
        // In a file that another process has sealed before our line, the line does not count, and writing it again is right.
        if (file === number) writes += 1
      }
      throw storeErrorOf(path(), new Error("what was written cannot be read back"))
    },
  }
}

function timeOf(record: NewRecord): number {
  return "at" in record ? record.at : 0
}

/** Whether a file begins with a whole carried line; before it only one that a kill tore may stand. */
function startsCarried(path: string): boolean {
  const facts = fileFacts(path)
  if (facts === null) return false
  const text = readTail(path, facts.bytes, facts.bytes)?.bytes.toString("utf8") ?? ""
  return text
    .slice(0, text.lastIndexOf("\n") + 1)
    .split("\n")
    .some((line) => line.startsWith('{"kind":"carried"') && decodeCall(line) !== null)
}

function fileNumbers(home: string): number[] {
  return listNames(ledgerFolder(home)).flatMap((name) => {
    const found = callFile.exec(name)?.[1]
    return found === undefined ? [] : [Number(found)]
  })
}

function callPath(home: string, file: number): string {
  return join(ledgerFolder(home), `calls-${String(file).padStart(6, "0")}.jsonl`)
}

function ledgerFolder(home: string): string {
  return join(home, "ledger")
}
