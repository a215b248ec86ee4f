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
export type NewRecord = WithoutNonce<CallRecord>

/** The call log as one process reads and extends it. */
export type CallLog = {
  /** Reads what others wrote since. Throws StoreError. */
  state(): CallState
  /** As far as it was read: for questions whose answer a record that is submitted next decides anyway. */
  known(): CallState
  /** Writes one record and says what it came to. Throws StoreError; then nothing may be assumed about the record. */
  submit(record: NewRecord, durability: Durability): Outcome
  /** The same for several in one write, in this order. */
  submitAll(records: readonly NewRecord[], durability: Durability): readonly Outcome[]
  /** Brings everything written so far to the disk. Throws StoreError. */
  flush(): Promise<void>
}

/** About 5,000 calls under all caps; a process that starts reads the newest file alone. */
const usualFileBytes = 4_000_000
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

  /** Reads what is new, and tells what became of the records in it by their nonces. */
  const catchUp = (): ReadonlyMap<string, Outcome> => {
    const outcomes = new Map<string, Outcome>()
    for (;;) {
      for (const line of newLines()) {
        const record = sealed ? null : decodeCall(line)
        if (record === null) continue
        if (record.kind === "carried") {
          if (carriedBytes === 0) state = stateFrom(record.carried)
          carriedBytes = Math.max(carriedBytes, line.length)
          continue
        }
        outcomes.set(record.nonce, apply(state, record))
        if (record.kind === "sealed") sealed = true
      }
      if (!sealed) return outcomes
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

  const write = (record: NewRecord, durability: Durability): void => {
    ensureDir(ledgerFolder(home))
    appendLines(path(), [JSON.stringify({ ...record, nonce: uniqueHex(12) })], durability)
  }

  /**
   * Writes records and says what they came to; null for one that does not count. Where nobody else wrote since the last look, the
   * file's size proves that they stand right behind what is known, and nothing has to be read back.
   */
  const append = (records: readonly NewRecord[], durability: Durability): readonly (Outcome | null)[] => {
    const own = records.map((record) => {
      lines += 1
      return { ...record, nonce: `${writer}${lines.toString(36)}` }
    })
    const isWhole = seen === offset
    const text = own.map((line) => `${JSON.stringify(line)}\n`).join("")
    const bytes = Buffer.from(isWhole ? text : `\n${text}`)
    const size = growing.append(bytes, durability)
    const known = isWhole && size === offset + bytes.length ? own.map(checkCall) : []
    const proven = known.filter((record) => record !== null)
    if (proven.length < own.length) {
      const outcomes = catchUp()
      return own.map(({ nonce }) => outcomes.get(nonce) ?? null)
    }
    offset = size
    seen = size
    return proven.map((record) => apply(state, record))
  }

  const submitAll: CallLog["submitAll"] = (records, durability) => {
    const outcomes = new Map<NewRecord, Outcome>()
    for (let writes = 0; writes < mostWrites; ) {
      const file = number
      const left = outcomes.size === 0 ? records : records.filter((record) => !outcomes.has(record))
      for (const [at, outcome] of append(left, durability).entries()) {
        const record = left[at]
        if (record !== undefined && outcome !== null) outcomes.set(record, outcome)
      }
      const all = records.flatMap((record) => outcomes.get(record) ?? [])
      if (all.length === records.length) {
        if (offset > carriedBytes + fileBytes) {
          write({ kind: "sealed", at: timeOf(records.at(-1)) }, "cached")
          catchUp()
        }
        return all
      }
      // In a file that another process has sealed before our lines, they do not count, and writing them again is right.
      if (file === number) writes += 1
    }
    throw storeErrorOf(path(), new Error("what was written cannot be read back"))
  }

  begin()
  return {
    // A file that was closed in between was brought to the disk by the line that begins the next one, or is so by the system.
    flush: () => growing.flush(),
    state: () => {
      catchUp()
      return state
    },
    known: () => state,
    submitAll,
    submit: (record, durability) => {
      const [outcome] = submitAll([record], durability)
      if (outcome === undefined) throw storeErrorOf(path(), new Error("nothing was written"))
      return outcome
    },
  }
}

function timeOf(record: NewRecord | undefined): number {
  return record !== undefined && "at" in record ? record.at : 0
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
