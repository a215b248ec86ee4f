import type { Call } from "./call.ts"
import { gitCommand } from "./git-command.ts"
import { hasAny, names, optionValue, readOptions } from "./words.ts"

/** A path that a call changes. `wipe`: a folder with everything below it; `link`: it gets a second name. */
export type Touch = { readonly path: string; readonly how: "write" | "delete" | "wipe" | "link" }

/** Every path that a call is known to change, as it names them: by redirection, or because that is what the program does. */
export function touchesOf(call: Call): readonly Touch[] {
  const other = call.shell === "windows" && differOnWindows.has(call.name)
  const table = other ? undefined : programs.get(call.name)
  return [...call.writes.map(write), ...(table === undefined ? [] : table(call.args))]
}

/** Names that mean cmdlets there, with options of their own. */
const differOnWindows = names("rm rmdir mkdir cp mv del tee install sort touch")

type Reader = (args: readonly string[]) => readonly Touch[]

function write(path: string): Touch {
  return { path, how: "write" }
}

/** All operands are written. */
function operands(valued = "", skip = 0): Reader {
  const set = names(valued)
  return (args) => readOptions(args, set).operands.slice(skip).map(write)
}

/** Values of options are written. */
function outputs(options: string, valued = options): Reader {
  const wanted = names(options)
  const set = names(valued)
  return (args) =>
    readOptions(args, set)
      .values.filter(([name]) => wanted.has(name))
      .map(([, value]) => write(value))
}

const remove: Reader = (args) => {
  const options = readOptions(args)
  const how = hasAny(options, "r", "R", "recursive") ? "wipe" : "delete"
  return options.operands.map((path) => ({ path, how }))
}

const wipe: Reader = (args) => readOptions(args).operands.map((path) => ({ path, how: "wipe" }))
const drop: Reader = (args) =>
  readOptions(args, names("n s")).operands.map((path) => ({ path, how: "delete" }))

const transferValued = names("t target-directory S suffix m mode o owner g group")

const copy: Reader = (args) => {
  const options = readOptions(args, transferValued)
  const folder = optionValue(options, "t", "target-directory")
  if (folder !== null) return [write(folder)]
  return options.operands.length < 2 ? [] : options.operands.slice(-1).map(write)
}

const move: Reader = (args) => {
  const options = readOptions(args, transferValued)
  const folder = optionValue(options, "t", "target-directory")
  const sources = folder === null ? options.operands.slice(0, -1) : options.operands
  return [...copy(args), ...sources.map((path): Touch => ({ path, how: "wipe" }))]
}

/** What a link leads to can be changed through it. */
const link: Reader = (args) => {
  const { operands: paths } = readOptions(args, transferValued)
  const sources = paths.slice(0, Math.max(1, paths.length - 1)).map((path): Touch => ({ path, how: "link" }))
  return paths.length < 2 ? sources : [...copy(args), ...sources]
}

const disk: Reader = (args) =>
  args.filter((arg) => arg.startsWith("of=")).map((arg) => write(arg.slice("of=".length)))

/** `sed -i`, `perl -i`: the files behind the script. */
const inPlace: Reader = (args) => {
  const options = readOptions(args, names("e f expression file l s line-length"))
  if (!args.some((arg) => /^(-[a-zA-Z]*i|--in-place)/.test(arg))) return []
  const scripted = options.values.some(([name]) => /^(e|f|expression|file)$/.test(name))
  return options.operands.slice(scripted ? 0 : 1).map(write)
}

const sync: Reader = (args) => {
  const { operands: paths, flags } = readOptions(
    args,
    names("e rsh exclude include filter f rsync-path port password-file"),
  )
  const [target] = paths.slice(-1)
  if (paths.length < 2 || target === undefined || isRemote(target)) return []
  return [{ path: target, how: [...flags].some((flag) => flag.startsWith("delete")) ? "wipe" : "write" }]
}

