import { beforeAll, describe, expect, it } from "vitest"
import { bundleSuite } from "./harness/bundle-suite.ts"
import { testExtension } from "./harness/packages.ts"
import { type InHostEnd, runInHost } from "./harness/run-in-host.ts"
import { Scene } from "./harness/scene.ts"
import { inHostTitles } from "./in-host/titles.ts"

describe("in the extension host", () => {
  let end: InHostEnd

  beforeAll(async () => {
    await using scene = await Scene.start()
    const order = {
      folder: scene.project,
      suite: await bundleSuite(),
      extension: testExtension("stand-in-antigravity"),
    }
    end = await runInHost(scene.ide, order)
  })

  it("ends with a report, for an extension host that dies looks like success", () => {
    expect(end.report, end.log).not.toBeNull()
    expect(end.code).toBe(0)
    expect(end.report?.tests.length).toBeGreaterThan(0)
  })

  for (const title of inHostTitles) {
    it(title, () => {
      const test = end.report?.tests.find((candidate) => candidate.title === title)
      expect(test).toMatchObject({ error: null })
    })
  }
})
