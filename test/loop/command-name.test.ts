import { describe, expect, it } from "vitest"
import { parseRequest } from "../../src/loop/command.ts"
import { started } from "./started.ts"

function problemOf(text: string): string {
  const request = parseRequest(text)
  return request.kind === "usage" ? request.problem : `no problem, but ${request.kind}`
}

describe("forms of the command", () => {
  it.each([
    '/for-loop "x"',
    ' \n/for-loop "x" \n',
    '/antigravity-for-loop:for-loop "x"',
    'for-loop "x"',
    'antigravity-for-loop:for-loop "x"',
    '/For-Loop "x"',
    '/plan /for-loop "x"',
    '/accept-edits for-loop "x"',
    '/boost /plan /for-loop "x"',
    '/for-loop\n"x"',
    '/for-loop"x"',
    "/for-loop 'x'",
    "/for-loop “x”",
    "/for-loop „x“",
    "/for-loop „x”",
    "/for-loop «x»",
    "/for-loop »x«",
    "/for-loop ‘x’",
    "/for-loop ＂x＂",
    "/for-loop 「x」",
    "/for-loop x",
    "\ufeff/for-loop x\r\n",
  ])("starts on %j", (text) => {
    expect(parseRequest(text)).toEqual(started("x"))
  })

  it.each([
    "",
    "  \n ",
    "hello",
    'please run /for-loop "x"',
    "for-loop performance is bad",
    "for-loop — what is that?",
    "/plan for-loop performance",
    '/forloop "x"',
    '/for-loops "x"',
    "/for-loop/README.md is wrong",
    '/other:for-loop "x"',
    "cancel-loop is a strange name",
    "how do I /cancel-loop",
  ])("takes %j as no command", (text) => {
    expect(parseRequest(text)).toEqual({ kind: "none" })
  })

  it.each([
    "/cancel-loop",
    "cancel-loop",
    " /cancel-loop\n",
    "/antigravity-for-loop:cancel-loop",
    "/plan /cancel-loop",
    "/cancel-loop it takes too long",
    "/cancel-loop --now",
  ])("cancels on %j", (text) => {
    expect(parseRequest(text)).toEqual({ kind: "cancel" })
  })

  it("does not guess when cancel and start come in one message", () => {
    expect(problemOf('/cancel-loop /for-loop "x"')).toContain("one after the other")
    expect(problemOf('/for-loop "x" /cancel-loop')).toContain("/cancel-loop")
  })

  it.each([
    '/for-loop /for-loop "x"',
    '/for-loop for-loop "x"',
    'for-loop for-loop "x"',
    '/for-loop /plan "x"',
  ])("S31 strips a command name that leaked into the arguments: %j", (text) => {
    expect(parseRequest(text)).toEqual(started("x"))
  })

  it.each(['/for-loop /boost "x"', "/for-loop /boost x", "/for-loop /cancel-loop", "/for-loop cancel-loop"])(
    "S31 refuses another command where the task belongs: %j",
    (text) => {
      expect(problemOf(text)).toContain("where the task belongs")
    },
  )

  it("S31 keeps our name inside a task", () => {
    expect(parseRequest('/for-loop "/for-loop crashes"')).toEqual(started("/for-loop crashes"))
    expect(parseRequest("/for-loop for-loop performance")).toEqual(started("for-loop performance"))
    expect(parseRequest("/for-loop /src/cart.ts rounds wrongly")).toEqual(
      started("/src/cart.ts rounds wrongly"),
    )
  })

  it("binds an armed loop by its token and ignores the restated task", () => {
    for (const text of [
      "/for-loop --arm a1B2-c3_d4",
      "for-loop --arm=a1B2-c3_d4",
      '/for-loop --arm "a1B2-c3_d4" "fix it" --max-iterations 99',
      '/for-loop --arm a1B2-c3_d4 fix the "open quote --unlimited',
    ]) {
      expect(parseRequest(text)).toEqual({ kind: "arm", token: "a1B2-c3_d4" })
    }
    expect(problemOf("/for-loop --arm")).toContain("--arm needs a value")
    expect(problemOf("/for-loop --arm ../../etc")).toContain("--arm takes the token")
    expect(problemOf("/for-loop --arm --check x")).toContain("--arm takes the token")
    expect(problemOf('/for-loop "x" --arm abc')).toContain("directly behind")
  })
})
