import { describe, expect, it, onTestFinished, vi } from "vitest"
import {
  dismissedKey,
  type KeepOrder,
  keepInstalled,
  stepFor,
} from "../../../src/ide/setup/keep-installed.ts"
import type { PluginState } from "../../../src/ide/setup/plugin-state.ts"
import { english } from "../english.ts"

const missing: PluginState = { plugin: "missing", why: "not-installed", repair: "offer" }
const outdated: PluginState = { plugin: "outdated", why: "older", repair: "automatic" }
const foreign: PluginState = { plugin: "outdated", why: "older", repair: "offer" }
const fine: PluginState = { plugin: "installed", why: "fine", repair: "none" }
const writes = [
  "/home/zoe/.antigravity-for-loop/install.json",
  "/home/zoe/.gemini/config/plugins/x/plugin.json",
]

describe("what is done about an installation", () => {
  it.each<[string, PluginState, boolean, boolean, string]>([
    ["nothing is there", missing, true, false, "ask"],
    ["nothing is there and the user does not want to be asked", missing, true, true, "nothing"],
    ["ours is old", outdated, true, false, "repair"],
    ["ours is old, also where the first question was declined", outdated, true, true, "repair"],
    ["ours is old and repairs are asked for", outdated, false, false, "ask"],
    ["somebody else's is old", foreign, true, false, "ask"],
    ["all is well", fine, true, false, "nothing"],
  ])("when %s", (_what, state, autoRepair, dismissed, step) => {
    expect(stepFor(state, { autoRepair, dismissed })).toBe(step)
  })
})

/** A window on an installation in that state; `answers` are the buttons that its user presses. */
function kept(state: PluginState, answers: readonly (string | undefined)[], more: Partial<KeepOrder> = {}) {
  const seen: string[] = []
  const memory = new Map<string, unknown>()
  let now = state
  let answered = 0
  const show = async (text: string) => {
    seen.push(text)
    answered += 1
    return answers[answered - 1]
  }
  const order: KeepOrder = {
    setup: {
      state: () => now,
      plan: async () => ({ kind: "plan", writes }),
      install: async (when) => {
        seen.push(`install ${when}`)
        now = fine
        return { kind: "done", reply: { kind: "done", message: "Installed." } }
      },
    },
    toasts: { info: show, warn: show },
    memory: {
      get: (key) => memory.get(key),
      update: async (key, value) => void memory.set(key, value),
    },
    autoRepair: () => true,
    openText: async (_title, text) => seen.push(text),
    refresh: async () => seen.push("refresh"),
    trouble: () => {},
    t: english,
    ...more,
  }
  const watch = keepInstalled(order, 20)
  onTestFinished(() => watch.dispose())
  return { seen, memory, dispose: () => watch.dispose() }
}

describe("keepInstalled", () => {
  it("offers the installation, shows every file it writes, and installs at a word", async () => {
    const { seen } = kept(missing, ["Show the files", "Set up"])
    await vi.waitFor(() => expect(seen.at(-1)).toBe("Installed."))
    const question = "For Loop needs its plugin for the agent: 2 files in your home folder."
    const list = `Setting up writes these files, and nothing else:\n\n${writes.join("\n")}\n`
    expect(seen).toEqual([question, list, question, "install always", "refresh", "Installed."])
  })

  it("asks again in the next window when the question was only put away, and never after a no", async () => {
    const away = kept(missing, [undefined])
    await vi.waitFor(() => expect(away.seen.length).toBe(1))
    expect(away.memory.get(dismissedKey)).toBeUndefined()
    const no = kept(missing, ["Don't ask again"])
    await vi.waitFor(() => expect(no.memory.get(dismissedKey)).toBe(true))
    expect(no.seen).not.toContain("install always")
  })

  it("repairs what was installed by us without a question", async () => {
    const { seen } = kept(outdated, [])
    await vi.waitFor(() => expect(seen).toEqual(["install needed", "refresh", "Installed."]))
  })

  it("waits with a repair until the checks have ended", async () => {
    let tries = 0
    const { seen } = kept(outdated, [], {
      setup: {
        state: () => (tries < 3 ? outdated : fine),
        plan: async () => ({ kind: "refused", why: "" }),
        install: async () => {
          tries += 1
          const kind = tries < 3 ? "busy" : "done"
          return { kind, reply: { kind: "done", message: "Updated." } }
        },
      },
    })
    await vi.waitFor(() => expect(seen).toEqual(["refresh", "Updated."]))
    expect(tries).toBe(3)
  })

  it("says nothing where another window was faster", async () => {
    let asked = 0
    const { seen } = kept(outdated, [], {
      setup: {
        state: () => outdated,
        plan: async () => ({ kind: "refused", why: "" }),
        install: async () => {
          asked += 1
          return { kind: "unchanged", reply: { kind: "done", message: "Installed." } }
        },
      },
    })
    await vi.waitFor(() => expect(asked).toBe(1))
    await new Promise((resolve) => setImmediate(resolve))
    expect(seen).toEqual([])
  })

  it("says why a repair failed", async () => {
    const { seen } = kept(outdated, [], {
      setup: {
        state: () => outdated,
        plan: async () => ({ kind: "refused", why: "" }),
        install: async () => ({
          kind: "refused",
          reply: { kind: "refused", message: "The disk is full.", next: "Free some space." },
        }),
      },
    })
    await vi.waitFor(() => expect(seen).toEqual(["The disk is full. Free some space."]))
  })

  it("keeps a fault to the log instead of breaking the window", async () => {
    const troubles: string[] = []
    kept(missing, [], {
      setup: {
        state: () => {
          throw new Error("no permission")
        },
        plan: async () => ({ kind: "refused", why: "" }),
        install: async () => ({ kind: "done", reply: { kind: "done", message: "" } }),
      },
      trouble: (text) => troubles.push(text),
    })
    await vi.waitFor(() => expect(troubles).toEqual(["no permission"]))
  })
})
