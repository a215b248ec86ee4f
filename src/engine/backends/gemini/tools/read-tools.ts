import { readBeginning } from "../../../../system/bounded-read.ts"
import { entryKind } from "../../../../system/files.ts"
import { listFolder } from "../../../../system/list-folder.ts"
import { runProcess } from "../../../../system/run-process.ts"
import { inside } from "./inside.ts"
import { done, refuse, type Tool, type ToolPlace, type ToolResult, text, whole } from "./tool.ts"

const mostPaths = 2000
const mostBytes = 1024 * 1024
const defaultLines = 800
const longestLine = 2000
const mostMatches = 200
const gitMs = 30_000

const path = { type: "string", description: "Path relative to the workspace.", minLength: 1, maxLength: 4096 }

/** Paths of the workspace as git sees them: tracked and new files, without ignored ones. */
export const listFiles: Tool = {
  declaration: {
    name: "list_files",
    description: "Lists files of the workspace (ignored ones are left out), optionally below one folder.",
    parametersJsonSchema: {
      type: "object",
      properties: { path: { ...path, description: "Folder; the whole workspace when left out." } },
      additionalProperties: false,
    },
  },
  repeatable: "yes",
  what: (args) => text(args, "path") || ".",
  async run(args, place) {
    const folder = inside(place.workspace, text(args, "path") || ".")
    if (folder.kind === "outside") return refuse(folder.why)
    const listed = await git(place, [
      "ls-files",
      "--cached",
      "--others",
      "--exclude-standard",
      "-z",
      "--",
      folder.shown,
    ])
    const files =
      listed === null ? listFolder(folder.path).map(({ name }) => name) : [...new Set(split(listed))]
    const more = files.length - mostPaths
    return done({ files: files.slice(0, mostPaths), ...(more > 0 ? { more } : {}) })
  },
}

/** A text file by lines, bounded. */
export const readFile: Tool = {
  declaration: {
    name: "read_file",
    description: "Reads a text file with line numbers. Long files are read in pieces.",
    parametersJsonSchema: {
      type: "object",
      properties: {
        path,
        first_line: { type: "integer", minimum: 1, description: "First line wanted (1)." },
        lines: {
          type: "integer",
          minimum: 1,
          maximum: 2000,
          description: `How many lines (${defaultLines}).`,
        },
      },
      required: ["path"],
      additionalProperties: false,
    },
  },
  repeatable: "yes",
  what: (args) => text(args, "path"),
  async run(args, place) {
    const found = inside(place.workspace, text(args, "path"))
    if (found.kind === "outside") return refuse(found.why)
    if (entryKind(found.path) === null) return refuse(`there is no file ${found.shown}`)
    if (entryKind(found.path) !== "file") return refuse(`${found.shown} is no file`)
    const content = readBeginning(found.path, mostBytes)
    if (content === null) return refuse(`${found.shown} cannot be read`)
    if (content.includes("\0")) return refuse(`${found.shown} is no text file`)
    const all = content.split("\n")
    const first = whole(args, "first_line", 1)
    const wanted = all.slice(first - 1, first - 1 + whole(args, "lines", defaultLines))
    const numbered = wanted.map((line, at) => `${first + at}\t${line.slice(0, longestLine)}`).join("\n")
    return done({ path: found.shown, lines: all.length, content: numbered })
  },
}

/** Lines that match a regular expression, over tracked and new files. */
export const searchText: Tool = {
  declaration: {
    name: "search_text",
    description: "Finds lines that match an extended regular expression in the workspace's text files.",
    parametersJsonSchema: {
      type: "object",
      properties: {
        pattern: {
          type: "string",
          minLength: 1,
          maxLength: 1000,
          description: "Extended regular expression.",
        },
        path: { ...path, description: "File or folder to search in; everything when left out." },
        ignore_case: { type: "boolean" },
      },
      required: ["pattern"],
      additionalProperties: false,
    },
  },
  repeatable: "yes",
  what: (args) => text(args, "pattern"),
  async run(args, place): Promise<ToolResult> {
    const where = inside(place.workspace, text(args, "path") || ".")
    if (where.kind === "outside") return refuse(where.why)
    const flags = ["-n", "-I", "-E", "--no-color", ...(args.ignore_case === true ? ["-i"] : [])]
    const tail = ["-e", text(args, "pattern"), "--", where.shown]
    const found =
      (await git(place, ["grep", "--untracked", ...flags, ...tail])) ??
      (await git(place, ["grep", "--no-index", ...flags, ...tail]))
    if (found === null) return done({ matches: [] })
    const lines = found.split("\n").filter((line) => line !== "")
    const matches = lines.slice(0, mostMatches).map((line) => line.slice(0, 500))
    const more = lines.length - matches.length
    return done({ matches, ...(more > 0 ? { more } : {}) })
  },
}

/** Output of a git command in the workspace; null when it fails (not a repository, nothing found). */
async function git(place: ToolPlace, args: readonly string[]): Promise<string | null> {
  const ran = await runProcess("git", args, {
    cwd: place.workspace,
    env: { ...place.env, GIT_OPTIONAL_LOCKS: "0", GIT_PAGER: "cat", GIT_TERMINAL_PROMPT: "0" },
    timeoutMs: gitMs,
    maxCaptureBytes: 4 * 1024 * 1024,
    signal: place.signal,
  })
  return ran.end.kind === "exited" && ran.end.exitCode === 0 ? ran.stdout : null
}

function split(listed: string): string[] {
  return listed.split("\0").filter((name) => name !== "")
}
