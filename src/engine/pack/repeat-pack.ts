import { join } from "node:path"
import type { Assembled } from "./assemble.ts"
import type { LastPack } from "./last-pack.ts"
import { prepareFile, prepareKnown } from "./prepare.ts"
import { packText } from "./render.ts"

/** The last pack made again, when nothing changed that decides about it; null when a file turns out to be another one. */
export async function repeatPack(name: string, workspace: string, last: LastPack): Promise<Assembled | null> {
  const files: { readonly path: string; readonly text: string }[] = []
  for (const { path, bytes, tokens, redactions, cap } of last.files) {
    const place = join(workspace, path)
    const known = prepareKnown(place, { kind: "text", bytes, tokens, redactions }, cap)
    const prepared = known ?? (await prepareFile(path, place, cap))
    if (prepared.kind === "left-out" || prepared.bytes !== bytes) return null
    files.push({ path, text: prepared.text })
  }
  const { tokens, tail, leftOut } = last
  return { text: packText(name, files, tail), tokens, tail, leftOut, files: last.files, kept: files.length }
}
