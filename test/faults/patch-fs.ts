import fs from "node:fs"
import { syncBuiltinESMExports } from "node:module"

/** One call of a file system function on a file below a watched folder. */
export type FsCall = {
  readonly name: string
  readonly path: string
  /** Whether it changes the disk, or opens a file to do so. */
  readonly changes: boolean
}

/** What the call does in place of its work. `after`, `half`: all or a part of the work is done first. */
export type Outcome =
  | { readonly kind: "works" }
  | { readonly kind: "fails"; readonly code: string; readonly work?: "none" | "half" | "all" }
  /** Takes only a part of the bytes and says so, as a nearly full disk does. */
  | { readonly kind: "short" }
  | { readonly kind: "dies"; readonly work: "none" | "half" | "all" }

export type Faults = {
  /** Folders whose files count; everything else is left alone. */
  readonly roots: readonly string[]
  /** Asked before every call. */
  readonly next: (call: FsCall) => Outcome
  /** The end of the process, or of what stands for one. */
  readonly die: () => never
}

const looking = [
  "accessSync",
  "existsSync",
  "fstatSync",
  "lstatSync",
  "readFileSync",
  "readSync",
  "readdirSync",
  "readlinkSync",
  "realpathSync",
  "statSync",
]
const changing = [
  "chmodSync",
  "copyFileSync",
  "fdatasyncSync",
  "fsyncSync",
  "ftruncateSync",
  "linkSync",
  "mkdirSync",
  "renameSync",
  "rmSync",
  "symlinkSync",
  "unlinkSync",
  "utimesSync",
  "writeFileSync",
  "writeSync",
]

const { O_WRONLY, O_RDWR } = fs.constants

/**
 * Puts faults into the synchronous functions of `node:fs`, for CommonJS and modules alike, and returns what takes them
 * out again. A call made inside another one does not count.
 */
export function patchFs(faults: Faults): () => void {
  const open = new Map<unknown, { readonly path: string; readonly changes: boolean }>()
  const originals = new Map<string, unknown>()
  let inside = false
  for (const name of [...looking, ...changing, "openSync", "closeSync"]) {
    const original: unknown = Reflect.get(fs, name)
    if (typeof original !== "function") throw new Error(`node:fs has no ${name}`)
    originals.set(name, original)
    const work = (args: readonly unknown[]): unknown => {
      const result: unknown = Reflect.apply(original, fs, args)
      if (name === "openSync") open.set(result, { path: String(args[0]), changes: opensToChange(args[1]) })
      if (name === "closeSync") open.delete(args[0])
      return result
    }
    const patched = (...args: unknown[]): unknown => {
      const call = inside ? null : callOf(name, args, open, faults.roots)
      if (call === null) return work(args)
      inside = true
      try {
        return perform(faults, call, args, work)
      } finally {
        inside = false
      }
    }
    Reflect.set(fs, name, Object.assign(patched, original))
  }
  syncBuiltinESMExports()
  return () => {
    for (const [name, original] of originals) Reflect.set(fs, name, original)
    syncBuiltinESMExports()
  }
}

function perform(
  faults: Faults,
  call: FsCall,
  args: readonly unknown[],
  work: (args: readonly unknown[]) => unknown,
): unknown {
  const outcome = faults.next(call)
  switch (outcome.kind) {
    case "works":
      return work(args)
    case "short":
      return work(halfOf(args))
    case "fails":
      done(outcome.work ?? "none", args, work)
      if (call.name === "existsSync") return false
      throw failure(outcome.code, call)
    case "dies":
      done(outcome.work, args, work)
      return faults.die()
    default:
      return outcome satisfies never
  }
}

function done(
  how: "none" | "half" | "all",
  args: readonly unknown[],
  work: (args: readonly unknown[]) => unknown,
): void {
  if (how === "all") work(args)
  if (how === "half") work(halfOf(args))
}

function failure(code: string, { name, path }: FsCall): Error {
  const syscall = name.replace(/Sync$/, "")
  return Object.assign(new Error(`${code}: injected, ${syscall} '${path}'`), { code, syscall, path })
}

/** The arguments of a write with half of its bytes. */
function halfOf(args: readonly unknown[]): readonly unknown[] {
  const [target, data, offset, ...more] = args
  if (typeof data === "string") return [target, data.slice(0, data.length >> 1), offset, ...more]
  if (!(data instanceof Uint8Array)) throw new Error("only texts and bytes can be written in part")
  const from = typeof offset === "number" ? offset : 0
  return [target, data.subarray(0, from + Math.max(1, (data.length - from) >> 1)), offset, ...more]
}

function callOf(
  name: string,
  args: readonly unknown[],
  open: ReadonlyMap<unknown, { readonly path: string; readonly changes: boolean }>,
  roots: readonly string[],
): FsCall | null {
  const [target, second] = args
  const file = typeof target === "number" ? open.get(target) : null
  if (file === undefined) return null
  const path = file?.path ?? String(target)
  const paths = name === "renameSync" || name === "copyFileSync" ? [path, String(second)] : [path]
  if (!paths.some((one) => roots.some((root) => one.startsWith(root)))) return null
  const changes =
    changing.includes(name) ||
    (name === "openSync" && opensToChange(second)) ||
    (name === "closeSync" && file?.changes === true)
  return { name, path, changes }
}

function opensToChange(flags: unknown): boolean {
  if (typeof flags === "number") return (flags & (O_WRONLY | O_RDWR)) !== 0
  return typeof flags === "string" && /[wa+]/.test(flags)
}
