import type { Random } from "../week/random.ts"
import { type Fault, faultKinds, fits } from "./fault-kinds.ts"
import type { FsCall } from "./patch-fs.ts"

/** Every fault that can happen in a Stop of these calls. */
export function everyFault(calls: readonly FsCall[]): Fault[] {
  return calls.flatMap((call, i) =>
    faultKinds.filter((kind) => fits(kind, call)).map((kind) => ({ kind, at: i + 1 })),
  )
}

/** One fault of each kind, anywhere. */
export function oneOfEach(calls: readonly FsCall[], random: Random): Fault[] {
  const every = everyFault(calls)
  return faultKinds.map((kind) => random.pick(every.filter((fault) => fault.kind === kind)))
}

/** Faults between the save of the state and the end of the process, where half of a step is done. */
export function afterTheSave(calls: readonly FsCall[], random: Random, many: number): Fault[] {
  const saved = calls.findLastIndex(({ name, path }) => name === "renameSync" && path.includes("state.json"))
  const late = everyFault(calls).filter(({ at }) => at > saved)
  return Array.from({ length: many }, () => random.pick(late))
}
