import { lstatSync, readFileSync, statSync } from "node:fs"
import { homedir } from "node:os"
import { dirname, join, resolve } from "node:path"
import type { Repository } from "../repository.ts"
import { runGit } from "../run-git.ts"

/** What the configuration says about how files become objects, as far as the quick way depends on it. */
export type PlainFacts = {
  /** False when only git itself may add files here. */
  readonly plain: boolean
  /** True when line endings may be changed on the way in; files with a carriage return are then git's. */
  readonly lineEndings: boolean
  /** True when new names need git's comparison (a file system that folds case, or composes names). */
  readonly foldedNames: boolean
  /** Files outside the tree that these facts come from, with a stamp that changes when they do. */
  readonly watched: readonly (readonly [path: string, stamp: string])[]
}

/** Words of an attributes file by which content changes on its way into the repository (gitattributes). */
const convertingWords = /filter|ident|encoding/
const lineEndingWords = /text|crlf|eol/

/** Reads the whole configuration, included files too. Whatever is not known to be harmless makes it not plain. */
export async function readPlainFacts(repo: Repository): Promise<PlainFacts> {
  const told = await runGit(repo, ["config", "--list", "--show-origin", "-z"])
  const fields = told.stdout.toString("utf8").split("\0")
  const settings = new Map<string, string>()
  const watched = new Set<string>()
  for (let at = 0; at + 1 < fields.length; at += 2) {
    const file = /^file:(.*)$/s.exec(fields[at] ?? "")?.[1]
    if (file !== undefined) watched.add(resolve(repo.top, file))
    const [key = "", ...value] = (fields[at + 1] ?? "").split("\n")
    settings.set(key, value.join("\n"))
  }
  const attributes = attributesOutside(repo, settings.get("core.attributesfile"), [...watched])
  const texts = attributes.map(textOf)
  const excludes = settings.get("core.excludesfile")
  for (const path of [...attributes, ...(excludes === undefined ? [] : [inHome(repo, excludes)])])
    watched.add(path)
  return {
    plain: told.exitCode === 0 && isPlain(settings) && !texts.some((text) => convertingWords.test(text)),
    lineEndings:
      (settings.get("core.autocrlf") ?? "false") !== "false" ||
      settings.has("core.eol") ||
      texts.some((text) => lineEndingWords.test(text)),
    foldedNames: isOn(settings, "core.ignorecase") || isOn(settings, "core.precomposeunicode"),
    watched: [...watched].map((path) => [path, stampOf(path)] as const),
  }
}

/** Whether the files that the facts come from are as they were. */
export function factsHold(facts: PlainFacts): boolean {
  return facts.watched.every(([path, stamp]) => stampOf(path) === stamp)
}

/**
 * Whether git would take the file's bytes as they are: no attribute of the folders above it may change them.
 * `seen` remembers the folders already looked at.
 */
export function takenAsIs(
  repo: Repository,
  facts: PlainFacts,
  file: { readonly path: string; readonly content: Buffer },
  seen: Map<string, string>,
): boolean {
  const parts = Buffer.from(file.path, "latin1").toString("utf8").split("/").slice(0, -1)
  const texts = [""].concat(parts).map((_, depth) => {
    const folder = parts.slice(0, depth).join("/")
    const text = seen.get(folder) ?? textOf(join(repo.top, folder, ".gitattributes"))
    seen.set(folder, text)
    return text
  })
  if (texts.some((text) => convertingWords.test(text))) return false
  const lineEndings = facts.lineEndings || texts.some((text) => lineEndingWords.test(text))
  return !lineEndings || !file.content.includes(13)
}

/** Names that git may refuse or read in its own way are left to it. */
export function isPlainName(path: string): boolean {
  return !/[\\:]|\u00e2\u0080|\u00e2\u0081|\u00ef\u00bb\u00bf|(?:^|\/)(?:\.git(?!hub\/|keep$)|git~)/i.test(
    path,
  )
}

const harmlessExtensions = new Set(["extensions.worktreeconfig", "extensions.relativeworktrees"])

function isPlain(settings: ReadonlyMap<string, string>): boolean {
  // The marks that git keeps of a file are made differently there.
  if (process.platform === "win32") return false
  for (const [key, value] of settings) {
    const known =
      harmlessExtensions.has(key) || (key === "extensions.objectformat" && value.toLowerCase() === "sha1")
    if (key.startsWith("extensions.") && !known) return false
    // Another branch may bring another configuration, without any file being touched.
    if (/^includeif\.(?!gitdir)/.test(key)) return false
  }
  const shared = settings.get("core.sharedrepository") ?? "false"
  return (
    !isOff(settings, "core.filemode") &&
    !isOff(settings, "core.symlinks") &&
    !isOn(settings, "core.sparsecheckout") &&
    ["false", "umask", "0"].includes(shared.toLowerCase())
  )
}

function isOff(settings: ReadonlyMap<string, string>, key: string): boolean {
  return ["false", "no", "off", "0"].includes((settings.get(key) ?? "true").toLowerCase())
}

function isOn(settings: ReadonlyMap<string, string>, key: string): boolean {
  const value = settings.get(key)
  return value !== undefined && !["false", "no", "off", "0"].includes(value.toLowerCase())
}

/** Beside each configuration file there may be the attributes of the same scope. */
function attributesOutside(
  repo: Repository,
  configured: string | undefined,
  configurations: readonly string[],
): readonly string[] {
  const home = repo.env.HOME ?? homedir()
  return [
    join(repo.commonDir, "info", "attributes"),
    configured === undefined
      ? join(repo.env.XDG_CONFIG_HOME || join(home, ".config"), "git", "attributes")
      : inHome(repo, configured),
    ...["/etc", "/usr/local/etc", "/opt/homebrew/etc"].map((folder) => join(folder, "gitattributes")),
    ...configurations.map((path) => join(dirname(path), "gitattributes")),
  ]
}

function inHome(repo: Repository, path: string): string {
  return resolve(repo.top, path.replace(/^~(?=\/)/, repo.env.HOME ?? homedir()))
}

/** More rules than anybody writes: such a file is left to git. */
const mostRuleBytes = 1024 * 1024

/** What cannot be read must not look empty; a device or a pipe, to which a link may lead, has no end. */
function textOf(path: string): string {
  try {
    if (lstatSync(path, { throwIfNoEntry: false }) === undefined) return ""
    const at = statSync(path)
    return at.isFile() && at.size <= mostRuleBytes ? readFileSync(path, "latin1") : "filter"
  } catch (fault) {
    // A link that leads nowhere, or a file where a folder would have to be.
    const absent =
      fault instanceof Error && "code" in fault && (fault.code === "ENOENT" || fault.code === "ENOTDIR")
    return absent ? "" : "filter"
  }
}

function stampOf(path: string): string {
  try {
    // Most of these files are absent, and a thrown error costs more than everything else here.
    const at = statSync(path, { bigint: true, throwIfNoEntry: false })
    return at === undefined ? "-" : `${at.ino} ${at.size} ${at.mtimeNs} ${at.ctimeNs}`
  } catch {
    return "-"
  }
}
