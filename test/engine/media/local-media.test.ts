import { existsSync, mkdirSync, readFileSync, utimesSync, writeFileSync } from "node:fs"
import { dirname, join } from "node:path"
import { describe, expect, it } from "vitest"
import type { Backend, TurnOrder } from "../../../src/engine/backend.ts"
import { keepFailureShots } from "../../../src/engine/media/failure-shots.ts"
import { nameFiles } from "../../../src/engine/media/name-files.ts"
import { runPlayground } from "../driver/run-playground.ts"
import { png } from "./media-files.ts"
import { mediaPlace } from "./media-folder.ts"

describe("attachments for an agent on this machine", () => {
  it("names what lies in the workspace and copies everything else into the loop's own folder", () => {
    using place = mediaPlace()
    const workspace = join(place.folder, "project")
    const inside = place.put("project/docs/design.png", png(3, 3))
    const outside = place.put("desktop/my shot.png", png(4, 4))
    const order = {
      prompt: "do it",
      attachments: [inside, outside],
      workspace,
      folder: join(place.folder, "loop"),
    }
    const { prompt, folder } = nameFiles(order)
    const [, copy] = [...prompt.matchAll(/^- (.+)$/gm)].map(([, path]) => path ?? "")
    expect(prompt).toContain(`do it\n\nFiles that go with this message`)
    expect(prompt).toContain(`- ${inside}\n`)
    expect(prompt).not.toContain(outside)
    expect(folder).toBe(join(place.folder, "loop", "attachments"))
    expect(copy?.startsWith(folder ?? "?")).toBe(true)
    expect(readFileSync(copy ?? "")).toEqual(png(4, 4))
    expect(nameFiles({ ...order, attachments: [] })).toEqual({ prompt: "do it", folder })
  })

  it("leaves a prompt without files as it is", () => {
    using place = mediaPlace()
    const order = {
      prompt: "do it",
      attachments: [],
      workspace: place.folder,
      folder: join(place.folder, "loop"),
    }
    expect(nameFiles(order)).toEqual({ prompt: "do it", folder: null })
  })
})

describe("screenshots of failing UI tests", () => {
  it.each([
    "test-results/cart-adds-an-item-chromium/test-failed-1.png",
    "cypress/screenshots/cart.cy.js/adds an item (failed).png",
    "packages/shop/test-results/a/test-failed-1.png",
  ])("are found in %s", (path) => {
    using place = mediaPlace()
    place.put(`project/${path}`, png(5, 5))
    const [found, ...more] = keepFailureShots(join(place.folder, "project"), join(place.folder, "loop"), 3, 0)
    expect(more).toEqual([])
    expect(dirname(found ?? "")).toBe(join(place.folder, "loop", "attachments", "turn-3"))
    expect(readFileSync(found ?? "")).toEqual(png(5, 5))
  })

  it("count only when they are newer than the turn, and not when they lie in packages of others", () => {
    using place = mediaPlace()
    const old = place.put("project/test-results/a/test-failed-1.png", png(5, 5))
    utimesSync(old, 1000, 1000)
    place.put("project/node_modules/x/test-results/a/test-failed-1.png", png(5, 5))
    place.put("project/docs/picture.png", png(5, 5))
    expect(keepFailureShots(join(place.folder, "project"), join(place.folder, "loop"), 1, 2_000_000)).toEqual(
      [],
    )
  })

  it("are at most four, those that show a failure first, none of them huge", () => {
    using place = mediaPlace()
    for (let at = 1; at <= 6; at += 1) place.put(`project/test-results/t${at}/test-failed-1.png`, png(5, 5))
    place.put("project/test-results/t0/look-expected.png", png(5, 5))
    place.put("project/test-results/t0/huge-failed.png", png(5, 5), 5_000_000)
    const found = keepFailureShots(join(place.folder, "project"), join(place.folder, "loop"), 1, 0)
    expect(found).toHaveLength(4)
    expect(found.every((path) => path.endsWith("test-failed-1.png"))).toBe(true)
    expect(new Set(found).size).toBe(4)
  })

  it("go with the turn after the check that left them, and with no other", async () => {
    using ground = runPlayground()
    const shot = join(ground.project, "test-results", "cart-chromium", "test-failed-1.png")
    mkdirSync(dirname(shot), { recursive: true })
    writeFileSync(
      join(ground.project, "check.sh"),
      'grep -q right fixed 2>/dev/null || { [ "$(cat fixed 2>/dev/null)" = first ] && cp shot.png test-results/cart-chromium/test-failed-1.png; echo "FAIL: fixed lacks the word"; exit 1; }\n',
    )
    writeFileSync(join(ground.project, "shot.png"), png(6, 6))
    const orders: TurnOrder[] = []
    const words = ["first", "second", "right"]
    const played = ground.scripted(
      words.map((word) => ({ edits: [{ file: "fixed", text: `${word}\n` }], says: word })),
    )
    const backend: Backend = {
      ...played,
      turn: async (order, on, signal) => {
        orders.push(order)
        return await played.turn(order, on, signal)
      },
    }
    const ran = await ground.start([backend])
    expect(ran).toMatchObject({ kind: "ran", state: { outcome: { kind: "verified" } } })
    expect(orders.map(({ attachments }) => attachments.length)).toEqual([0, 1, 0])
    expect(existsSync(orders[1]?.attachments[0] ?? "")).toBe(true)
    expect(ground.events).toContainEqual({
      kind: "agent",
      turn: 1,
      event: { kind: "note", text: "a screenshot of what failed goes with the next turn" },
    })
  })
})