/** `host:path`, but no Windows drive. */
export function isRemote(path: string): boolean {
  return /^[\w.@-]{2,}:/.test(path) || /^(rsync|ssh|sftp|ftp):\/\//.test(path)
}

const archive: Reader = (args) => {
  const set = names("f file C directory T X exclude I use-compress-program transform")
  // Old-style `tar xzf FILE` has its options without a dash.
  const [first = "", ...rest] = args
  const words = /^[a-zA-Z]+$/.test(first) ? [`-${first}`, ...rest] : args
  const options = readOptions(words, set)
  const folder = optionValue(options, "C", "directory")
  if (hasAny(options, "x", "extract", "get")) return folder === null ? [] : [write(folder)]
  const file = optionValue(options, "f", "file")
  const gone = hasAny(options, "remove-files")
    ? options.operands.map((path): Touch => ({ path, how: "wipe" }))
    : []
  if (gone.length > 0) return gone
  return hasAny(options, "c", "create") && file !== null && file !== "-" ? [write(file)] : []
}

const git: Reader = (args) => {
  const { verb, rest, folder } = gitCommand(args)
  const within = (path: string): string =>
    folder === null || path.startsWith("/") ? path : `${folder}/${path}`
  const { operands: words, flags } = readOptions(
    rest,
    names("b branch depth o origin c config reference template separate-git-dir B"),
  )
  switch (verb) {
    case "clone":
      return words.slice(1, 2).map((path) => write(within(path)))
    case "init":
      return words.slice(0, 1).map((path) => write(within(path)))
    case "worktree":
      return words[0] === "add" ? words.slice(1, 2).map((path) => write(within(path))) : []
    case "rm":
      return flags.has("cached")
        ? []
        : words.map((path) => ({ path: within(path), how: flags.has("r") ? "wipe" : "delete" }))
    case "archive":
    case "bundle":
      return outputs("o output")(rest)
    default:
      return []
  }
}

const programs: ReadonlyMap<string, Reader> = new Map<string, Reader>([
  ["rm", remove],
  ["unlink", drop],
  ["rmdir", drop],
  ["shred", drop],
  ["srm", remove],
  ["trash", wipe],
  ["gio", (args) => (args[0] === "trash" ? wipe(args.slice(1)) : [])],
  ["rimraf", wipe],
  ["del-cli", wipe],
  ["del", wipe],
  ["tee", operands()],
  ["touch", operands("d t r date reference")],
  ["mkdir", operands("m mode")],
  ["truncate", operands("s size r reference")],
  ["mkfifo", operands("m mode")],
  ["mknod", (args) => readOptions(args, names("m mode")).operands.slice(0, 1).map(write)],
  ["cp", copy],
  ["install", copy],
  ["ditto", copy],
  ["mv", move],
  ["ln", link],
  ["rsync", sync],
  ["dd", disk],
  ["sed", inPlace],
  ["gsed", inPlace],
  ["perl", inPlace],
  ["tar", archive],
  ["bsdtar", archive],
  ["unzip", outputs("d")],
  ["7z", (args) => args.filter((arg) => /^-o./.test(arg)).map((arg) => write(arg.slice(2)))],
  ["zip", (args) => readOptions(args).operands.slice(0, 1).map(write)],
  [
    "curl",
    outputs(
      "o output output-dir D dump-header c cookie-jar",
      "o output output-dir D dump-header c cookie-jar H header d data X request u user A e F T b x m",
    ),
  ],
  [
    "wget",
    outputs(
      "O output-document P directory-prefix o output-file a",
      "O output-document P directory-prefix o output-file a header post-data t T U",
    ),
  ],
  ["sort", outputs("o output")],
  ["gcc", outputs("o")],
  ["ex", operands("c s T u")],
  ["ed", operands("p")],
  ["chmod", operands("reference", 1)],
  ["chown", operands("reference from", 1)],
  ["chgrp", operands("reference", 1)],
  ["chattr", operands("", 1)],
  ["setfacl", operands("m modify x remove M X", 0)],
  ["git", git],
])
