import { describe, expect, test } from "vitest"
import { clientRequest } from "../../../src/gateway/codecs/openai-chat/decode-request.ts"

const user = { role: "user", content: "hi" }
const assistant = (more: object) => ({ messages: [user, { role: "assistant", content: "x", ...more }] })
const call = (more: object) =>
  assistant({ tool_calls: [{ id: "a", type: "function", function: { name: "f" }, ...more }] })
const parts = (...content: unknown[]) => ({ messages: [{ role: "user", content }] })

describe("a request of Chat Completions that cannot be translated", () => {
  test.each([
    [{ model: null }, "model", "The request needs a model."],
    [{ messages: null }, "messages", "The request needs at least one message."],
    [{ messages: [] }, "messages", "The request needs at least one message."],
    [{ n: 2 }, "n", "Only one answer per request can be translated."],
    [{ functions: [] }, "functions", "functions cannot be translated for this upstream."],
    [{ audio: {} }, "audio", "audio cannot be translated for this upstream."],
    [
      { messages: [{ role: "king", content: "x" }] },
      "messages[0].role",
      'A message of role "king" cannot be translated.',
    ],
    [{ messages: ["x"] }, "messages[0].role", 'A message of role "undefined" cannot be translated.'],
    [
      { messages: [{ role: "user", content: 5 }] },
      "messages[0].content",
      "Content must be a text or a list of parts.",
    ],
    [
      assistant({ function_call: { name: "f", arguments: "{}" } }),
      "messages[1].function_call",
      "function_call is the old form: use tool_calls.",
    ],
    [
      assistant({ images: [{ type: "image_url", image_url: { url: "file:///a" } }] }),
      "messages[1].images[0]",
      "An image needs a base64 data URL or an http URL.",
    ],
    [call({ id: null }), "messages[1].tool_calls[0].id", "A call needs an id."],
    [call({ id: "" }), "messages[1].tool_calls[0].id", "A call needs an id."],
    [call({ function: {} }), "messages[1].tool_calls[0]", "A call needs the name of its function."],
    [call({ function: { name: "" } }), "messages[1].tool_calls[0]", "A call needs the name of its function."],
    [
      call({ type: "custom", custom: { input: "x" } }),
      "messages[1].tool_calls[0]",
      "A call needs the name of its function.",
    ],
    [
      call({ function: { name: "f", arguments: "[1]" } }),
      "messages[1].tool_calls[0].function.arguments",
      "The arguments of a call must be a JSON object.",
    ],
    [
      { messages: [{ role: "tool", content: "x" }] },
      "messages[0].tool_call_id",
      "A tool message needs the id of its call.",
    ],
    [
      { messages: [{ role: "tool", tool_call_id: "", content: "x" }] },
      "messages[0].tool_call_id",
      "A tool message needs the id of its call.",
    ],
    [
      parts({ type: "text", text: "x" }, { type: "hologram" }),
      "messages[0].content[1]",
      'A content part of type "hologram" cannot be translated.',
    ],
    [parts({ text: "x" }), "messages[0].content[0]", 'A content part of type "none" cannot be translated.'],
    [
      parts({ type: "image_url", image_url: { url: "see https://example.org" } }),
      "messages[0].content[0]",
      "An image needs a base64 data URL or an http URL.",
    ],
    [
      parts({ type: "image_url" }),
      "messages[0].content[0]",
      "An image needs a base64 data URL or an http URL.",
    ],
    [
      parts({ type: "image_url", image_url: { url: "data:image/png;base64" } }),
      "messages[0].content[0]",
      "An image needs a base64 data URL or an http URL.",
    ],
    [
      parts({ type: "file", file: { file_id: "f" } }),
      "messages[0].content[0]",
      "A file must be sent with its data: file ids are known to one upstream only.",
    ],
    [parts({ type: "input_audio", input_audio: {} }), "messages[0].content[0]", "Audio needs its data."],
    [{ tools: [{ type: "web" }] }, "tools[0]", 'A tool of type "web" cannot be translated.'],
    [{ tools: [{ type: "function", function: {} }] }, "tools[0].function.name", "A tool needs a name."],
    [
      { tools: [{ type: "function", function: { name: "" } }] },
      "tools[0].function.name",
      "A tool needs a name.",
    ],
    [{ tools: [{ type: "custom", custom: {} }] }, "tools[0].custom.name", "A tool needs a name."],
    [
      { tools: [{ type: "function", function: { name: "f" } }], tool_choice: { function: { name: "g" } } },
      "tool_choice",
      "tool_choice names no tool of this request.",
    ],
    [{ tool_choice: {} }, "tool_choice", "tool_choice names no tool of this request."],
    [{ reasoning_effort: "Very" }, "reasoning_effort", '"Very" is no reasoning effort.'],
    [{ response_format: { type: "yaml" } }, "response_format.type", 'An answer of type "yaml" is unknown.'],
  ])("%j is refused, and says where and why", (fields, param, message) => {
    expect(clientRequest({ model: "m", messages: [user], ...fields }, { session: null })).toEqual({
      kind: "error",
      error: { status: 400, code: "bad-request", param, message, retryAfterMs: null },
    })
  })

  test("says so when it is no object at all", () => {
    for (const body of ["{", "[]", '"text"'])
      expect(clientRequest(body, { session: null })).toMatchObject({
        error: { param: null, message: "The request body must be a JSON object." },
      })
  })

  test("says what is wrong first where several things are", () => {
    expect(clientRequest({ messages: [], n: 2 }, { session: null })).toMatchObject({
      error: { param: "model" },
    })
  })
})
