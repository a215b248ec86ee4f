import {
  longestSide,
  mostAudioSeconds,
  mostFileBytes,
  mostImagePixels,
  mostInlineBytes,
  mostInlineTotal,
  mostMediaTokens,
  mostPdfBytes,
  mostPdfPages,
  mostVideoSeconds,
  mostVideos,
} from "./limits.ts"
import { tokensOfMedium } from "./media-tokens.ts"
import type { Medium } from "./medium.ts"
import { canBeFitted, needsFitting } from "./needs-fitting.ts"
import { readMedium } from "./read-medium.ts"

export type Admitted =
  | { readonly kind: "admitted"; readonly media: readonly Medium[] }
  /** One sentence, and what to do. */
  | { readonly kind: "refused"; readonly why: string; readonly next: string }

/**
 * How files reach whoever does the work. `files-api`: large ones are uploaded. `inline`: everything goes into the request
 * (Vertex AI knows no uploads). `paths`: an agent on this machine reads them itself.
 */
export type Route = "files-api" | "inline" | "paths"

/** Judges the files that are to go with a task before anything is begun; the first that cannot go is told. */
export async function admitAttachments(
  paths: readonly string[],
  routes: readonly Route[],
): Promise<Admitted> {
  const media: Medium[] = []
  for (const path of paths) {
    const read = await readMedium(path)
    if (read.kind === "none") return { kind: "refused", why: read.why, next: read.next }
    media.push(read.medium)
  }
  const refusal =
    media.map(wrongOf).find((wrong) => wrong !== null) ??
    (routes.some((route) => route !== "paths") ? wrongTogether(media) : null) ??
    (routes.includes("inline") ? wrongInline(media) : null)
  return refusal ?? { kind: "admitted", media }
}

type Refused = Extract<Admitted, { kind: "refused" }>

function wrongOf(medium: Medium): Refused | null {
  const { name, kind, bytes, size, seconds, pages } = medium
  if (bytes > mostFileBytes) return tooLarge(medium, mostFileBytes)
  switch (kind) {
    case "image":
      return wrongImage(medium, size)
    case "document":
      if (bytes > mostPdfBytes) return tooLarge(medium, mostPdfBytes)
      return (pages ?? 0) <= mostPdfPages
        ? null
        : refused(
            `${name} has ${pages} pages, and the service reads at most ${mostPdfPages}.`,
            "Attach the pages that matter.",
          )
    case "audio":
      return (seconds ?? 0) > mostAudioSeconds ? tooLong(medium, mostAudioSeconds) : null
    case "video":
      return (seconds ?? 0) > mostVideoSeconds ? tooLong(medium, mostVideoSeconds) : null
    default:
      return kind satisfies never
  }
}

function wrongImage(medium: Medium, size: Medium["size"]): Refused | null {
  if (!needsFitting(medium)) return null
  const { name, bytes } = medium
  const shape = size === null ? "" : `${size.width} × ${size.height} pixels, `
  const is = `${name} is ${shape}${megabytes(bytes)}`
  if (!canBeFitted(medium)) {
    const most = `${longestSide} pixels on its longer side and ${megabytes(mostInlineBytes)}`
    return refused(
      `${is}, and a webp is sent as it is, with at most ${most}.`,
      "Attach it smaller, or as png or jpg.",
    )
  }
  const pixels = size === null ? 0 : size.width * size.height
  if (pixels <= mostImagePixels) return null
  return refused(`${is}, too large to be scaled down here.`, "Attach a smaller one, or a part of it.")
}

function wrongTogether(media: readonly Medium[]): Refused | null {
  const hours = media.reduce((sum, { kind, seconds }) => sum + (kind === "audio" ? (seconds ?? 0) : 0), 0)
  if (hours > mostAudioSeconds) {
    return refused(
      `The sound files are ${duration(hours)} together, and the service hears at most ${duration(mostAudioSeconds)}.`,
      "Attach fewer.",
    )
  }
  if (media.filter(({ kind }) => kind === "video").length > mostVideos)
    return refused(`The service takes at most ${mostVideos} films.`, "Attach fewer.")
  const tokens = media.reduce((sum, medium) => sum + tokensOfMedium(medium), 0)
  if (tokens <= mostMediaTokens) return null
  return refused(
    `What is attached would count as about ${tokens.toLocaleString("en")} tokens and leave too little room to work in (at most ${mostMediaTokens.toLocaleString("en")}).`,
    "Attach less, or shorter pieces.",
  )
}

/** Images count as what they can become by scaling. */
function wrongInline(media: readonly Medium[]): Refused | null {
  const least = media.map((medium) => ({ medium, bytes: needsFitting(medium) ? 0 : medium.bytes }))
  const large = least.find(({ bytes }) => bytes > mostInlineBytes)
  if (large !== undefined) {
    return refused(
      `${large.medium.name} is ${megabytes(large.bytes)}, and without uploads, as on Vertex AI, a file has at most ${megabytes(mostInlineBytes)}.`,
      "Attach a smaller one, or use a Gemini API key instead.",
    )
  }
  const sum = least.reduce((total, { bytes }) => total + bytes, 0)
  if (sum <= mostInlineTotal) return null
  return refused(
    `What is attached is ${megabytes(sum)} together, and without uploads, as on Vertex AI, ${megabytes(mostInlineTotal)} is the most.`,
    "Attach less, or use a Gemini API key instead.",
  )
}

function tooLarge({ name, bytes, extension }: Medium, most: number): Refused {
  return refused(
    `${name} is ${megabytes(bytes)}, and the service takes a ${extension} of at most ${megabytes(most)}.`,
    "Attach a smaller one, or a part of it.",
  )
}

function tooLong({ name, seconds }: Medium, most: number): Refused {
  return refused(
    `${name} lasts ${duration(seconds ?? 0)}, and the service takes at most ${duration(most)}.`,
    "Attach the part that matters.",
  )
}

function megabytes(bytes: number): string {
  return `${(bytes / 1_000_000).toFixed(bytes < 10_000_000 ? 1 : 0)} MB`
}

function duration(seconds: number): string {
  const minutes = Math.round(seconds / 60)
  return minutes < 120 ? `${minutes} minutes` : `${(minutes / 60).toFixed(1)} hours`
}

function refused(why: string, next: string): Refused {
  return { kind: "refused", why, next }
}
