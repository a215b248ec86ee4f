import { describe, expect, it, onTestFinished } from "vitest"
import type { Reply } from "../../../src/dashboard/model/messages.ts"
import type { SetupView } from "../../../src/dashboard/model/view.ts"
import {
  dismissedKey,
  type KeepOrder,
  keepInstalled,
  stepFor,
} from "../../../src/ide/setup/keep-installed.ts"
import type { PluginState } from "../../../src/ide/setup/plugin-state.ts"
import { removeForGood } from "../../../src/ide/setup/remove-for-good.ts"
import { soon } from "../../soon.ts"
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
  const views = new Set<Parameters<KeepOrder["views"]>[0]>()
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
    views: (listen) => {
      views.add(listen)
      return { dispose: () => void views.delete(listen) }
    },
    hideToasts: async () => void seen.push("toasts hidden"),
    openText: async (_title, text) => seen.push(text),
    refresh: async () => seen.push("refresh"),
    trouble: () => {},
    t: english,
    ...more,
  }
  const watch = keepInstalled(order, 20)
  onTestFinished(() => watch.dispose())
  const look = (plugin: SetupView["plugin"]) => {
    for (const listen of views) listen({ setup: { plugin, hookSeenAt: null, disabled: false, note: "" } })
  }
  return { seen, memory, views, look, dispose: () => watch.dispose() }
}

describe("keepInstalled", () => {
  it("offers the installation, shows every file it writes, and installs at a word", async () => {
    const { seen } = kept(missing, ["Show the files", "Set up"])
    await soon(() => expect(seen.at(-1)).toBe("Installed."))
    const question = "For Loop needs its plugin for the agent: 2 files in your home folder."
    const list = `Setting up writes these files, and nothing else:\n\n${writes.join("\n")}\n`
    expect(seen).toEqual([question, list, question, "install needed", "refresh", "Installed."])
  })

  it("asks again in the next window when the question was only put away, and never after a no", async () => {
    const away = kept(missing, [undefined])
    await soon(() => expect(away.seen.length).toBe(1))
    expect(away.memory.get(dismissedKey)).toBeUndefined()
    const no = kept(missing, ["Don't ask again"])
    await soon(() => expect(no.memory.get(dismissedKey)).toBe(true))
    expect(no.seen).not.toContain("install needed")
  })

  it("puts the question away once when the plugin came another way, and installs nothing twice", async () => {
    let press: (label: string) => void = () => {}
    const pressed = new Promise<string>((resolve) => {
      press = resolve
    })
    const asked: string[] = []
    const ask = async (text: string) => {
      asked.push(text)
      return asked.length === 1 ? await pressed : undefined
    }
    const { seen, views, look } = kept(missing, [], { toasts: { info: ask, warn: ask } })
    await soon(() => expect(asked.length).toBe(1))
    look("missing")
    expect(seen).toEqual([])
    look("installed")
    look("installed")
    expect(seen).toEqual(["toasts hidden"])
    // It still lies in the list of messages, where its button can be pressed later.
    press("Set up")
    await soon(() => expect(asked.at(-1)).toBe("Installed."))
    expect(seen).toEqual(["toasts hidden", "install needed", "refresh"])
    expect(views.size).toBe(0)
  })

  it("does not offer again what was removed by the command, in the next window either", async () => {
    const memory = new Map<string, unknown>()
    const update = async (key: string, value: unknown) => void memory.set(key, value)
    const removing = (reply: Reply) =>
      removeForGood({ setup: { uninstall: async () => reply }, memory: { update } }, "plugin")
    await removing({ kind: "refused", message: "A loop runs its checks.", next: "Cancel it." })
    expect(memory.get(dismissedKey)).toBeUndefined()
    await removing({ kind: "done", message: "Removed." })
    const dismissed = memory.get(dismissedKey) === true
    expect(stepFor(missing, { autoRepair: true, dismissed })).toBe("nothing")
  })

  it("repairs what was installed by us without a question", async () => {
    const { seen } = kept(outdated, [])
    await soon(() => expect(seen).toEqual(["install needed", "refresh", "Installed."]))
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
    await soon(() => expect(seen).toEqual(["refresh", "Updated."]))
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
    await soon(() => expect(asked).toBe(1))
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
    await soon(() => expect(seen).toEqual(["The disk is full. Free some space."]))
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
    await soon(() => expect(troubles).toEqual(["no permission"]))
  })
})
