import { crc32, deflateSync } from "node:zlib"

/** Small files of every kind, made byte by byte: what a camera, a browser or a recorder would have written. */

/** A PNG of one colour; with `noise` every pixel differs, so that it is as large as it looks. */
export function png(width: number, height: number, look: "plain" | "noise" = "plain"): Buffer {
  const row = 1 + width * 3
  const pixels = Buffer.alloc(row * height, 0x7f)
  let seed = 1
  for (let y = 0; y < height; y += 1) pixels[y * row] = 0
  for (let at = 0; look === "noise" && at < pixels.length; at += 1) {
    seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648
    if (at % row !== 0) pixels[at] = (seed >> 16) % 256
  }
  const head = Buffer.alloc(13)
  head.writeUInt32BE(width, 0)
  head.writeUInt32BE(height, 4)
  head.set([8, 2, 0, 0, 0], 8)
  return Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    chunk("IHDR", head),
    chunk("IDAT", deflateSync(pixels, { level: look === "noise" ? 0 : 9 })),
    chunk("IEND", Buffer.alloc(0)),
  ])
}

function chunk(type: string, data: Buffer): Buffer {
  const length = Buffer.alloc(4)
  length.writeUInt32BE(data.length)
  const body = Buffer.concat([Buffer.from(type, "latin1"), data])
  const sum = Buffer.alloc(4)
  sum.writeUInt32BE(crc32(body))
  return Buffer.concat([length, body, sum])
}

/** A GIF of two by two pixels. */
export const gif = Buffer.from("R0lGODlhAgACAIAAAP8AAAAAACH5BAAAAAAALAAAAAACAAIAAAIChFEAOw==", "base64")

/** The beginning of a lossless WebP: enough for everybody who does not decode it. */
export function webp(width: number, height: number): Buffer {
  const bits = Buffer.alloc(4)
  bits.writeUInt32LE((((height - 1) << 14) | (width - 1)) >>> 0)
  const data = Buffer.concat([Buffer.from([0x2f]), bits, Buffer.alloc(27)])
  const vp8l = Buffer.concat([Buffer.from("VP8L"), little(data.length), data])
  return Buffer.concat([Buffer.from("RIFF"), little(vp8l.length + 4), Buffer.from("WEBP"), vp8l])
}

/** A PDF with so many page objects. */
export function pdf(pages: number): Buffer {
  const objects = Array.from(
    { length: pages },
    (_, at) => `${at + 3} 0 obj\n<< /Type /Page /Parent 2 0 R >>\nendobj\n`,
  )
  return Buffer.from(
    `%PDF-1.4\n1 0 obj\n<< /Type /Catalog /Pages 2 0 R >>\nendobj\n2 0 obj\n<< /Type /Pages /Count ${pages} >>\nendobj\n${objects.join("")}trailer\n<< /Root 1 0 R >>\n%%EOF\n`,
  )
}

/** Silence: 8000 samples a second, one byte each. */
export function wav(seconds: number): Buffer {
  const samples = Buffer.alloc(8000 * seconds, 0x80)
  const format = Buffer.alloc(16)
  format.writeUInt16LE(1, 0)
  format.writeUInt16LE(1, 2)
  format.writeUInt32LE(8000, 4)
  format.writeUInt32LE(8000, 8)
  format.writeUInt16LE(1, 12)
  format.writeUInt16LE(8, 14)
  const parts = [
    Buffer.from("fmt "),
    little(16),
    format,
    Buffer.from("data"),
    little(samples.length),
    samples,
  ]
  const body = Buffer.concat([Buffer.from("WAVE"), ...parts])
  return Buffer.concat([Buffer.from("RIFF"), little(body.length), body])
}

/** Frames of 128 kbit/s at 44.1 kHz, 26 ms each. */
export function mp3(frames: number): Buffer {
  const frame = Buffer.alloc(417)
  frame.set([0xff, 0xfb, 0x90, 0x00])
  return Buffer.concat(Array.from({ length: frames }, () => frame))
}

/** A film without sound: its boxes, and so many bytes of picture. */
export function mp4(seconds: number, bytes = 100): Buffer {
  const timescale = 1000
  const mdhd = Buffer.alloc(24)
  mdhd.writeUInt32BE(timescale, 12)
  mdhd.writeUInt32BE(seconds * timescale, 16)
  const hdlr = Buffer.alloc(25)
  hdlr.write("vide", 8, "latin1")
  const mvhd = Buffer.alloc(100)
  mvhd.writeUInt32BE(timescale, 12)
  mvhd.writeUInt32BE(seconds * timescale, 16)
  const track = box("trak", box("tkhd", Buffer.alloc(84)), box("mdia", box("mdhd", mdhd), box("hdlr", hdlr)))
  return Buffer.concat([
    box("ftyp", Buffer.from("isom\0\0\0\u0001isomavc1", "latin1")),
    box("moov", box("mvhd", mvhd), track),
    box("mdat", Buffer.alloc(bytes)),
  ])
}

function box(type: string, ...content: readonly Buffer[]): Buffer {
  const body = Buffer.concat(content)
  const head = Buffer.alloc(8)
  head.writeUInt32BE(body.length + 8)
  head.write(type, 4, "latin1")
  return Buffer.concat([head, body])
}

function little(value: number): Buffer {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32LE(value)
  return bytes
}
