import { createJimp } from "@jimp/core"
import gif from "@jimp/js-gif"
import jpeg from "@jimp/js-jpeg"
import png from "@jimp/js-png"
import * as resize from "@jimp/plugin-resize"

const Jimp = createJimp({ formats: [png, jpeg, gif], plugins: [resize.methods] })

export type FittedImage = {
  readonly bytes: Uint8Array
  readonly mime: "image/png" | "image/jpeg"
  readonly extension: "png" | "jpg"
  readonly width: number
  readonly height: number
}

/** Text on a screenshot stays sharp, and the file a tenth of what it was as PNG. */
const quality = 88

/**
 * A png, jpg or gif (its first picture) with no side longer than `longestSide` pixels, at most `mostBytes` large: PNG
 * where the source was lossless and that is small enough, JPEG otherwise. Null when even that is too large; throws when
 * it is no such picture.
 */
export async function fitImage(
  source: Uint8Array,
  longestSide: number,
  mostBytes: number,
): Promise<FittedImage | null> {
  const image = await Jimp.fromBuffer(Buffer.from(source))
  const { width, height } = image.bitmap
  if (Math.max(width, height) > longestSide) image.scaleToFit({ w: longestSide, h: longestSide })
  const size = { width: image.bitmap.width, height: image.bitmap.height }
  if (image.mime !== "image/jpeg") {
    const bytes = await image.getBuffer("image/png")
    if (bytes.length <= mostBytes) return { bytes, mime: "image/png", extension: "png", ...size }
  }
  const bytes = await image.getBuffer("image/jpeg", { quality })
  return bytes.length <= mostBytes ? { bytes, mime: "image/jpeg", extension: "jpg", ...size } : null
}
