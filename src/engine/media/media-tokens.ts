import { longestSide } from "./limits.ts"
import type { Medium } from "./medium.ts"

/** Gemini 3, "Media resolution": the largest count that an image or a page gets unless more is asked for. */
const perImage = 1120
/** Gemini 2.5: tiles of 768 pixels. */
const tile = 768
const perTile = 258
/** Gemini API: sound 32 tokens a second, film about 300 with its sound. */
const perSecondOfAudio = 32
const perSecondOfVideo = 300
/** Where a file does not tell its length or pages: the lowest usual rate, so that the count is rather too large. */
const slowestAudioBytes = 4000
const slowestVideoBytes = 25_000
const smallestPageBytes = 4000
const mostPages = 1000

/** Most tokens a medium is counted as; a reservation of money may be too large, never too small. */
export function tokensOfMedium(
  medium: Pick<Medium, "kind" | "size" | "seconds" | "pages" | "bytes">,
): number {
  const { kind, size, bytes } = medium
  switch (kind) {
    case "image": {
      if (size === null) return perImage
      const shrink = Math.min(1, longestSide / Math.max(size.width, size.height, 1))
      const tiles = Math.ceil((size.width * shrink) / tile) * Math.ceil((size.height * shrink) / tile)
      return Math.max(perImage, tiles * perTile)
    }
    case "document":
      return perImage * (medium.pages ?? Math.min(mostPages, Math.ceil(bytes / smallestPageBytes)))
    case "audio":
      return Math.ceil((medium.seconds ?? bytes / slowestAudioBytes) * perSecondOfAudio)
    case "video":
      return Math.ceil((medium.seconds ?? bytes / slowestVideoBytes) * perSecondOfVideo)
    default:
      return kind satisfies never
  }
}
