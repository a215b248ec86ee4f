import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { describe, expect, it } from "vitest"
import { geminiBackend } from "../../../src/engine/backends/gemini/gemini.ts"
import { fitImage } from "../../../src/engine/media/fit-image.ts"
import { fakeGemini, says } from "../gemini/fake-gemini.ts"
import { contentsOf, freeBudget, geminiDesk } from "../gemini/gemini-desk.ts"
import { gif, mp4, pdf, png } from "./media-files.ts"
import { mediaPlace } from "./media-folder.ts"

type Part = { inlineData?: { mimeType: string; data: string }; fileData?: { fileUri: string }; text?: string }

const partsOf = (received: Parameters<typeof contentsOf>[0]): readonly Part[] =>
  contentsOf(received).flatMap((content) =>
    "parts" in content && Array.isArray(content.parts) ? content.parts : [],
  )

describe("attachments at the Gemini API", () => {
  it("sends small files inside the request, before the prompt, and with every later call", async () => {
    await using api = await fakeGemini((_, number) =>
      number === 1
        ? { kind: "answer", parts: [{ functionCall: { name: "list_files", args: {} } }] }
        : says("seen"),
    )
    using desk = geminiDesk(api)
    using place = mediaPlace()
    const shot = png(20, 10)
    const paths = [place.put("design.png", shot), place.put("spec.pdf", pdf(2))]
    const { end } = await desk.turn({ attachments: paths })
    expect(end).toMatchObject({ kind: "finished", message: "seen" })
    for (const received of api.received) {
      const [name, image, , document, prompt] = partsOf(received)
      expect(name?.text).toBe("Attached: design.png")
      expect(image?.inlineData).toEqual({ mimeType: "image/png", data: shot.toString("base64") })
      expect(document?.inlineData?.mimeType).toBe("application/pdf")
      expect(prompt?.text).toBe("put the right word in")
    }
    expect(api.files.uploaded).toEqual([])
  })

  it("keeps what was attached as it was, and its record small", async () => {
    await using api = await fakeGemini(() => says("seen"))
    using desk = geminiDesk(api)
    using place = mediaPlace()
    const shot = png(300, 300, "noise")
    const path = place.put("design.png", shot)
    const { end } = await desk.turn({ attachments: [path] })
    writeFileSync(path, "changed")
    const again = await desk.turn({ turn: 2, prompt: "go on", conversation: end.conversation })
    expect(again.end.kind).toBe("finished")
    const [, image] = partsOf(api.received[1])
    expect(image?.inlineData?.data).toBe(shot.toString("base64"))
    const record = readdirSync(join(desk.folder, "engine")).find((name) => name.endsWith(".jsonl")) ?? ""
    expect(readFileSync(join(desk.folder, "engine", record), "utf8").length).toBeLessThan(4000)
  })

  it("uploads large files once, waits until they are active, and deletes them at the end", async () => {
    await using api = await fakeGemini((_, number) =>
      number === 1
        ? { kind: "answer", parts: [{ functionCall: { name: "list_files", args: {} } }] }
        : says("seen"),
    )
    api.files.plan(3, "ACTIVE")
    const waits: number[] = []
    using desk = geminiDesk(api, { wait: async (ms) => void waits.push(ms) })
    using place = mediaPlace()
    const film = mp4(30, 20_000_000)
    const path = place.put("walk.mp4", film)
    const backend = geminiBackend(desk.options)
    const order = { attachments: [path] }
    const { end } = await desk.turn(order, undefined, undefined, backend)
    expect(end).toMatchObject({ kind: "finished", message: "seen" })
    expect(api.files.uploaded).toHaveLength(1)
    expect(api.files.uploaded[0]?.mime).toBe("video/mp4")
    expect(api.files.uploaded[0]?.bytes.equals(film)).toBe(true)
    expect(waits).toEqual([1000, 2000, 4000])
    for (const received of api.received) {
      expect(partsOf(received)[1]?.fileData?.fileUri).toBe("https://files.example/files/f1")
    }
    expect(api.files.deleted).toEqual([])
    await backend.close()
    expect(api.files.deleted).toEqual(["files/f1"])
  })

  it("uploads again when a later run takes the conversation up", async () => {
    await using api = await fakeGemini(() => says("seen"))
    using desk = geminiDesk(api)
    using place = mediaPlace()
    const path = place.put("walk.mp4", mp4(30, 8_000_000))
    const first = geminiBackend(desk.options)
    const { end } = await desk.turn({ attachments: [path] }, undefined, undefined, first)
    await first.close()
    rmSync(path)
    const later = geminiBackend(desk.options)
    const order = { turn: 2, prompt: "go on", conversation: end.conversation }
    expect((await desk.turn(order, undefined, undefined, later)).end.kind).toBe("finished")
    expect(partsOf(api.received[1])[1]?.fileData?.fileUri).toBe("https://files.example/files/f2")
    await later.close()
    expect(api.files.deleted).toEqual(["files/f1", "files/f2"])
  })

  it("tells the model when the service cannot use a file, and goes on", async () => {
    await using api = await fakeGemini(() => says("seen"))
    api.files.plan(1, "FAILED")
    using desk = geminiDesk(api)
    using place = mediaPlace()
    const { end } = await desk.turn({ attachments: [place.put("walk.mp4", mp4(30, 8_000_000))] })
    expect(end.kind).toBe("finished")
    expect(partsOf(api.received[0])[1]?.text).toContain("The file has no picture in it.")
  })

  it("lets go of an upload when the turn is stopped", async () => {
    await using api = await fakeGemini(() => says("seen"))
    api.files.plan(1000, "ACTIVE")
    const stop = new AbortController()
    using desk = geminiDesk(api, { wait: async () => stop.abort() })
    using place = mediaPlace()
    const backend = geminiBackend(desk.options)
    const path = place.put("walk.mp4", mp4(30, 8_000_000))
    const { end } = await desk.turn({ attachments: [path] }, stop.signal, undefined, backend)
    expect(end).toMatchObject({ kind: "fault", class: "cancelled" })
    await backend.close()
    expect(api.files.deleted).toEqual(["files/f1"])
  })

  it("scales a screenshot down that is larger than the service looks at", async () => {
    await using api = await fakeGemini(() => says("seen"))
    using desk = geminiDesk(api)
    using place = mediaPlace()
    await desk.turn({ attachments: [place.put("long.png", png(400, 6144)), place.put("move.gif", gif)] })
    const [, long, , moving] = partsOf(api.received[0])
    const shown = Buffer.from(long?.inlineData?.data ?? "", "base64")
    expect([shown.readUInt32BE(16), shown.readUInt32BE(20)]).toEqual([200, 3072])
    expect(moving?.inlineData?.mimeType).toBe("image/png")
  })

  it("makes a JPEG of a picture that stays too large as PNG", async () => {
    const source = png(900, 900, "noise")
    const fitted = await fitImage(source, 3072, 2_200_000)
    expect(fitted).toMatchObject({ mime: "image/jpeg", width: 900, height: 900 })
    expect(fitted?.bytes.subarray(0, 3)).toEqual(Buffer.from([0xff, 0xd8, 0xff]))
    expect(await fitImage(source, 3072, 1000)).toBeNull()
  })

  it("reserves money for what the media count as, not for their bytes", async () => {
    await using api = await fakeGemini(() => says("seen"))
    const planned: number[] = []
    const budget = {
      ...freeBudget,
      reserve: ({ inputTokens }: { readonly inputTokens: number }) => {
        planned.push(inputTokens)
        return { kind: "reserved", id: "x" } as const
      },
    }
    using place = mediaPlace()
    const path = place.put("shot.png", png(1000, 1000, "noise"))
    using desk = geminiDesk(api, { budget })
    await desk.turn({ attachments: [path] })
    expect(planned[0]).toBeGreaterThan(1120)
    expect(planned[0]).toBeLessThan(5000)
  })

  it("puts what others give as an opening before the attachments", async () => {
    await using api = await fakeGemini(() => says("seen"))
    using desk = geminiDesk(api, { opening: async () => [{ text: "the packed code base" }] })
    using place = mediaPlace()
    await desk.turn({ attachments: [place.put("a.png", png(5, 5))] })
    expect(partsOf(api.received[0]).map(({ text }) => text)).toEqual([
      "the packed code base",
      "Attached: a.png",
      undefined,
      "put the right word in",
    ])
  })

  it("goes on without a file that vanished since the run began", async () => {
    await using api = await fakeGemini(() => says("seen"))
    using desk = geminiDesk(api)
    const gone = join(desk.folder, "gone.png")
    expect(existsSync(gone)).toBe(false)
    expect((await desk.turn({ attachments: [gone] })).end.kind).toBe("finished")
    expect(partsOf(api.received[0])[0]?.text).toContain("gone.png")
  })
})
