import { describe, expect, it, vi } from "vitest"
import { goOnText } from "../../../src/control/go-on-text.ts"
import { resumeLoop } from "../../../src/control/resume-loop.ts"
import { createDiffCache } from "../../../src/dashboard/feed/diff-cache.ts"
import { readView } from "../../../src/dashboard/feed/read-view.ts"
import type { DashboardView } from "../../../src/dashboard/model/view.ts"
import { continueLoop } from "../../../src/ide/watcher/continue-loop.ts"
import { watchLoops } from "../../../src/ide/watcher/watch-loops.ts"
import { type Playground, playground, startLoop } from "../../e2e/playground.ts"
import { busy } from "../../e2e/started.ts"
import { english } from "../english.ts"
import { card } from "./views.ts"

/** The host's silence reads as a cap only after half a minute. */
const later = () => Date.now() + 60_000

function seen(place: Playground): Promise<DashboardView> {
  return readView({
    home: place.home,
    env: place.env,
    workspaces: [place.project],
    abilities: { workspaces: [place.project], chat: "send", editor: true, setup: true },
    setup: { plugin: "installed", hookSeenAt: null, disabled: false, note: "" },
    now: later(),
    diffs: createDiffCache({ env: place.env, now: later, onNews: () => {} }),
  })
}

describe("a loop that its host cut off (S39)", () => {
  it("is taken up by the window, through request and message, and gets to its end without the user", async () => {
    using place = playground()
    const host = place.host({ maxContinues: 0 })
    expect((await host.turn(startLoop(), () => busy)).kind).toBe("capped")
    const capped = await seen(place)
    expect(capped.loops.map(({ word }) => word)).toEqual(["host-capped"])

    const sent: string[] = []
    const order = {
      resume: (loop: string) =>
        resumeLoop({ home: place.home, env: place.env, now: later }, loop, {
          maxIterations: null,
          maxMinutes: null,
        }),
      chat: {
        send: async (text: string) => {
          sent.push(text)
          await host.turn(text, () => {
            place.write("fixed", "right")
            return busy
          })
          return "sent" as const
        },
      },
      toasts: { warn: async () => undefined },
      note: () => {},
      t: english,
    }
    const watcher = watchLoops({
      views: (listen) => {
        listen(capped)
        return { dispose: () => {} }
      },
      home: place.home,
      now: later,
      settings: () => ({ hostCapped: "automatic", rateLimited: "never", notifications: "none" }),
      trusted: () => true,
      chat: { detect: async () => "send" },
      tell: async () => {},
      goOn: (loop) => continueLoop(order, loop),
      trouble: (text) => sent.push(`trouble: ${text}`),
    })
    try {
      await vi.waitFor(() => expect(place.state().outcome?.kind).toBe("verified"), 20_000)
    } finally {
      watcher.dispose()
    }
    expect(sent).toEqual([goOnText(capped.loops[0] ?? card())])
    expect(place.journal(place.state().id).join("\n")).toContain("resumed: by the user")
  })

  it("does nothing in a conversation without a loop but reach its agent", async () => {
    using place = playground()
    const host = place.host()
    const end = await host.turn(goOnText(card({ task: "/for-loop --resume" })), () => ({
      say: "Not mine.",
    }))
    expect(end.kind).toBe("answered")
    expect(place.loops()).toEqual([])
  })
})

describe("continueLoop", () => {
  it("sends nothing when the loop cannot be taken up, and keeps why", async () => {
    const said: string[] = []
    await continueLoop(
      {
        resume: () => ({ kind: "refused", message: "It is running already.", next: "Wait." }),
        chat: { send: async () => Promise.reject(new Error("sent")) },
        toasts: { warn: async (text) => void said.push(text) },
        note: (text) => said.push(`note: ${text}`),
        t: english,
      },
      card(),
    )
    expect(said).toEqual(["note: It is running already. Wait."])
  })

  it("says that the message lies on the clipboard", async () => {
    const said: string[] = []
    await continueLoop(
      {
        resume: () => ({ kind: "requested" }),
        chat: { send: async () => "copied" },
        toasts: { warn: async (text) => void said.push(text) },
        note: () => {},
        t: english,
      },
      card(),
    )
    expect(said[0]).toContain("on the clipboard")
  })
})
