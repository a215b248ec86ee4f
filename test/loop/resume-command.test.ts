import { describe, expect, it } from "vitest"
import { parseRequest } from "../../src/loop/command.ts"

describe("/for-loop --resume", () => {
  it.each(["/for-loop --resume", "for-loop --resume\n", "/antigravity-for-loop:for-loop --resume"])(
    "reads %j",
    (text) => {
      expect(parseRequest(text)).toEqual({ kind: "resume" })
    },
  )

  it("refuses anything beside it, so that a mistyped start never resumes an old loop", () => {
    expect(parseRequest('/for-loop --resume "fix the cart"').kind).toBe("usage")
    expect(parseRequest("/for-loop --resume --max-iterations 5").kind).toBe("usage")
  })
})
