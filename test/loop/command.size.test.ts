import { describe, expect, it } from "vitest"
import { parseRequest } from "../../src/loop/command.ts"

describe("a message of any size", () => {
  it("reads a megabyte of anything without choking", () => {
    const size = 1_000_000
    for (const piece of [
      "\\",
      '"',
      " ",
      "“",
      "-",
      "x ",
      '"x" ',
      "/for-loop ",
      "for-loop ",
      "/a ",
      "--x ",
      "--check x ",
      "=",
      "　",
    ]) {
      const mass = piece.repeat(size / piece.length)
      for (const head of [
        "",
        "/for-loop ",
        'for-loop "',
        '/for-loop "x" ',
        "/for-loop x ",
        '/for-loop "x" --check "',
        "/for-loop --arm ",
      ]) {
        const { kind } = parseRequest(head + mass)
        expect(["none", "usage", "start", "arm", "cancel"]).toContain(kind)
      }
    }
  })
})
