import { longestSide, mostImageBytes } from "./limits.ts"
import type { Medium } from "./medium.ts"

/** Whether an image has to be scaled down or turned into another format before it is sent. */
export function needsFitting({ kind, mime, size, bytes }: Medium): boolean {
  if (kind !== "image") return false
  return mime === "image/gif" || bytes > mostImageBytes || longestOf(size) > longestSide
}

/** WebP is sent as it is or not at all: no decoder without native code was good enough to be taken in. */
export function canBeFitted({ mime }: Medium): boolean {
  return mime !== "image/webp"
}

function longestOf(size: Medium["size"]): number {
  return size === null ? 0 : Math.max(size.width, size.height)
}
