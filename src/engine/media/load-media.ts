import { join } from "node:path"
import type { Content, Part } from "@google/genai"
import { excerpt } from "../../loop/excerpt.ts"
import { fileFacts } from "../../system/file-facts.ts"
import { readBytes } from "../../system/files.ts"
import { mostInlineBytes, mostInlineTotal } from "./limits.ts"
import { type StandIn, standInOf } from "./stand-in.ts"
import type { FilesClient, Uploads } from "./uploads.ts"

export type MediaDesk = {
  /** Folder of the kept files. */
  readonly folder: string
  readonly client: FilesClient
  /** `inline`: this service knows no uploads. */
  readonly route: "files-api" | "inline"
  readonly uploads: Uploads
  readonly signal: AbortSignal
}

/**
 * The conversation as it is sent: small files inside the request, in the order of their appearance until it is full,
 * the others by their address on the Files API. The same file always goes the same way, so that what the service has
 * cached stays valid. A file that is gone is told in its place. Throws what the API's client throws.
 */
export async function loadMedia(contents: readonly Content[], desk: MediaDesk): Promise<Content[]> {
  let inlined = 0
  const load = async (part: Part): Promise<Part> => {
    const standIn = standInOf(part)
    if (standIn === null) return part
    const path = join(desk.folder, standIn.file)
    const bytes = fileFacts(path)?.bytes ?? null
    if (bytes === null) return { text: "[The file that was attached here is gone.]" }
    if (bytes <= mostInlineBytes && inlined + bytes <= mostInlineTotal) {
      inlined += bytes
      return inline(path, standIn)
    }
    if (desk.route === "inline")
      return { text: "[The file that was attached here is too large for this service.]" }
    const found = await desk.uploads.addressOf(path, standIn.mime, desk.client, desk.signal)
    return found.kind === "uploaded"
      ? { fileData: { fileUri: found.uri, mimeType: standIn.mime } }
      : { text: `[The file that was attached here cannot be used: ${excerpt(found.why, 200)}]` }
  }
  const loaded: Content[] = []
  for (const content of contents) {
    const parts: Part[] = []
    for (const part of content.parts ?? []) parts.push(await load(part))
    loaded.push({ ...content, parts })
  }
  return loaded
}

function inline(path: string, { mime }: StandIn): Part {
  const data = Buffer.from(readBytes(path) ?? []).toString("base64")
  return { inlineData: { mimeType: mime, data } }
}
