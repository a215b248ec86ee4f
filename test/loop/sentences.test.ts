import { describe, expect, it } from "vitest"
import { parseRequest } from "../../src/loop/command.ts"
import { excerpt } from "../../src/loop/excerpt.ts"
import { readOptions, wordsOf } from "../../src/loop/option-words.ts"
import { optionLines, optionTable, usageText } from "../../src/loop/usage.ts"

const chat = (text: string) => {
  const request = parseRequest(text)
  return request.kind === "usage" ? request.problem : request.kind
}
const line = (...argv: string[]) => {
  const reading = readOptions(wordsOf(argv), "run", [])
  return reading.kind === "problem" ? reading.problem : reading.kind
}

describe("what a user is told of a command that is wrong", () => {
  it.each([
    ["/for-loop", "The task is missing."],
    ['/for-loop "  "', "The task is empty."],
    ["/for-loop --help", "/for-loop starts a loop on a task."],
    ["/for-loop -h ", "/for-loop starts a loop on a task."],
    ["/for-loop HELP", "/for-loop starts a loop on a task."],
    ["/for-loop stop", "To stop the running loop, type /cancel-loop."],
    ["/for-loop Cancel", "To stop the running loop, type /cancel-loop."],
    ["/for-loop --mode safe", "The task is missing: it stands in quotes before the options."],
    [
      "/for-loop --mode safe fix it",
      'The task comes first and the options follow it: /for-loop "fix it" --mode …',
    ],
    [
      "/for-loop /goal fix it",
      "/goal stands where the task belongs; if it is part of the task, put the whole task in quotes.",
    ],
    ['/for-loop fix "--check" it', 'A task with options needs quotes: /for-loop "fix \\"" --check" it'],
    ['/for-loop "x" --arm abc', "--arm stands directly behind /for-loop."],
    ["/for-loop -n 5", "-n is no option of /for-loop, and a task that starts with a dash needs quotes."],
    [
      '/for-loop "x',
      'The quote " is opened and never closed; a backslash directly before the closing quote would make it part of the text.',
    ],
    [
      '/for-loop "x"y',
      'Behind the closing quote comes "y" without a space; if that quote belongs to the text, put a backslash before it.',
    ],
    [
      '/for-loop "x" y',
      'Behind the task comes "y", which is no option; if it belongs to the task, the quotes must enclose it.',
    ],
    [
      '/for-loop "x" --check npm test',
      'Behind --check comes "test", which is no option; a value with spaces needs quotes, and the task comes first.',
    ],
    [
      "/cancel-loop /for-loop",
      "/cancel-loop and /for-loop cannot be given in one message; send them one after the other.",
    ],
  ])("answers %s with: %s", (text, problem) => {
    expect(chat(text)).toBe(problem)
  })

  it("names the way out for a task that is too long", () => {
    expect(chat(`/for-loop ${"x".repeat(200_001)}`)).toBe(
      "The task is longer than 200000 characters; put the details into a file and name it in the task.",
    )
  })

  it.each<[string[], string]>([
    [["--max-iterations"], "--max-iterations needs a value: a whole number from 1 to 1000."],
    [["--max-minutes", "x"], '--max-minutes takes a number from 1 to 10080, not "x".'],
    [["--max-minutes", "1.5x"], '--max-minutes takes a number from 1 to 10080, not "1.5x".'],
    [["--mode", "x"], '--mode takes one of safe, auto, unsafe, not "x".'],
    [["--check"], '--check needs a value: a command, in quotes when it has spaces, such as "npm test".'],
    [
      ["--completion", "a <promise>"],
      '--completion takes one line of text without tags, in quotes when it has spaces, not "a <promise>".',
    ],
    [["--completion", "x".repeat(501)], "--completion takes at most 500 characters."],
    [["--branch", "@"], '--branch takes a git branch name, not "@".'],
    [["--mode", "safe", "--mode", "auto"], "--mode is given twice; give it once."],
    [
      Array.from({ length: 102 }, () => "--check"),
      '--check needs a value: a command, in quotes when it has spaces, such as "npm test".',
    ],
    [Array.from({ length: 51 }, () => "--check=a"), "--check is given more than 50 times."],
    [["--no-check", "--check=a"], "--no-check and --check contradict each other; give only one of them."],
    [
      ["--frobnicate=3"],
      "There is no option --frobnicate; the options are --max-iterations, --completion, --check, --no-check, --check-timeout, --max-minutes, --max-usd, --mode, --review-every, --branch, --no-branch, --commit-each, --allow-test-edits, --phases.",
    ],
  ])("answers the options %j with: %s", (argv, problem) => {
    expect(line(...argv)).toBe(problem)
  })

  it.each([
    ["--max-iterations", "1"],
    ["--max-iterations", "1000"],
    ["--max-minutes", "1"],
    ["--max-minutes", "10080"],
    ["--completion", "x".repeat(500)],
    ["--branch", "a.b/c.lockfile"],
  ])("nothing of %s at the end of what it takes", (option, value) => {
    expect(line(option, value)).toBe("read")
  })
})

