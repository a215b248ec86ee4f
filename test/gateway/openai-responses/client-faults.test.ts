import { describe, expect, test } from "vitest"
import { clientRequest } from "../../../src/gateway/codecs/openai-responses/decode-request.ts"

const extras = { session: null, hostedTools: "refuse" } as const
const keptElsewhere = (field: string) =>
  `${field} points at something this gateway does not keep: send the whole input.`

describe("a request of the Responses API that cannot be translated", () => {
  test.each([
    [{ model: null }, "model", "The request needs a model."],
    [{ model: 5 }, "model", "The request needs a model."],
    [{ input: null }, "input", "The request needs an input."],
    [{ input: [] }, "input", "The request needs an input."],
    [{ previous_response_id: "r" }, "previous_response_id", keptElsewhere("previous_response_id")],
    [{ prompt: { id: "p" } }, "prompt", keptElsewhere("prompt")],
    [{ background: true }, "background", "Answers in the background are not kept here."],
    [{ input: [{ type: "function_call", name: "f" }] }, "input[0].call_id", "A call needs its call_id."],
    [
      { input: [{ type: "custom_tool_call", call_id: "", name: "f", input: "x" }] },
      "input[0].call_id",
      "A call needs its call_id.",
    ],
    [
      { input: [{ type: "function_call", call_id: "a" }] },
      "input[0].name",
      "A call needs the name of its tool.",
    ],
    [
      { input: [{ type: "function_call_output", output: "x" }] },
      "input[0].call_id",
      "A result needs the call_id of its call.",
    ],
    [
      {
        input: [
          {
            type: "function_call_output",
            call_id: "a",
            output: [{ type: "input_text", text: "" }, { type: "sound" }],
          },
        ],
      },
      "input[0].output[1]",
      'A content part of type "sound" cannot be translated.',
    ],
    [
      { input: [{ role: "tool", content: "x" }] },
      "input[0].role",
      'A message of role "tool" cannot be translated.',
    ],
    [
      { input: [{ type: "item_reference", id: "x" }] },
      "input[0]",
      'An input item of type "item_reference" cannot be translated.',
    ],
    [
      { input: [{ role: "user", content: [{ text: "x" }] }] },
      "input[0].content[0]",
      'A content part of type "undefined" cannot be translated.',
    ],
    [
      { input: [{ role: "user", content: [{ type: "input_image", file_id: "f" }] }] },
      "input[0].content[0]",
      "An image needs a base64 data URL or an http URL.",
    ],
    [
      { input: [{ role: "user", content: [{ type: "input_audio" }] }] },
      "input[0].content[0]",
      "Audio needs its data.",
    ],
    [{ tools: [{ type: "function" }] }, "tools[0].name", "A tool needs a name."],
    [{ tools: [{ type: "custom", name: "" }] }, "tools[0].name", "A tool needs a name."],
    [{ tools: [{ type: "namespace" }] }, "tools[0].name", "A namespace needs a name."],
    [
      { tools: [{ type: "namespace", name: "crm", tools: [{ type: "function" }] }] },
      "tools[0].tools[0].name",
      "A tool needs a name.",
    ],
    [
      { tools: [{ type: "namespace", name: "crm", tools: [{ type: "namespace", name: "inner" }] }] },
      "tools[0].tools[0]",
      'A tool of type "namespace" cannot be offered by this upstream.',
    ],
    [
      {
        tools: [
          { type: "function", name: "f" },
          { type: "custom", name: "f" },
        ],
      },
      "tools",
      'Two tools are called "f".',
    ],
    [
      { tool_choice: { type: "function", name: "h" } },
      "tool_choice",
      "tool_choice names no tool of this request.",
    ],
    [{ text: { format: { type: "yaml" } } }, "text.format.type", 'An answer of type "yaml" is unknown.'],
  ])("%j is refused, and says where and why", (fields, param, message) => {
    expect(clientRequest({ model: "m", input: "hi", ...fields }, extras)).toEqual({
      kind: "error",
      error: { status: 400, code: "bad-request", param, message, retryAfterMs: null },
    })
  })

  test("says so when it is no object at all", () => {
    for (const body of ["nope", "[]", '"text"'])
      expect(clientRequest(body, extras)).toMatchObject({
        error: { param: null, message: "The request body must be a JSON object." },
      })
  })

  test("repeats only the beginning of what is very long", () => {
    const role = "r".repeat(500)
    expect(clientRequest({ model: "m", input: [{ role, content: "x" }] }, extras)).toMatchObject({
      error: { message: `A message of role "${role.slice(0, 100)}" cannot be translated.` },
    })
  })

  test("refuses a tool without a type also where the tools of OpenAI are left out", () => {
    const lenient = { ...extras, hostedTools: "leave-out" } as const
    expect(clientRequest({ model: "m", input: "x", tools: [{ name: "f" }] }, lenient)).toMatchObject({
      error: { param: "tools[0]", message: 'A tool of type "undefined" cannot be offered by this upstream.' },
    })
  })
})
