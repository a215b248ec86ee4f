import { expect, it } from "vitest"
import { modelNames } from "../../src/spend/model-name.ts"

it.each([
  ["gemini-3.8-flash", ["gemini-3.8-flash"]],
  [" Gemini-3.8-Flash\n", ["gemini-3.8-flash"]],
  ["models/gemini-3.8-flash", ["gemini-3.8-flash"]],
  ["publishers/google/models/gemini-3.8-flash", ["gemini-3.8-flash"]],
  ["claude-opus-5.5", ["claude-opus-5.5", "claude-opus-5-5"]],
  ["claude-sonnet-5-5[1m]", ["claude-sonnet-5-5"]],
  ["claude-sonnet-5-5[1m]-beta", ["claude-sonnet-5-5[1m]-beta"]],
  ["claude-haiku-4-5-20251001", ["claude-haiku-4-5-20251001", "claude-haiku-4-5"]],
  ["claude-haiku-4-5@20251001", ["claude-haiku-4-5@20251001", "claude-haiku-4-5"]],
  ["m-20251001-beta", ["m-20251001-beta"]],
  ["m-2025100", ["m-2025100"]],
  ["m-somename", ["m-somename"]],
  ["m-2", ["m-2"]],
  ["gpt-5.4-2026-03-05", ["gpt-5.4-2026-03-05", "gpt-5.4"]],
  ["gpt-5.4-2026-03-05-beta", ["gpt-5.4-2026-03-05-beta"]],
  ["gpt-26-03-05", ["gpt-26-03-05"]],
  ["gpt-5.4-2026-3-05", ["gpt-5.4-2026-3-05"]],
  ["gpt-5.4-2026-03-5", ["gpt-5.4-2026-03-5"]],
  ["gemini-3.8-flash-high", ["gemini-3.8-flash-high", "gemini-3.8-flash"]],
  ["gemini-3.8-flash-minimal", ["gemini-3.8-flash-minimal", "gemini-3.8-flash"]],
  ["gemini-3.8-flash-high-beta", ["gemini-3.8-flash-high-beta"]],
  [
    "claude-opus-5.5-max-20260101",
    [
      "claude-opus-5.5-max-20260101",
      "claude-opus-5-5-max-20260101",
      "claude-opus-5.5-max",
      "claude-opus-5-5-max",
      "claude-opus-5.5",
      "claude-opus-5-5",
    ],
  ],
  ["my-claude-5.5", ["my-claude-5.5"]],
  ["5.5-claude-", ["5.5-claude-"]],
  ["a/", []],
  ["", []],
])("the model %j may stand in a price list as %j", (name, names) => {
  expect(modelNames(name)).toEqual(names)
})
