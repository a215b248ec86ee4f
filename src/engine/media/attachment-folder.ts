import { join } from "node:path"

/** Folder below a loop's private one for files that an agent on this machine may read. */
export function attachmentFolder(folder: string): string {
  return join(folder, "attachments")
}
