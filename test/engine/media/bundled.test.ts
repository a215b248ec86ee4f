import { execFileSync } from "node:child_process"
import { join } from "node:path"
import { build } from "rolldown"
import { expect, it } from "vitest"
import { root } from "../../architecture/sources.ts"
import { gif, mp3, mp4, pdf, png, wav, webp } from "./media-files.ts"
import { mediaPlace } from "./media-folder.ts"

it("reads and fits media from a bundle too, where no package lies beside the code", async () => {
  using place = mediaPlace()
  const dir = join(place.folder, "dist")
  await build({
    input: { attach: join(root, "src", "engine", "media", "attach-parts.ts") },
    platform: "node",
    output: { dir, format: "cjs", entryFileNames: "[name].cjs", chunkFileNames: "[name].cjs" },
  })
  const files = [png(40, 6144), gif, webp(9, 9), pdf(1), wav(1), mp3(50), mp4(2)]
  const paths = files.map((bytes, at) => place.put(`${at}`, bytes))
  const script = `require(${JSON.stringify(join(dir, "attach.cjs"))}).attachParts(${JSON.stringify(paths)}, ${JSON.stringify(place.folder)}).then((parts) => console.log(JSON.stringify(parts)))`
  const parts: unknown = JSON.parse(execFileSync(process.execPath, ["-e", script], { encoding: "utf8" }))
  const mimes = [
    "image/png",
    "image/png",
    "image/webp",
    "application/pdf",
    "audio/wav",
    "audio/mp3",
    "video/mp4",
  ]
  expect(parts).toEqual(
    mimes.flatMap((mimeType, at) => [
      { text: `Attached: ${at}` },
      { fileData: { mimeType, fileUri: expect.stringContaining("for-loop-media:") } },
    ]),
  )
})
