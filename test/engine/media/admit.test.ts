import { mkdirSync } from "node:fs"
import { join } from "node:path"
import { describe, expect, it } from "vitest"
import { admitAttachments, type Route } from "../../../src/engine/media/admit.ts"
import { tokensOfMedium } from "../../../src/engine/media/media-tokens.ts"
import { readMedium } from "../../../src/engine/media/read-medium.ts"
import { gif, mp3, mp4, pdf, png, wav, webp } from "./media-files.ts"
import { mediaPlace } from "./media-folder.ts"

describe("reading what is attached", () => {
  it.each<[string, Uint8Array, object]>([
    ["png", png(40, 30), { kind: "image", mime: "image/png", size: { width: 40, height: 30 } }],
    ["gif", gif, { kind: "image", mime: "image/gif", size: { width: 2, height: 2 } }],
    ["webp", webp(300, 200), { kind: "image", mime: "image/webp", size: { width: 300, height: 200 } }],
    ["pdf", pdf(3), { kind: "document", mime: "application/pdf", pages: 3 }],
    ["wav", wav(2), { kind: "audio", mime: "audio/wav", seconds: 2 }],
    ["mp3", mp3(100), { kind: "audio", mime: "audio/mp3", seconds: expect.closeTo(2.6, 0) }],
    ["mp4", mp4(90), { kind: "video", mime: "video/mp4", seconds: 90 }],
  ])("knows a %s by its content, whatever its name says", async (_, bytes, expected) => {
    using place = mediaPlace()
    const read = await readMedium(place.put("attachment.txt", bytes))
    expect(read).toMatchObject({ kind: "medium", medium: expected })
  })

  it("counts tokens the way the service does, rather too many than too few", () => {
    const image = { kind: "image", bytes: 1000, seconds: null, pages: null } as const
    expect(tokensOfMedium({ ...image, size: { width: 100, height: 100 } })).toBe(1120)
    expect(tokensOfMedium({ ...image, size: { width: 3000, height: 2000 } })).toBe(4 * 3 * 258)
    expect(tokensOfMedium({ ...image, kind: "audio", size: null, seconds: 60 })).toBe(1920)
    expect(tokensOfMedium({ ...image, kind: "video", size: null, seconds: 60 })).toBe(18_000)
    expect(tokensOfMedium({ ...image, kind: "document", size: null, pages: 10 })).toBe(11_200)
    expect(tokensOfMedium({ ...image, kind: "document", size: null, bytes: 40_000 })).toBe(11_200)
  })
})

describe("admitting attachments", () => {
  it("admits every kind at once", async () => {
    using place = mediaPlace()
    const paths = [png(9, 9), gif, webp(9, 9), pdf(1), wav(1), mp3(50), mp4(1)].map((bytes, at) =>
      place.put(`${at}`, bytes),
    )
    for (const route of ["files-api", "inline", "paths"] as const)
      expect(await admitAttachments(paths, [route])).toMatchObject({ kind: "admitted", media: { length: 7 } })
  })

  const big = 60_000_000
  it.each<[string, string, Uint8Array | string, number | undefined, Route, RegExp]>([
    ["text", "spec.md", "# Text\n", undefined, "paths", /spec\.md is text.*only media/],
    [
      "an archive",
      "a.png",
      zip(),
      undefined,
      "paths",
      /a\.png is application\/zip, which cannot be attached/,
    ],
    ["bytes of no type", "a.bin", Buffer.from([0, 1, 2, 3, 255, 0, 7]), undefined, "paths", /no known type/],
    ["an empty file", "a.png", "", undefined, "paths", /a\.png is empty/],
    [
      "a cut off picture",
      "a.png",
      png(9, 9).subarray(0, 14),
      undefined,
      "paths",
      /cannot be read as such|no known type/,
    ],
    ["a PDF that is too large", "a.pdf", pdf(1), big, "files-api", /a\.pdf is 60 MB.*at most 50 MB/],
    ["a PDF with too many pages", "a.pdf", pdf(1001), undefined, "files-api", /1001 pages.*at most 1000/],
    [
      "a film that is too long",
      "a.mp4",
      mp4(50 * 60),
      undefined,
      "files-api",
      /lasts 50 minutes.*at most 45/,
    ],
    [
      "an upload that is too large",
      "a.mp4",
      mp4(9),
      2_000_000_001,
      "files-api",
      /is 2000 MB.*at most 2000 MB/,
    ],
    ["a film too large for one request", "a.mp4", mp4(9), big, "inline", /without uploads.*at most 7\.0 MB/],
    [
      "a webp that is too wide",
      "a.webp",
      webp(9000, 10),
      undefined,
      "paths",
      /9000 × 10 pixels.*webp is sent as it is/,
    ],
    [
      "more tokens than leave room",
      "a.wav",
      wavHead(6 * 3600),
      8000 * 6 * 3600 + 44,
      "files-api",
      /about 691,200 tokens/,
    ],
  ])("refuses %s in one sentence", async (_, name, bytes, grownTo, route, told) => {
    using place = mediaPlace()
    const judged = await admitAttachments([place.put(name, bytes, grownTo)], [route])
    if (judged.kind === "admitted") throw new Error("it was admitted")
    expect(judged.why).toMatch(told)
    expect(judged.why.match(/[.!?](\s|$)/g)).toHaveLength(1)
    expect(judged.next).toMatch(/\.$|\?$/)
  })

  it("refuses a folder and a file that is not there by name", async () => {
    using place = mediaPlace()
    mkdirSync(join(place.folder, "shots"))
    expect(await admitAttachments([join(place.folder, "shots")], ["paths"])).toMatchObject({
      why: "shots is a folder, and only files can be attached.",
    })
    expect(await admitAttachments([join(place.folder, "none.png")], ["paths"])).toMatchObject({
      why: expect.stringContaining("none.png"),
    })
  })

  it("admits a large film where it can be uploaded or read on the spot", async () => {
    using place = mediaPlace()
    const film = place.put("a.mp4", mp4(60), big)
    for (const route of ["files-api", "paths"] as const)
      expect((await admitAttachments([film], [route])).kind).toBe("admitted")
    expect((await admitAttachments([film], ["paths", "inline"])).kind).toBe("refused")
  })
})

function zip(): Buffer {
  return Buffer.concat([Buffer.from("504b0304140000000800", "hex"), Buffer.alloc(60)])
}

/** A sound file that says it is that long: eight thousand bytes a second that a sparse file would hold. */
function wavHead(seconds: number): Buffer {
  const bytes = wav(1)
  bytes.writeUInt32LE(8000 * seconds + 36, 4)
  bytes.writeUInt32LE(8000 * seconds, 40)
  return bytes
}
