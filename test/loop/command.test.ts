import { describe, expect, it } from "vitest"
import { parseRequest } from "../../src/loop/command.ts"
import { maxTaskLength } from "../../src/loop/options.ts"
import { started } from "./started.ts"

function problemOf(text: string): string {
  const request = parseRequest(text)
  return request.kind === "usage" ? request.problem : `no problem, but ${request.kind}`
}

describe("the task", () => {
  it.each([
    // biome-ignore lint/suspicious/noTemplateCurlyInString: a shell's placeholder that must stay text.
    ["shell characters", "rm -rf $(pwd); `id` | tee 'x' && ${HOME} %PATH% !x > y # z {a,b} (all)"],
    ["backslashes", String.raw`C:\new\table \d+ \\server\share \n stays two characters`],
    ["option look-alikes", "explain what --max-iterations 0 and --unlimited mean"],
    ["apostrophes", "don't break ‘this’ or „that“"],
  ])("S28 is byte-exact with %s", (_, task) => {
    expect(parseRequest(`/for-loop "${task}"`)).toEqual(started(task))
  })

  it("S28 reads a backslash before its own quote as that quote, and before no other", () => {
    expect(parseRequest(String.raw`/for-loop "say \"hi\" to \'x\'"`)).toEqual(
      started(String.raw`say "hi" to \'x\'`),
    )
    expect(parseRequest(String.raw`/for-loop 'don\'t say \"hi\"'`)).toEqual(
      started(String.raw`don't say \"hi\"`),
    )
    expect(parseRequest(String.raw`/for-loop “say \“hi\””`)).toEqual(started("say “hi”"))
    expect(parseRequest(String.raw`/for-loop "clean C:\tmp\\" --max-iterations 3`)).toEqual(
      started("clean C:\\tmp\\", { maxIterations: 3 }),
    )
  })

  it("S29 S33 keeps several lines with their line ends, tabs and look-alikes of stored state", () => {
    const task = " 1. a\r\n\t2. b\n---\niteration: 99\nmax_iterations: 0\n---\n"
    expect(parseRequest(`/for-loop "${task}"\r\n  --max-iterations 7\n`)).toEqual(
      started(task, { maxIterations: 7 }),
    )
  })

  it.each([
    "/for-loop",
    "for-loop",
    "/for-loop   \n",
    '/for-loop ""',
    '/for-loop " \n\t "',
    "/for-loop --max-iterations 5",
    "/for-loop /for-loop",
    "/for-loop help",
    "/for-loop --help",
    "/for-loop cancel",
  ])("S30 starts nothing without a task: %j", (text) => {
    expect(parseRequest(text).kind).toBe("usage")
  })

  it("names the quote that is never closed, and the backslash that often is the reason", () => {
    expect(problemOf('/for-loop "x --max-iterations 5')).toContain('The quote " is opened')
    expect(problemOf("/for-loop “x --max-iterations 5")).toContain("The quote “ is opened")
    expect(problemOf('/for-loop "x" --check "npm test')).toContain('The quote " is opened')
    expect(problemOf(String.raw`/for-loop "C:\tmp\" --max-iterations 5`)).toContain("backslash")
  })

  it.each([
    ['/for-loop "x" y', 'Behind the task comes "y"'],
    ['/for-loop "x" "y"', 'Behind the task comes "y"'],
    ['/for-loop "x" -n 5', 'Behind the task comes "-n"'],
    ['/for-loop "x"y', 'Behind the closing quote comes "y"'],
    ['/for-loop "fix "cart" label"', 'Behind the closing quote comes "cart\\""'],
    ['/for-loop "x"--max-iterations 5', 'Behind the closing quote comes "--max-iterations"'],
    ['/for-loop "x" --check npm test', 'Behind --check comes "test"'],
    ['/for-loop "x" --check "npm test"; ls', 'Behind the closing quote comes ";"'],
    [
      '/for-loop --max-iterations 5 "x"',
      'The task comes first and the options follow it: /for-loop "x" --max-iterations',
    ],
    [
      "/for-loop fix it --max-iterations 5",
      'A task with options needs quotes: /for-loop "fix it" --max-iterations 5',
    ],
    ["/for-loop fix it —max-iterations 5", "A task with options needs quotes"],
    ["/for-loop fix it -max-iterations 5", "A task with options needs quotes"],
    ['/for-loop fix "--check" handling', "A task with options needs quotes"],
    ["/for-loop -n 5 fix it", "-n is no option"],
    ['/for-loop "x" --', "There is no option --"],
  ])("S32 refuses %j and says: %s", (text, problem) => {
    expect(problemOf(text)).toContain(problem)
  })

  it("accepts a plain sentence without quotes when nothing in it looks like an option", () => {
    const task = 'fix the "cart" tests - don\'t touch\n- payment — ever'
    expect(parseRequest(`/for-loop ${task}\n`)).toEqual(started(task))
  })

  it("keeps problems short and on one line whatever was typed", () => {
    const long = `${"y\u0007\n".repeat(5000)}`
    for (const text of [
      `/for-loop "x" "${long}"`,
      `/for-loop --check "x" "${long}"`,
      `/for-loop ${long} --mode safe`,
    ]) {
      const problem = problemOf(text)
      expect(problem.length).toBeLessThan(400)
      expect(problem).not.toMatch(/\p{Cc}/u)
    }
  })

  it("refuses a task that a state file could not hold", () => {
    expect(parseRequest(`/for-loop "${"x".repeat(maxTaskLength)}"`).kind).toBe("start")
    expect(problemOf(`/for-loop "${"x".repeat(maxTaskLength + 1)}"`)).toContain("longer than 200000")
    expect(problemOf(`/for-loop ${"x".repeat(maxTaskLength + 1)}`)).toContain("longer than 200000")
  })
})
