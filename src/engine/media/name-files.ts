import { createHash } from "node:crypto"
import { basename, extname, isAbsolute, join, relative, sep } from "node:path"
import { excerpt } from "../../loop/excerpt.ts"
import { entryKind, placeCopy, realPath } from "../../system/files.ts"
import type { TurnOrder } from "../backend.ts"
import { attachmentFolder } from "./attachment-folder.ts"

export type NamedFiles = {
  /** The prompt with the paths in front. */
  readonly prompt: string
  /** Folder outside the workspace that the agent must be allowed to read; null when it needs none. */
  readonly folder: string | null
}

/**
 * Names the files that go with a prompt to an agent on this machine, which reads them itself. What lies outside the
 * workspace is copied into the loop's private folder first, so that the agent gets to see nothing else out there.
 * Throws StoreError when the disk fails.
 */
export function nameFiles(
  order: Pick<TurnOrder, "prompt" | "attachments" | "workspace" | "folder">,
): NamedFiles {
  const own = attachmentFolder(order.folder)
  const paths = order.attachments.flatMap((path) => {
    if (entryKind(path) === null) return []
    return [lies(path, order.workspace) || lies(path, own) ? path : copied(path, own)]
  })
  // Earlier turns may have named files in it, and the conversation goes on.
  const folder = entryKind(own) === "folder" ? own : null
  if (paths.length === 0) return { prompt: order.prompt, folder }
  const lines = paths.map((path) => `- ${path}`).join("\n")
  const head = `Files that go with this message; look at each of them before you begin:\n${lines}`
  return { prompt: `${order.prompt}\n\n${head}`, folder }
}

function copied(path: string, folder: string): string {
  const key = createHash("sha256").update(path).digest("hex").slice(0, 8)
  const name = excerpt(basename(path, extname(path)), 60).replaceAll(/[^\p{L}\p{N}._-]+/gu, "-")
  const to = join(folder, `${name}-${key}${extname(path)}`)
  placeCopy(path, to, 0o600)
  return to
}

function lies(path: string, folder: string): boolean {
  const from = realPath(folder)
  const to = realPath(path)
  if (from === null || to === null) return false
  const way = relative(from, to)
  return way !== ".." && !way.startsWith(`..${sep}`) && !isAbsolute(way)
}
