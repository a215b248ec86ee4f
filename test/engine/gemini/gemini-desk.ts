import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import type { Backend, TurnEvent, TurnOrder } from "../../../src/engine/backend.ts"
import { type GeminiOptions, geminiBackend } from "../../../src/engine/backends/gemini/gemini.ts"
import type { Budget } from "../../../src/engine/budget.ts"
import type { FakeGemini, Received } from "./fake-gemini.ts"

export const freeBudget: Budget = {
  reserve: () => ({ kind: "reserved", id: "x" }),
  settle: () => [],
  release: () => {},
  costOf: () => null,
}

/** What a call sent as the conversation. */
export function contentsOf(received: Received | undefined): readonly object[] {
  const contents = received?.body.contents
  return Array.isArray(contents) ? contents : []
}

/** A backend at a fake API with a workspace of its own. */
export function geminiDesk(api: FakeGemini, more: Partial<GeminiOptions> = {}) {
  const folder = mkdtempSync(join(tmpdir(), "for-loop gemini-"))
  const workspace = join(folder, "project")
  mkdirSync(workspace)
  writeFileSync(join(workspace, "a.txt"), "the wrong word\n")
  const key = "AIzaFakeKeyOfATestThatIsNoSecretAtAll12"
  const options: GeminiOptions = {
    env: { PATH: process.env.PATH, GEMINI_API_KEY: key, GOOGLE_GEMINI_BASE_URL: api.url },
    now: () => 0,
    keptKey: async () => null,
    wait: async () => {},
    budget: freeBudget,
    judge: (line) => (line.startsWith("forbidden") ? "the policy forbids it" : null),
    ...more,
  }
  const backend = geminiBackend(options)
  return {
    folder,
    workspace,
    key,
    options,
    read: (name: string) => readFileSync(join(workspace, name), "utf8"),
    turn: async (
      order: Partial<TurnOrder> = {},
      signal = new AbortController().signal,
      also: (event: TurnEvent) => void = () => {},
      at: Backend = backend,
    ) => {
      const events: TurnEvent[] = []
      const whole: TurnOrder = {
        loop: "l",
        turn: 1,
        iteration: 1,
        prompt: "put the right word in",
        workspace,
        folder: join(folder, "engine"),
        model: "gemini-2.5-pro",
        mode: "auto",
        attachments: [],
        conversation: null,
        deadline: 600_000,
        ...order,
      }
      const on = (event: TurnEvent): void => {
        events.push(event)
        also(event)
      }
      return { end: await at.turn(whole, on, signal), events }
    },
    [Symbol.dispose]: () => rmSync(folder, { recursive: true, force: true }),
  }
}
