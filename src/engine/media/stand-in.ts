import type { Content, Part } from "@google/genai"

/** A kept file as it stands in a conversation's record; its bytes or its address take its place before each call. */
export type StandIn = {
  /** Name within the loop's media folder. */
  readonly file: string
  readonly mime: string
  readonly tokens: number
}

const scheme = "for-loop-media:"

/** Uploads expire and are removed with the run; what is recorded has to outlive them. */
export function standInPart({ file, mime, tokens }: StandIn): Part {
  return { fileData: { fileUri: `${scheme}${file}?tokens=${tokens}`, mimeType: mime } }
}

/** The stand-in in a part, or null when the part is something else. */
export function standInOf(part: Part): StandIn | null {
  const uri = part.fileData?.fileUri ?? ""
  const found = uri.startsWith(scheme) ? /^([\w.-]+)\?tokens=(\d+)$/.exec(uri.slice(scheme.length)) : null
  const [, file, tokens] = found ?? []
  if (file === undefined || tokens === undefined) return null
  return { file, mime: part.fileData?.mimeType ?? "", tokens: Number(tokens) }
}

/** Tokens of everything that stand-ins stand for. */
export function tokensOfStandIns(contents: readonly Content[]): number {
  return contents
    .flatMap(({ parts }) => parts ?? [])
    .reduce((sum, part) => sum + (standInOf(part)?.tokens ?? 0), 0)
}
