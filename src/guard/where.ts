import { posix, win32 } from "node:path"
import { followLinks } from "../system/real-path.ts"
import type { Place } from "./place.ts"

/** Stands for the part of a word that only the running shell knows; a character that no file name holds. */
export const unknown = "\uE000"

/** A text without the stand-in and without NUL, which shells drop. */
export function plainText(text: string): string {
  return text.replaceAll("\u0000", "").replaceAll(unknown, "?")
}

/**
 * What a path means to the guard. `root`: the workspace itself; `around`: a folder that holds it, the home folder or the
 * whole disk; `judge`: what judges the agent; `ci`: what other machines run; `scratch`: temporary folders.
 */
export type Zone =
  | "root"
  | "inside"
  | "git"
  | "judge"
  | "ci"
  | "scratch"
  | "scratch-root"
  | "around"
  | "null"
  | "device"
  | "outside"
  | "unknown"

/** Absolute form of a path as a command names it in `cwd`; null when only the shell can tell. */
export function absolute(text: string, cwd: string | null, place: Place): string | null {
  if (text.startsWith(unknown) || text === "") return null
  const path = pathsOf(place)
  if (path.isAbsolute(text)) return path.normalize(text)
  return cwd === null ? null : path.resolve(cwd, text)
}

/** `follow`: `file` for what is written (a link is written through), `parent` for what is deleted (the link itself goes). */
export function zoneOf(
  text: string,
  cwd: string | null,
  place: Place,
  follow: "file" | "parent" = "file",
): Zone {
  const named = absolute(text, cwd, place)
  if (named === null) return "unknown"
  const lexical = lexicalZone(named, place)
  if (lexical !== "inside" && lexical !== "root" && lexical !== "scratch") return lexical
  const path = pathsOf(place)
  const real =
    follow === "file"
      ? realOf(named, place)
      : path.join(realOf(path.dirname(named), place), path.basename(named))
  // A link within the workspace must not lead out of it; the workspace may itself be reached through a link.
  return real === named ? lexical : worse(lexicalZone(real, place), lexical)
}

function worse(real: Zone, lexical: Zone): Zone {
  return real === "inside" || real === "scratch" ? lexical : real
}

function lexicalZone(named: string, place: Place): Zone {
  if (place.platform !== "win32" && /^\/dev\//.test(named)) return deviceZone(named)
  if (judges(named, place)) return "judge"
  for (const root of rootsOf(place.workspace, place)) {
    const within = below(named, root, place)
    if (within === null) continue
    if (within === "") return "root"
    return insideZone(within)
  }
  if (place.extraWritable.some((folder) => below(named, folder, place) !== null)) return "inside"
  if (isAround(named, place)) return "around"
  return scratchZone(named, place)
}

const gitFolder = /(^|\/)\.git(\/|$)/i
/** An agent may clear away what a crashed git left, and read and write its own ignore list. */
const harmlessGit = /(^|\/)\.git\/(index\.lock|[A-Z_]+\.lock|info\/exclude)$/
const hookFiles =
  /(^|\/)(for-loop\.config\.json|\.claude\/settings(\.local)?\.json|\.gemini\/settings\.json|[._]agents?\/(hooks\.json|plugins\/antigravity-for-loop(\/.*)?))$/i
const ciFiles =
  /^(\.github\/(workflows(\/.*)?|actions(\/.*)?|codeowners)|codeowners|\.gitlab-ci\.ya?ml|\.circleci(\/.*)?|jenkinsfile|azure-pipelines\.ya?ml|\.travis\.ya?ml|\.buildkite(\/.*)?|bitbucket-pipelines\.ya?ml|\.drone\.ya?ml)$/i

function insideZone(within: string): Zone {
  const path = within.replaceAll("\\", "/")
  if (harmlessGit.test(path)) return "inside"
  if (gitFolder.test(path)) return "git"
  if (hookFiles.test(path)) return "judge"
  return ciFiles.test(path) ? "ci" : "inside"
}

const silent = /^\/dev\/(null|zero|full|u?random|tty|stdin|stdout|stderr|fd(\/\d+)?|shm(\/.*)?|ptmx)$/

function deviceZone(path: string): Zone {
  return silent.test(path) ? "null" : "device"
}

/** State, plugin and the settings files that start our hook, wherever the workspace is. */
function judges(named: string, place: Place): boolean {
  const home = pathsOf(place).join
  const folders = [
    home(place.home, ".antigravity-for-loop"),
    home(place.home, ".gemini", "config", "plugins", "antigravity-for-loop"),
    home(place.home, ".gemini", "config", "hooks.json"),
    home(place.home, ".gemini", "config", "config.json"),
    home(place.home, ".gemini", "antigravity-cli", "hooks.json"),
    home(place.home, ".gemini", "settings.json"),
    home(place.home, ".claude", "settings.json"),
    ...(place.ours ?? []),
  ]
  return folders.some((folder) => below(named, folder, place) !== null)
}

/** Whether deleting the folder would take one of those away. */
export function holdsJudge(named: string, place: Place): boolean {
  return (place.ours ?? []).some((folder) => below(folder, named, place) !== null)
}

function isAround(named: string, place: Place): boolean {
  if (below(place.workspace, named, place) !== null || below(place.home, named, place) !== null) return true
  return (
    /^(\/[^/]+|[a-z]:\\(windows|users|program files( \(x86\))?)?)$/i.test(named) && !/^\/tmp$/.test(named)
  )
}

function scratchZone(named: string, place: Place): Zone {
  const folders =
    place.platform === "win32"
      ? [win32.join(place.home, "AppData", "Local", "Temp")]
      : ["/tmp", "/var/tmp", "/private/tmp", "/private/var/tmp", "/var/folders", "/private/var/folders"]
  for (const folder of folders) {
    const within = below(named, folder, place)
    if (within !== null) return within === "" || within === "*" ? "scratch-root" : "scratch"
  }
  return "outside"
}

/** The way from `folder` down to `path`, "" for the folder itself, null when it does not lead down. */
function below(path: string, folder: string, place: Place): string | null {
  const tools = pathsOf(place)
  const folds = place.platform === "win32" || place.platform === "darwin"
  const [inner, outer] = folds ? [path.toLowerCase(), folder.toLowerCase()] : [path, folder]
  const way = tools.relative(outer, inner)
  if (way === ".." || way.startsWith(`..${tools.sep}`) || tools.isAbsolute(way)) return null
  return way
}

function rootsOf(folder: string, place: Place): readonly string[] {
  const real = realOf(folder, place)
  return real === folder ? [folder] : [folder, real]
}

/** The path with links followed; a file that is not there yet is judged by its nearest folder. */
function realOf(path: string, place: Place): string {
  if ((place.platform === "win32") !== (process.platform === "win32") || path.includes(unknown)) return path
  const { dirname, join, basename } = pathsOf(place)
  const missing: string[] = []
  for (let at = path; ; at = dirname(at)) {
    const real = followLinks(at)
    if (real !== null) return join(real, ...missing)
    if (dirname(at) === at) return path
    missing.unshift(basename(at))
  }
}

export function pathsOf(place: Place): typeof posix {
  return place.platform === "win32" ? win32 : posix
}
