import { crc32, deflateSync, inflateSync } from "node:zlib"

const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])

/**
 * The same picture with at most 256 colours: those it has most of stay as they are, and the many in-between ones at the
 * edges of letters become the nearest of them. Takes the 8-bit RGB or RGBA files that Chromium writes. Format: W3C
 * Portable Network Graphics, third edition.
 */
export function smallPng(file: Buffer): Buffer {
  const picture = decode(file)
  const { width, height } = picture
  const palette = frequentColours(picture)
  const indexes = new Map(palette.map((colour, index) => [colour, index]))
  const data = Buffer.alloc((width + 1) * height)
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      const colour = colourAt(picture, y * width + x)
      const index = indexes.get(colour) ?? nearest(palette, colour)
      indexes.set(colour, index)
      data[y * (width + 1) + 1 + x] = index
    }
  const header = Buffer.alloc(13)
  header.writeUInt32BE(width, 0)
  header.writeUInt32BE(height, 4)
  header.set([8, 3, 0, 0, 0], 8)
  return Buffer.concat([
    signature,
    chunk("IHDR", header),
    chunk("PLTE", Buffer.from(palette.flatMap(channelsOf))),
    chunk("IDAT", deflateSync(data, { level: 9, memLevel: 9 })),
    chunk("IEND", Buffer.alloc(0)),
  ])
}

type Picture = {
  readonly width: number
  readonly height: number
  readonly channels: number
  readonly rows: Buffer
}

function frequentColours(picture: Picture): number[] {
  const counts = new Map<number, number>()
  for (let at = 0; at < picture.width * picture.height; at++) {
    const colour = colourAt(picture, at)
    counts.set(colour, (counts.get(colour) ?? 0) + 1)
  }
  return [...counts]
    .sort(([, one], [, other]) => other - one)
    .slice(0, 256)
    .map(([colour]) => colour)
}

function nearest(palette: readonly number[], colour: number): number {
  const wanted = channelsOf(colour)
  let [best, least] = [0, Number.POSITIVE_INFINITY]
  for (const [index, candidate] of palette.entries()) {
    const far = channelsOf(candidate).reduce((sum, value, at) => sum + (value - (wanted[at] ?? 0)) ** 2, 0)
    if (far < least) [best, least] = [index, far]
  }
  return best
}

function colourAt({ rows, channels }: Picture, pixel: number): number {
  const at = pixel * channels
  return ((rows[at] ?? 0) << 16) | ((rows[at + 1] ?? 0) << 8) | (rows[at + 2] ?? 0)
}

function channelsOf(colour: number): [number, number, number] {
  return [(colour >> 16) & 255, (colour >> 8) & 255, colour & 255]
}

function decode(file: Buffer): Picture {
  const parts: Buffer[] = []
  let [width, height, channels] = [0, 0, 4]
  for (let at = signature.length; at < file.length; ) {
    const length = file.readUInt32BE(at)
    const kind = file.toString("latin1", at + 4, at + 8)
    const body = file.subarray(at + 8, at + 8 + length)
    if (kind === "IHDR") {
      width = body.readUInt32BE(0)
      height = body.readUInt32BE(4)
      channels = body[9] === 2 ? 3 : 4
    }
    if (kind === "IDAT") parts.push(body)
    at += length + 12
  }
  return {
    width,
    height,
    channels,
    rows: unfilter(inflateSync(Buffer.concat(parts)), width * channels, channels),
  }
}

function unfilter(raw: Buffer, stride: number, step: number): Buffer {
  const rows = Buffer.alloc((raw.length / (stride + 1)) * stride)
  for (let y = 0; y * stride < rows.length; y++) {
    const filter = raw[y * (stride + 1)]
    for (let x = 0; x < stride; x++) {
      const left = x < step ? 0 : (rows[y * stride + x - step] ?? 0)
      const up = y === 0 ? 0 : (rows[(y - 1) * stride + x] ?? 0)
      const corner = x < step || y === 0 ? 0 : (rows[(y - 1) * stride + x - step] ?? 0)
      const value = raw[y * (stride + 1) + 1 + x] ?? 0
      rows[y * stride + x] = value + predicted(filter, left, up, corner)
    }
  }
  return rows
}

function predicted(filter: number | undefined, left: number, up: number, corner: number): number {
  switch (filter) {
    case 1:
      return left
    case 2:
      return up
    case 3:
      return (left + up) >> 1
    case 4: {
      const guess = left + up - corner
      const [a, b, c] = [Math.abs(guess - left), Math.abs(guess - up), Math.abs(guess - corner)]
      return a <= b && a <= c ? left : b <= c ? up : corner
    }
    default:
      return 0
  }
}

function chunk(kind: string, body: Buffer): Buffer {
  const named = Buffer.concat([Buffer.from(kind, "latin1"), body])
  const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)]
  length.writeUInt32BE(body.length)
  sum.writeUInt32BE(crc32(named))
  return Buffer.concat([length, named, sum])
}
