import { readFileSync } from "node:fs"
import { createRequire } from "node:module"
import { expect, it } from "vitest"
import { iconFont } from "../../../build.dashboard.ts"
import { icons } from "../../../src/dashboard/ui/icons.ts"

const whole = readFileSync(createRequire(import.meta.url).resolve("@vscode/codicons/dist/codicon.ttf"))

it("ships every icon of the dashboard, drawn as in the whole font", async () => {
  const shipped = outlines(await iconFont())
  const original = outlines(whole)
  const drawings = Object.entries(icons).map(([name, place]) => ({
    name,
    drawn: shipped(place),
    meant: original(place),
  }))
  expect(drawings.filter(({ meant }) => meant === null)).toEqual([])
  expect(drawings.filter(({ drawn, meant }) => drawn !== meant)).toEqual([])
})

it("ships no icon that is not in use, and the same bytes each time", async () => {
  const font = await iconFont()
  expect(outlines(whole)(0xea62)).not.toBeNull()
  expect(outlines(font)(0xea62)).toBeNull()
  expect(font.length).toBeLessThan(whole.length / 8)
  expect(Buffer.compare(font, await iconFont())).toBe(0)
})

/** Looks up the outline of a character in a TrueType font, as text to compare; null when the font cannot draw it. */
function outlines(font: Buffer): (place: number) => string | null {
  const tables = new Map(
    Array.from({ length: font.readUInt16BE(4) }, (_, number) => {
      const at = 12 + 16 * number
      return [font.toString("latin1", at, at + 4), font.readUInt32BE(at + 8)]
    }),
  )
  const start = (table: string) => tables.get(table) ?? Number.NaN
  const isWide = font.readUInt16BE(start("head") + 50) === 1
  const offset = (glyph: number) =>
    isWide ? font.readUInt32BE(start("loca") + 4 * glyph) : 2 * font.readUInt16BE(start("loca") + 2 * glyph)
  const glyphs = glyphNumbers(font, start("cmap"))
  return (place) => {
    const glyph = glyphs.get(place)
    if (glyph === undefined || offset(glyph) === offset(glyph + 1)) return null
    const outline = font.subarray(start("glyf") + offset(glyph), start("glyf") + offset(glyph + 1))
    return drawing(outline)
  }
}

/** Contours and points of a simple glyph; instructions and padding, which a subset may leave out, are not compared. */
function drawing(glyph: Buffer): string {
  const contours = glyph.readInt16BE(0)
  const ends = 10 + 2 * contours
  const points = glyph.subarray(ends + 2 + glyph.readUInt16BE(ends)).toString("hex")
  return `${glyph.toString("hex", 0, ends)} ${points.replace(/(?:00)+$/, "")}`
}

/** Character → glyph number, from the table for the basic plane (format 4), where all codicons are. */
function glyphNumbers(font: Buffer, cmap: number): Map<number, number> {
  const found = new Map<number, number>()
  for (let record = 0; record < font.readUInt16BE(cmap + 2); record++) {
    const table = cmap + font.readUInt32BE(cmap + 4 + 8 * record + 4)
    if (font.readUInt16BE(table) !== 4) continue
    const twice = font.readUInt16BE(table + 6)
    for (let at = 0; at < twice; at += 2) {
      const end = font.readUInt16BE(table + 14 + at)
      const first = font.readUInt16BE(table + 16 + twice + at)
      const delta = font.readUInt16BE(table + 16 + 2 * twice + at)
      const rangeAt = table + 16 + 3 * twice + at
      const range = font.readUInt16BE(rangeAt)
      for (let place = first; place <= end && place !== 0xffff; place++) {
        const glyph = range === 0 ? place : font.readUInt16BE(rangeAt + range + 2 * (place - first))
        if (range === 0 || glyph !== 0) found.set(place, (glyph + delta) & 0xffff)
      }
    }
  }
  return found
}
