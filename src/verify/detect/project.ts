import { join } from "node:path"
import { readBeginning } from "../../system/bounded-read.ts"
import { listFolder } from "../../system/list-folder.ts"

/** A folder that may be a project, with what detection needs to know of it. */
export type Project = {
  /** Relative to the workspace, with slashes; "" is the workspace itself. */
  readonly directory: string
  readonly files: ReadonlySet<string>
  readonly folders: ReadonlySet<string>
  /** Text of a file of this folder (the first 256 kB), null when it is not there. */
  read(name: string): string | null
  /** Names of the files of one of its folders. */
  filesIn(folder: string): readonly string[]
  readonly platform: NodeJS.Platform
}

export type DetectedCheck = {
  readonly command: string
  /** One sentence for the user: what was found and what follows from it. */
  readonly why: string
}

/** Knows the projects of one kind. */
export type Ecosystem = (project: Project, workspace: Project) => DetectedCheck | null

export function openProject(workspace: string, directory: string, platform: NodeJS.Platform): Project {
  const path = join(workspace, directory)
  const entries = listFolder(path)
  const named = (kind: "file" | "folder") =>
    new Set(entries.filter((entry) => entry.kind === kind).map((entry) => entry.name))
  const files = named("file")
  return {
    directory,
    files,
    folders: named("folder"),
    read: (name) =>
      files.has(name) ? (readBeginning(join(path, name), 256 * 1024)?.replace(/^\ufeff/, "") ?? null) : null,
    filesIn: (folder) =>
      listFolder(join(path, folder))
        .filter((entry) => entry.kind === "file")
        .map((entry) => entry.name),
    platform,
  }
}

/** A path of the project as an argument of a command, right for `/bin/sh` and `cmd.exe` alike. */
export function argument(path: string): string {
  return /^[\w@./-]+$/.test(path) ? path : `"${path}"`
}

/** Folder names come from the repository: only those that no shell can misread become part of a command. */
export function isSafePath(path: string): boolean {
  return /^[\p{L}\p{N}_@.][\p{L}\p{N}_@. +/-]*$/u.test(path) && !path.split("/").includes("..")
}

/** The place of a project in a sentence. */
export function placeOf(project: Project): string {
  return project.directory === "" ? "" : ` in ${project.directory}`
}
