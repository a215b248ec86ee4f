import { entryKind, realPath } from "../system/files.ts"
import type { Person } from "./person.ts"
import { type Refused, refused } from "./refused.ts"
import { plainWording } from "./wording.ts"
import { oneLine } from "./words.ts"

/** The real path of a folder that a person named, from the root on. Throws StoreError. */
export function folderOf(
  { wording = plainWording }: Person,
  named: string,
): { readonly kind: "folder"; readonly folder: string } | Refused {
  const folder = named.includes("\0") ? null : realPath(named)
  if (folder !== null && entryKind(folder) === "folder") return { kind: "folder", folder }
  // What the system gives us for bytes that are no text; there is no way back to the folder that was meant.
  if (named.includes("\ufffd"))
    return refused(
      "no-folder",
      `The path ${oneLine(named, 200)} is no valid UTF-8, so For Loop cannot work there.`,
      "Choose a folder that exists.",
    )
  return refused("no-folder", wording.noFolder(oneLine(named, 200)), "Choose a folder that exists.")
}
