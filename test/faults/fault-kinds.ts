import type { FsCall, Outcome } from "./patch-fs.ts"

/** What can happen to one call. `…, on`: it lasts until the process ends, as a full disk does. */
export const faultKinds = [
  "kill before",
  "kill within",
  "kill after",
  "short write",
  "torn write",
  "ENOSPC",
  "ENOSPC, on",
  "EROFS",
  "EROFS, on",
  "EACCES",
  "EMFILE",
] as const
export type FaultKind = (typeof faultKinds)[number]

/** A fault at the `at`-th call, counted from 1. */
export type Fault = { readonly kind: FaultKind; readonly at: number }

const taking = ["openSync", "writeSync", "writeFileSync", "fsyncSync", "fdatasyncSync", "closeSync"]
const naming = ["mkdirSync", "renameSync", "linkSync", "copyFileSync", "symlinkSync"]
const opening = ["openSync", "readFileSync", "writeFileSync", "readdirSync", "copyFileSync"]
const writing = ["writeSync", "writeFileSync"]
/** These work on what is open already: neither a mode nor a table of open files can refuse them. */
const onOpenFile = [
  "readSync",
  "writeSync",
  "fstatSync",
  "fsyncSync",
  "fdatasyncSync",
  "closeSync",
  "ftruncateSync",
]

/** Whether a system could answer this call so. */
export function fits(kind: FaultKind, call: FsCall): boolean {
  switch (kind) {
    case "kill before":
    case "kill after":
      return true
    case "kill within":
    case "short write":
    case "torn write":
      return writing.includes(call.name)
    case "ENOSPC":
    case "ENOSPC, on":
      return call.changes && [...taking, ...naming].includes(call.name)
    case "EROFS":
    case "EROFS, on":
      return call.changes && !onOpenFile.includes(call.name)
    case "EACCES":
      return !onOpenFile.includes(call.name)
    case "EMFILE":
      return opening.includes(call.name)
    default:
      return kind satisfies never
  }
}

/** What the `number`-th call does under this fault. */
export function outcomeOf(fault: Fault, number: number, call: FsCall): Outcome {
  const { kind, at } = fault
  const lasting = kind === "ENOSPC, on" || kind === "EROFS, on"
  if (lasting ? number < at || !fits(kind, call) : number !== at) return { kind: "works" }
  switch (kind) {
    case "kill before":
      return { kind: "dies", work: "none" }
    case "kill within":
      return { kind: "dies", work: "half" }
    case "kill after":
      return { kind: "dies", work: "all" }
    case "short write":
      // Node repeats the system call until all is taken where a whole file is written.
      return call.name === "writeSync" ? { kind: "short" } : { kind: "works" }
    case "torn write":
      return { kind: "fails", code: "ENOSPC", work: "half" }
    case "ENOSPC":
    case "EROFS":
    case "EACCES":
    case "EMFILE":
      // A file whose closing fails is closed.
      return { kind: "fails", code: kind, work: call.name === "closeSync" ? "all" : "none" }
    case "ENOSPC, on":
      return { kind: "fails", code: "ENOSPC", work: call.name === "closeSync" ? "all" : "none" }
    case "EROFS, on":
      return { kind: "fails", code: "EROFS" }
    default:
      return kind satisfies never
  }
}
