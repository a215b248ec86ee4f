import { describe, expect, test } from "vitest"
import { clientRequest } from "../../../src/gateway/codecs/gemini/decode-request.ts"

const place = { model: "gemini-x", stream: false, session: null }

describe("a request of a Gemini client that cannot be translated", () => {
  const none = { contents: [{ role: "user", parts: [{ text: "x" }] }] }
  test.each<[object, string, string, string]>([
    [{}, "bad-request", "contents", "contents: a list is required."],
    [
      { ...none, generationConfig: { candidateCount: 2 } },
      "bad-request",
      "generationConfig.candidateCount",
      "generationConfig.candidateCount: one candidate at a time.",
    ],
    [
      { ...none, cachedContent: "c/1" },
      "unsupported",
      "cachedContent",
      "cachedContent: it is kept at Google; send the content itself.",
    ],
    ...["googleSearch", "functionDeclarationsX", "myFunctionDeclarations"].map(
      (tool): [object, string, string, string] => [
        { ...none, tools: [{ functionDeclarations: [], [tool]: {} }] },
        "unsupported",
        `tools[0].${tool}`,
        `tools[0].${tool}: this tool runs at Google only; leave it out.`,
      ],
    ),
    [
      { contents: [{ parts: [{ text: "a" }, { videoMetadata: {}, other: 1 }] }] },
      "bad-request",
      "contents[0].parts[1]",
      "contents[0].parts[1]: videoMetadata, other cannot be translated.",
    ],
  ])("%j is refused, and says where and why", (body, code, param, message) => {
    expect(clientRequest({ ...body }, place)).toEqual({
      kind: "error",
      error: { status: 400, code, param, message, retryAfterMs: null },
    })
  })

  test("says so when it is no object at all", () => {
    expect(clientRequest("[]", place)).toMatchObject({
      error: { param: null, message: "The body is no JSON object." },
    })
  })
})
