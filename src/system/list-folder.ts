import { readdirSync, statSync } from "node:fs"

export type FolderEntry = { readonly name: string; readonly kind: "file" | "folder" | "other" }

/** Entries of a folder in alphabetical order; links are not followed; empty when it cannot be read. */
export function listFolder(path: string): FolderEntry[] {
  try {
    return readdirSync(path, { withFileTypes: true })
      .map((entry) => ({
        name: entry.name,
        kind: entry.isFile()
          ? ("file" as const)
          : entry.isDirectory()
            ? ("folder" as const)
            : ("other" as const),
      }))
      .sort((a, b) => (a.name < b.name ? -1 : 1))
  } catch {
    return []
  }
}

/** Whether a file, not a folder, lies at `path`; links are followed. */
export function isFile(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() === true
}
