import { appendFileSync } from "node:fs"
import { type Fault, type FaultKind, faultKinds, outcomeOf } from "../fault-kinds.ts"
import { type FsCall, type Outcome, patchFs } from "../patch-fs.ts"

// Loaded before the hook: `node --import faulty.ts hook.cjs Stop`. FAULTY tells what goes wrong in this process.
const order: unknown = JSON.parse(process.env.FAULTY ?? "{}")
delete process.env.FAULTY

const roots = listOf(order, "roots")
const log = textOf(order, "log")
const aheadMs = numberOf(order, "aheadMs")
const touching = textOf(order, "touching")
let fault = faultOf(order)
const network = textOf(order, "network")
let calls = 0

if (aheadMs !== null) {
  const real = Date.now
  Date.now = () => real() + aheadMs
}

if (roots.length > 0) {
  patchFs({
    roots,
    next: (call) => {
      calls += 1
      if (fault?.at === 0 && call.changes && call.path.includes(touching ?? ""))
        fault = { ...fault, at: calls }
      // Not under a watched folder, so it counts for nothing itself.
      if (log !== null) appendFileSync(log, `${JSON.stringify(call)}\n`)
      return fault === null ? networkOutcome(call) : outcomeOf(fault, calls, call)
    },
    die: () => {
      process.kill(process.pid, "SIGKILL")
      throw new Error("unreachable: the process is gone")
    },
  })
}

let lost = false

/** What a network file system may answer in place of the truth. */
function networkOutcome(call: FsCall): Outcome {
  switch (network) {
    case "no hard links":
      return call.name === "linkSync" ? { kind: "fails", code: "EPERM" } : { kind: "works" }
    case "hard links unsupported":
      return call.name === "linkSync" ? { kind: "fails", code: "ENOTSUP" } : { kind: "works" }
    case "lost reply to link":
      return call.name === "linkSync" ? { kind: "fails", code: "EEXIST", work: "all" } : { kind: "works" }
    case "lost reply to exclusive creation":
      if (lost || call.name !== "openSync" || !call.path.endsWith(".lock")) return { kind: "works" }
      lost = call.changes
      return call.changes ? { kind: "fails", code: "EEXIST", work: "all" } : { kind: "works" }
    case "lost reply to rename":
      if (lost || call.name !== "renameSync" || !/state\.json\.[^/]*\.tmp$/.test(call.path))
        return { kind: "works" }
      lost = true
      return { kind: "fails", code: "ENOENT", work: "all" }
    default:
      return { kind: "works" }
  }
}

function faultOf(value: unknown): Fault | null {
  const kind = faultKinds.find((name: FaultKind) => name === textOf(value, "kind"))
  const at = textOf(value, "touching") === null ? numberOf(value, "at") : 0
  return kind === undefined || at === null ? null : { kind, at }
}

function fieldOf(value: unknown, name: string): unknown {
  return typeof value === "object" && value !== null ? Reflect.get(value, name) : undefined
}

function textOf(value: unknown, name: string): string | null {
  const found = fieldOf(value, name)
  return typeof found === "string" ? found : null
}

function numberOf(value: unknown, name: string): number | null {
  const found = fieldOf(value, name)
  return typeof found === "number" ? found : null
}

function listOf(value: unknown, name: string): string[] {
  const found = fieldOf(value, name)
  return Array.isArray(found) ? found.filter((one) => typeof one === "string") : []
}