describe("the token of an armed loop", () => {
  it.each([
    ["/for-loop --arm abc-1 the task", "abc-1"],
    ["/for-loop --arm=abc-1 the task", "abc-1"],
    ['/for-loop --arm="abc-1"', "abc-1"],
    ["/for-loop --arm='abc-1'", "abc-1"],
    ['/for-loop --arm "abc-1" the task', "abc-1"],
  ])("is read from %s", (text, token) => {
    expect(parseRequest(text)).toEqual({ kind: "arm", token })
  })

  it("is refused in another shape", () => {
    expect(chat("/for-loop --arm a/b")).toBe('--arm takes the token it was given, not "a/b".')
    expect(chat("/for-loop --arm abc!")).toBe('--arm takes the token it was given, not "abc!".')
  })
})

describe("the help", () => {
  it("is the problem, the form, two examples and the options of the chat", () => {
    expect(usageText("The task is missing.")).toBe(
      `The task is missing. No loop was started.

Type: /for-loop "what to do" [options]
  /for-loop "make the failing cart tests pass" --max-iterations 5
  /for-loop "add a --json flag to the report" --check "npm test" --completion DONE --max-minutes 30
Options: --max-iterations N, --completion TEXT, --check CMD, --no-check, --check-timeout SEC, --max-minutes M, --max-usd X, --mode safe|auto|unsafe, --review-every K, --branch NAME, --no-branch, --commit-each, --allow-test-edits.
To stop a running loop: /cancel-loop — to take a paused one up again: /for-loop --resume`,
    )
  })

  it("holds in each row of the table the names, the value, the range and the default", () => {
    const rows = optionTable().split("\n")
    const rowOf = (name: string) => rows.find((row) => row.startsWith(`| \`--${name}\``))
    expect(rows.slice(0, 2)).toEqual([
      "| option | value | range | default | meaning |",
      "| --- | --- | --- | --- | --- |",
    ])
    expect(rowOf("max-minutes")).toBe(
      "| `--max-minutes` | `M` | 1–10080 | 60 | Longest wall-clock time of the loop, in minutes. |",
    )
    expect(rowOf("max-iterations")).toContain("| `N` | 1–1000 | 10 |")
    expect(rowOf("completion")).toContain("| `--completion`, `--completion-promise` | `TEXT` |  | none |")
    expect(rowOf("mode")).toContain("| `safe\\|auto\\|unsafe` |  | auto |")
    expect(rowOf("branch")).toContain("| for-loop/&lt;slug> |")
    expect(rowOf("phases")).toBe(
      "| `--phases` |  |  | off | Work through the 11 phases, from plan to final report. Command line only. |",
    )
  })

  it("ends each line for a terminal with the default", () => {
    expect(optionLines("start", [])[0]).toMatch(/^ {2}--max-iterations N {2,}Most agent turns .* \[10\]$/)
    expect(optionLines("start", []).some((row) => row.includes("--phases"))).toBe(false)
  })
})

describe("a piece of a user's text in a sentence", () => {
  it.each<[string, string, number, string]>([
    ["is left alone when it fits", "abc", 3, "abc"],
    ["is cut with a mark when it does not", "abcd", 3, "abc…"],
    ["is one line without control characters", " a\r\n\u0007b\u2028c ", 20, "a b c"],
    ["never ends in half a character", "ab🛒c", 3, "ab…"],
    ["keeps a whole one in the middle", "a🛒bcd", 4, "a🛒b…"],
  ])("%s", (_title, text, max, shown) => {
    expect(excerpt(text, max)).toBe(shown)
  })
})
