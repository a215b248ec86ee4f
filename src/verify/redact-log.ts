import { lineChunks } from "../system/line-chunks.ts"
import { rewriteFile } from "../system/rewrite-file.ts"
import { redactFully } from "./redact-fully.ts"

const limits = { chunkBytes: 256 * 1024, maxBytes: Number.POSITIVE_INFINITY }

/** A key in PEM form is this long at most; one that is cut by the end of a piece waits for the next piece. */
const longestKey = 16 * 1024
/** A token that a cut line ends in is shorter than this. */
const longestToken = 2048

/**
 * Takes secrets out of a log on disk, in constant memory and byte for byte otherwise; a log without any is not rewritten (S85). Returns
 * whether something was redacted. A missing file is none. Throws StoreError when the new file cannot be written: the log would keep
 * secrets, and somebody must hear of it.
 */
export async function redactLog(path: string): Promise<boolean> {
  for await (const piece of cleanPieces(path)) {
    if (!piece.changed) continue
    await rewriteFile(path, bytesOf(path))
    return true
  }
  return false
}

async function* bytesOf(path: string): AsyncGenerator<Uint8Array> {
  for await (const piece of cleanPieces(path)) yield Buffer.from(piece.text, "latin1")
}

/** One character per byte, so that whatever the log is encoded in comes out as it went in: every shape of a secret is ASCII. */
async function* cleanPieces(path: string): AsyncGenerator<{ text: string; changed: boolean }> {
  let kept = ""
  for (const chunk of lineChunks(path, limits)) {
    const text = kept + chunk.toString("latin1")
    const cut = safeCut(text)
    kept = text.slice(cut)
    yield await cleanPiece(text.slice(0, cut))
  }
  yield await cleanPiece(kept)
}

async function cleanPiece(raw: string): Promise<{ text: string; changed: boolean }> {
  const text = await redactFully(raw)
  return { text, changed: text !== raw }
}

/** Where the text can be cut without cutting a secret. */
function safeCut(text: string): number {
  const begin = text.lastIndexOf("-----BEGIN ")
  if (begin >= 0 && text.length - begin < longestKey && !text.includes("-----END ", begin)) return begin
  return text.endsWith("\n") ? text.length : Math.max(0, text.length - longestToken)
}
