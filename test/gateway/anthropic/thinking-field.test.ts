import { describe, expect, it } from "vitest"
import { isClaudes, thinkingFields } from "../../../src/gateway/codecs/anthropic/thinking-field.ts"
import type { Exchange, Part, ThinkingSetting } from "../../../src/gateway/model/exchange.ts"
import { exchangeOf, userTurn } from "../openai-chat/exchange-of.ts"

const setting = (more: Partial<ThinkingSetting>): ThinkingSetting => ({
  kind: "enabled",
  budget: null,
  effort: null,
  show: true,
  ...more,
})
const asked = (
  thinking: Partial<ThinkingSetting>,
  model: string,
  more: Partial<Exchange> = {},
  maxTokens = 64_000,
) => thinkingFields(exchangeOf({ thinking: setting(thinking), ...more }), model, maxTokens)
const old = "claude-sonnet-4-5"
const fresh = "claude-opus-4-6"
const off = (note: string) => ({ fields: { thinking: { type: "disabled" } }, on: false, notes: [note] })
const budget = (tokens: number) => ({ thinking: { type: "enabled", budget_tokens: tokens } })

describe("how a Claude model takes its thinking setting", () => {
  it.each([
    ...["claude-2.1", "claude-instant-1", "claude-3-opus-20240229", "claude-3-sonnet-20240229"],
    ...["claude-3-haiku-20240307", "claude-3-5-sonnet-latest"],
  ])("%s takes none, and the client is told where it asked for it", (model) => {
    expect(asked({}, model)).toEqual({ fields: {}, on: false, notes: ["thinking-not-offered"] })
    expect(asked({ kind: "adaptive" }, model).notes).toEqual(["thinking-not-offered"])
    expect(asked({ kind: "default" }, model)).toEqual({ fields: {}, on: false, notes: [] })
    expect(asked({ kind: "off" }, model)).toEqual({ fields: {}, on: false, notes: [] })
  })

  it.each([
    ...["claude-3-7-sonnet-20250219", "claude-opus-4-20250514", "claude-sonnet-4@20250514", "claude-haiku-4"],
    ...["claude-opus-4-1-20250805", "claude-sonnet-4-5", "claude-haiku-4-5@20251001"],
  ])("%s takes a budget", (model) => {
    expect(asked({ budget: 5000 }, model)).toEqual({ fields: budget(5000), on: true, notes: [] })
  })

  it.each([fresh, "claude-sonnet-4-6-20260101", "claude-sonnet-4-25", "claude-opus-5", "anything-new"])(
    "%s decides itself",
    (model) => {
      expect(asked({ effort: "high" }, model)).toEqual({
        fields: { thinking: { type: "adaptive", display: "summarized" }, output_config: { effort: "high" } },
        on: true,
        notes: [],
      })
    },
  )
})

describe("thinking with a budget", () => {
  it.each<[Partial<ThinkingSetting>, number]>([
    [{ effort: "minimal" }, 1024],
    [{ effort: "low" }, 2048],
    [{ effort: "medium" }, 8192],
    [{ effort: "high" }, 24_576],
    [{ effort: "max" }, 32_000],
    [{ effort: "low", budget: 9000 }, 2048],
    [{}, 8192],
    [{ budget: -1 }, 8192],
    [{ budget: 0 }, 1024],
    [{ budget: 1023 }, 1024],
    [{ budget: 99_999 }, 63_999],
  ])("%j is %i tokens", (thinking, tokens) => {
    expect(asked(thinking, old)).toEqual({ fields: budget(tokens), on: true, notes: [] })
  })

  it("is hidden where the client does not want to see it", () => {
    expect(asked({ show: false }, old).fields).toEqual({
      thinking: { type: "enabled", budget_tokens: 8192, display: "omitted" },
    })
  })

  it("is off where the answer has no room for it", () => {
    expect(asked({}, old, {}, 1024)).toEqual(off("thinking-off-for-small-answer"))
    expect(asked({}, old, {}, 1025)).toEqual({ fields: budget(1024), on: true, notes: [] })
  })
})

