import { mkdirSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { describe, expect, it } from "vitest"
import { chooseChecks } from "../../src/hook/choose-checks.ts"
import { handle } from "../../src/hook/handle.ts"
import { answerTool } from "../../src/hook/pre-tool.ts"
import { detectChecks } from "../../src/verify/detect.ts"
import { stopEvent } from "../loop/builders.ts"
import { conversation, loopPlace } from "./loop-place.ts"

/** What is written to the host's log meanwhile. */
async function heard(work: () => Promise<unknown>): Promise<string> {
  let text = ""
  const usual = process.stderr.write
  process.stderr.write = (chunk: string | Uint8Array): boolean => {
    text += chunk
    return true
  }
  try {
    await work()
  } finally {
    process.stderr.write = usual
  }
  return text
}

describe("trouble of our own", () => {
  it("is told to the host's log when the note of a conversation cannot be read", async () => {
    using place = loopPlace()
    mkdirSync(join(place.home, "bindings"), { recursive: true })
    writeFileSync(join(place.home, "bindings", `${conversation}.json`), "{")
    const event = stopEvent({ host: "claude-code", conversationId: conversation, message: "Done." })
    const call = {
      home: place.home,
      env: {},
      host: "claude-code",
      event,
      pluginFolder: place.folder,
    } as const
    expect(await heard(() => handle(call))).toMatch(/^for-loop: .+\n$/)
  })

  it("is told to the host's log when a tool call cannot be judged", async () => {
    using place = loopPlace()
    place.loop()
    const args = {
      get command(): string {
        throw new Error("unreadable")
      },
    }
    const event = {
      kind: "tool",
      phase: "before",
      host: "claude-code",
      conversationId: conversation,
      workspacePaths: [place.project],
      transcriptPath: null,
      model: null,
      tool: { name: "Bash", args },
      error: null,
    } as const
    const told = await heard(() => answerTool(place.context(), event))
    expect(told).toBe("for-loop: unreadable\n")
  })
})

describe("several checks that were found", () => {
  it("are told with a reason each, one after the other", async () => {
    using place = loopPlace()
    place.write(
      "package.json",
      JSON.stringify({ scripts: { test: "node --test", typecheck: "tsc --noEmit" } }),
    )
    place.write("go.mod", "module example.com/cart\n\ngo 1.23\n")
    const found = await detectChecks(place.project)
    expect(found.length).toBeGreaterThan(1)
    const order = { workspace: place.project, checks: { kind: "detect" } } as const
    expect(await chooseChecks(place.context(), order)).toEqual({
      kind: "chosen",
      checks: found.map(({ command }) => command),
      why: found.map(({ why }) => why).join("; "),
    })
  })
})
