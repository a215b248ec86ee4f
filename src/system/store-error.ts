/** What kind of trouble the disk gave; one factory below per kind. */
export type StoreErrorCode =
  | "disk-full"
  | "read-only"
  | "no-permission"
  | "not-a-folder"
  | "not-a-file"
  | "too-many-open-files"
  | "unsafe-name"
  | "invalid-state"
  | "newer-state"
  | "lock-lost"
  | "input-output"

/** The one error of everything that touches our files: `code` for programs, `message` with file and next step for people. */
export class StoreError extends Error {
  readonly code: StoreErrorCode
  readonly path: string

  constructor(code: StoreErrorCode, path: string, message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause })
    this.name = "StoreError"
    this.code = code
    this.path = path
  }
}

/** The disk or quota has no room for `path`. */
function diskFull(path: string, cause: unknown): StoreError {
  return new StoreError(
    "disk-full",
    path,
    `No space left to write ${path}. Free some disk space, then try again.`,
    cause,
  )
}

/** `path` lies on a file system that is mounted read-only. */
function readOnly(path: string, cause: unknown): StoreError {
  return new StoreError(
    "read-only",
    path,
    `${path} is on a read-only file system. Set FOR_LOOP_HOME to a folder that can be written.`,
    cause,
  )
}

/** The user's account may not read or write `path`. */
function noPermission(path: string, cause: unknown): StoreError {
  return new StoreError(
    "no-permission",
    path,
    `No permission for ${path}. Give your account access to it, or set FOR_LOOP_HOME to another folder.`,
    cause,
  )
}

/** A folder is needed at (or above) `path`, and something else is there. */
function notAFolder(path: string, cause: unknown): StoreError {
  return new StoreError(
    "not-a-folder",
    path,
    `${path} is not a usable folder, because a file is in its way. Move that file, or set FOR_LOOP_HOME to another folder.`,
    cause,
  )
}

/** A file is needed at `path`, and a folder is there. */
function notAFile(path: string, cause: unknown): StoreError {
  return new StoreError(
    "not-a-file",
    path,
    `${path} is a folder where a file belongs. Move it away, then try again.`,
    cause,
  )
}

/** The process or the system ran out of file handles. */
function tooManyOpenFiles(path: string, cause: unknown): StoreError {
  return new StoreError(
    "too-many-open-files",
    path,
    `Too many files are open to reach ${path}. Close some programs or raise the limit, then try again.`,
    cause,
  )
}

/** `name` cannot become a file name without leaving its folder or meeting another loop's file. */
export function unsafeName(name: string): StoreError {
  return new StoreError(
    "unsafe-name",
    name,
    `The id ${JSON.stringify(name.slice(0, 100))} cannot be used as a file name. Use letters, digits, "-", "_" and ".".`,
  )
}

/** A state that could not be read back was about to be written; the stored one is kept. */
export function invalidState(path: string, why: string): StoreError {
  return new StoreError(
    "invalid-state",
    path,
    `Refused to write an invalid state to ${path} (${why}). The stored state was kept; please report this.`,
  )
}

/** A newer version of the product owns this state. */
export function newerState(path: string, version: number): StoreError {
  return new StoreError(
    "newer-state",
    path,
    `${path} was written by a newer version (state ${version}). Update this installation, or cancel the loop there.`,
  )
}

/** Another process took the loop at `path` over, because this one seemed to be stuck. */
export function lockLost(path: string): StoreError {
  return new StoreError(
    "lock-lost",
    path,
    `Another process took the loop in ${path} over, so nothing was saved. See \`for-loop status\` for how it goes on.`,
  )
}

/** Any other fault of the disk. */
function inputOutput(path: string, cause: unknown): StoreError {
  return new StoreError(
    "input-output",
    path,
    `Could not read or write ${path} (${errnoOf(cause) ?? "unknown error"}). Check the disk, then try again.`,
    cause,
  )
}

const factories: Readonly<Record<string, (path: string, cause: unknown) => StoreError>> = {
  ENOSPC: diskFull,
  EDQUOT: diskFull,
  EFBIG: diskFull,
  EROFS: readOnly,
  EACCES: noPermission,
  EPERM: noPermission,
  ENOTDIR: notAFolder,
  EEXIST: notAFolder,
  EISDIR: notAFile,
  EMFILE: tooManyOpenFiles,
  ENFILE: tooManyOpenFiles,
}

/** Turns whatever a file operation on `path` threw into a StoreError; one that is a StoreError already passes unchanged. */
export function storeErrorOf(path: string, thrown: unknown): StoreError {
  if (thrown instanceof StoreError) return thrown
  return (factories[errnoOf(thrown) ?? ""] ?? inputOutput)(path, thrown)
}

/** Runs a file operation on `path`; everything it throws leaves as a StoreError. */
export function onDisk<T>(path: string, operation: () => T): T {
  try {
    return operation()
  } catch (thrown) {
    throw storeErrorOf(path, thrown)
  }
}

/** The system's error name (`ENOENT`, …) of something thrown, or null. */
export function errnoOf(thrown: unknown): string | null {
  if (!(thrown instanceof Error) || !("code" in thrown)) return null
  return typeof thrown.code === "string" ? thrown.code : null
}