describe("thinking that the model decides", () => {
  const fields = (thinking: Partial<ThinkingSetting>) => asked(thinking, fresh).fields
  const adaptive = { thinking: { type: "adaptive", display: "summarized" } }

  it.each<[Partial<ThinkingSetting>, string | null]>([
    [{ effort: "minimal" }, "low"],
    [{ effort: "low" }, "low"],
    [{ effort: "max" }, "max"],
    [{ budget: 2048 }, "low"],
    [{ budget: 2049 }, "medium"],
    [{ budget: 8192 }, "medium"],
    [{ budget: 8193 }, "high"],
    [{ budget: 24_576 }, "high"],
    [{ budget: 24_577 }, "max"],
    [{ budget: 1 }, "low"],
    [{ budget: 0 }, null],
    [{ budget: -1 }, null],
    [{}, null],
  ])("takes %j as the effort %s", (thinking, effort) => {
    expect(fields(thinking)).toEqual(effort === null ? adaptive : { ...adaptive, output_config: { effort } })
  })

  it("is hidden where the client does not want to see it", () => {
    expect(fields({ show: false })).toEqual({ thinking: { type: "adaptive", display: "omitted" } })
  })

  it("is left out or switched off where it is not wanted, and the effort stays", () => {
    expect(asked({ kind: "default", effort: "low" }, fresh)).toEqual({
      fields: { output_config: { effort: "low" } },
      on: false,
      notes: [],
    })
    expect(asked({ kind: "off" }, fresh)).toEqual({
      fields: { thinking: { type: "disabled" } },
      on: false,
      notes: [],
    })
    expect(asked({ kind: "default", effort: "low" }, old)).toEqual({ fields: {}, on: false, notes: [] })
  })
})

describe("thinking that would be refused", () => {
  it.each<Exchange["toolChoice"]>([{ kind: "any" }, { kind: "tool", name: "read" }])(
    "is off beside a forced tool (G25): %j",
    (toolChoice) => {
      expect(asked({}, fresh, { toolChoice })).toEqual(off("thinking-off-for-forced-tool"))
      expect(asked({}, old, { toolChoice })).toEqual(off("thinking-off-for-forced-tool"))
    },
  )

  const call: Part = { kind: "call", id: "c1", name: "read", argumentsJson: "{}" }
  const result = { kind: "result", id: "c1", name: "read", content: [], failed: false } as const
  const own: Part = { kind: "thinking", text: "hm", signature: { value: "sig", family: "claude" } }
  const foreign: Part = { kind: "thinking", text: "hm", signature: { value: "sig", family: "gemini" } }
  const hidden: Part = { kind: "thinking", text: "", redacted: "xyz" }
  const history = (...parts: Part[]): Partial<Exchange> => ({
    turns: [userTurn("go"), { role: "model", parts }, { role: "user", parts: [result] }],
  })

  it("is off where a step of this turn began without Claude's own (G43)", () => {
    const refused = off("thinking-off-for-foreign-history")
    expect(asked({}, old, history(call))).toEqual(refused)
    expect(asked({}, old, history(foreign, call))).toEqual(refused)
    expect(asked({}, fresh, history(call)).on).toBe(true)
  })

  it("is on where each step began with it, where nothing was called, and where the step is of an older turn", () => {
    for (const parts of [[own, call], [hidden, call], [{ kind: "text", text: "x" } as const]]) {
      expect(asked({}, old, history(...parts)).on).toBe(true)
    }
    const turns = [...(history(call).turns ?? []), userTurn("and now?")]
    expect(asked({}, old, { turns }).on).toBe(true)
    // What the user says beside a result begins a turn too.
    const [go, step] = history(call).turns ?? []
    const beside = { role: "user", parts: [result, { kind: "text", text: "and now?" }] } as const
    expect(asked({}, old, { turns: [go, step, beside].flatMap((turn) => turn ?? []) }).on).toBe(true)
  })

  it("counts as Claude's only by its signature or by being hidden", () => {
    expect(isClaudes({})).toBe(false)
    expect(isClaudes({ signature: { family: null } })).toBe(false)
    expect(isClaudes({ signature: { family: "claude" } })).toBe(true)
    expect(isClaudes({ redacted: "" })).toBe(true)
  })
})
