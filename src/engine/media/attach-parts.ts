import { createHash } from "node:crypto"
import { join } from "node:path"
import type { Part } from "@google/genai"
import { fileFacts } from "../../system/file-facts.ts"
import { placeCopy, readBytes } from "../../system/files.ts"
import { placeBytes } from "../../system/place-bytes.ts"
import { longestSide, mostImageBytes } from "./limits.ts"
import { tokensOfMedium } from "./media-tokens.ts"
import type { Medium } from "./medium.ts"
import { needsFitting } from "./needs-fitting.ts"
import { readMedium } from "./read-medium.ts"
import { type StandIn, standInPart } from "./stand-in.ts"

/** Folder of the kept files below a loop's private folder. */
export function mediaFolder(folder: string): string {
  return join(folder, "media")
}

/**
 * Parts for the files that go with a prompt: each named, then its stand-in. The file is copied first, images fitted, so
 * that what an agent does to it later changes nothing of what the conversation holds. A file that cannot be read any
 * more is told to the model in its place. Throws StoreError when the disk fails.
 */
export async function attachParts(paths: readonly string[], folder: string): Promise<Part[]> {
  const parts: Part[] = []
  for (const path of paths) {
    const read = await readMedium(path)
    const kept = read.kind === "medium" ? await keep(read.medium, mediaFolder(folder)) : null
    if (read.kind === "none") parts.push({ text: `[A file was to be attached here, but: ${read.why}]` })
    else if (kept === null) parts.push({ text: `[${read.medium.name} was too large to be attached.]` })
    else parts.push({ text: `Attached: ${read.medium.name}` }, standInPart(kept))
  }
  return parts
}

async function keep(medium: Medium, folder: string): Promise<StandIn | null> {
  const { path, mime, extension } = medium
  const key = createHash("sha256")
    .update(`${path}\0${fileFacts(path)?.stamp}`)
    .digest("hex")
    .slice(0, 16)
  if (!needsFitting(medium)) {
    const file = `${key}.${extension}`
    placeCopy(path, join(folder, file), 0o600)
    return { file, mime, tokens: tokensOfMedium(medium) }
  }
  // The decoders are the heaviest part of attaching, and most images need none.
  const { fitImage } = await import("./fit-image.ts")
  const bytes = readBytes(path)
  const fitted = bytes === null ? null : await fitImage(bytes, longestSide, mostImageBytes)
  if (fitted === null) return null
  const file = `${key}.${fitted.extension}`
  placeBytes(join(folder, file), fitted.bytes, 0o600)
  const { width, height } = fitted
  return { file, mime: fitted.mime, tokens: tokensOfMedium({ ...medium, size: { width, height } }) }
}
