import { describe, expect, it } from "vitest"
import { parseRequest } from "../../src/loop/command.ts"
import { readOptions, wordsOf } from "../../src/loop/option-words.ts"
import { maxTaskLength, type OptionSpec, options } from "../../src/loop/options.ts"
import { defaultSettings } from "../../src/loop/settings.ts"
import { settle } from "../../src/loop/settle.ts"
import { settingsSchema, stateSchema } from "../../src/loop/state-schema.ts"
import { optionLines } from "../../src/loop/usage.ts"

const table: readonly OptionSpec[] = options

function read(...argv: string[]) {
  const reading = readOptions(wordsOf(argv), "run", [])
  return reading.kind === "read" ? settle(reading.given) : reading
}

function problemOf(...argv: string[]): string {
  const reading = readOptions(wordsOf(argv), "run", [])
  return reading.kind === "problem" ? reading.problem : "no problem"
}

describe("the option table", () => {
  it("has no name twice and only contradictions that hold in both directions", () => {
    const names = table.flatMap((option) => [option.name, ...option.aliases])
    expect(new Set(names).size).toBe(names.length)
    for (const option of table) {
      for (const rival of option.excludes) {
        expect(table.find((other) => other.name === rival)?.excludes).toContain(option.name)
      }
    }
  })

  it("allows no number that the state file would refuse", () => {
    const fields = new Map([
      ["max-iterations", "maxIterations"],
      ["max-minutes", "maxMinutes"],
      ["max-usd", "maxUsd"],
      ["check-timeout", "checkTimeoutSec"],
      ["review-every", "reviewEvery"],
    ])
    for (const option of table) {
      if (option.value.kind !== "whole" && option.value.kind !== "number") continue
      const field = fields.get(option.name)
      expect(field, option.name).toBeDefined()
      for (const value of [option.value.min, option.value.max]) {
        const settings = { ...defaultSettings("auto"), [field ?? ""]: value }
        expect(settingsSchema.safeParse(settings).success, `${option.name} ${value}`).toBe(true)
      }
    }
    expect(stateSchema.shape.task.safeParse("x".repeat(maxTaskLength)).success).toBe(true)
    expect(stateSchema.shape.task.safeParse("x".repeat(maxTaskLength + 1)).success).toBe(false)
  })
})

describe("values", () => {
  it("gives the defaults of the design when nothing is asked", () => {
    expect(read()).toEqual({ settings: defaultSettings("auto"), checks: { kind: "detect" } })
    expect(defaultSettings("auto")).toMatchObject({ maxIterations: 10, maxMinutes: 60, checkTimeoutSec: 600 })
  })

  it("reads every option, with a space or an equals sign", () => {
    const expected = {
      settings: {
        maxIterations: 7,
        maxMinutes: 1.5,
        maxUsd: 0.25,
        checkTimeoutSec: 30,
        completion: "ALL GREEN",
        mode: "safe",
        reviewEvery: 2,
        branch: { kind: "named", name: "feat/x" },
        commitEach: true,
        allowTestEdits: true,
        phases: true,
      },
      checks: {
        kind: "given",
        commands: ["npm test -- --grep 'a b'", "npm run lint", "npm test -- --grep 'a b'"],
      },
    }
    const flags = ["--commit-each", "--allow-test-edits", "--phases"]
    const valued = [
      ["--max-iterations", "7"],
      ["--max-minutes", "1.5"],
      ["--max-usd", "0.25"],
      ["--check-timeout", "30"],
      ["--completion", " ALL GREEN "],
      ["--mode", "safe"],
      ["--review-every", "2"],
      ["--branch", "feat/x"],
      ["--check", "npm test -- --grep 'a b'"],
      ["--check", "npm run lint"],
      ["--check", "npm test -- --grep 'a b'"],
    ]
    expect(read(...flags, ...valued.flat())).toEqual(expected)
    expect(read(...valued.map((pair) => pair.join("=")), ...flags)).toEqual(expected)
    expect(settingsSchema.safeParse(expected.settings).success).toBe(true)
  })

  it("takes the money cap and the review rhythm from the mode unless they are given", () => {
    expect(read("--mode", "safe")).toMatchObject({ settings: { maxUsd: 5, reviewEvery: 3 } })
    expect(read("--mode", "unsafe")).toMatchObject({ settings: { maxUsd: 100, reviewEvery: null } })
    expect(read("--mode", "safe", "--max-usd", "9", "--review-every", "8")).toMatchObject({
      settings: { maxUsd: 9, reviewEvery: 8 },
    })
  })

  it("knows --no-check, --no-branch and the older name of --completion", () => {
    expect(read("--no-check", "--no-branch", "--completion-promise", "DONE")).toMatchObject({
      settings: { completion: "DONE", branch: { kind: "none" } },
      checks: { kind: "none" },
    })
  })

  it("keeps quoted values of the chat byte-exact, whatever the quotes", () => {
    const request = parseRequest(
      `/for-loop "x" --check "npm test -- --grep 'a b'" --check=“echo $(id) \\n --no-check” --check 'a "b"'`,
    )
    expect(request).toMatchObject({
      kind: "start",
      checks: { kind: "given", commands: ["npm test -- --grep 'a b'", "echo $(id) \\n --no-check", 'a "b"'] },
    })
  })

  it("reads the long dash that phones make of two", () => {
    expect(parseRequest('/for-loop "x" —max-iterations 4 ––no-branch')).toMatchObject({
      settings: { maxIterations: 4, branch: { kind: "none" } },
    })
  })
})

describe("refusals", () => {
  const notWhole = [
    "0",
    "-1",
    "+5",
    "1.5",
    "1e3",
    "Infinity",
    "NaN",
    "unlimited",
    "none",
    "1001",
    "0x10",
    "５",
    "5 5",
    "9".repeat(400),
  ]
  it.each(notWhole)("S32 refuses %j for --max-iterations and names the range", (value) => {
    expect(problemOf("--max-iterations", value)).toContain(
      "--max-iterations takes a whole number from 1 to 1000, not",
    )
    expect(problemOf(`--max-iterations=${value}`)).toContain("a whole number from 1 to 1000")
  })

  it.each([
    ["--max-minutes", "0", "a number from 1 to 10080"],
    ["--max-minutes", "10081", "a number from 1 to 10080"],
    ["--max-minutes", "unlimited", "a number from 1 to 10080"],
    ["--max-usd", "0", "a number from 0.01 to 100000"],
    ["--max-usd", "-3", "a number from 0.01 to 100000"],
    ["--max-usd", "1e9", "a number from 0.01 to 100000"],
    ["--max-usd", ".5", "a number from 0.01 to 100000"],
    ["--max-usd", "$5", "a number from 0.01 to 100000"],
    ["--check-timeout", "1701", "a whole number from 1 to 1700"],
    ["--review-every", "0", "a whole number from 1 to 1000"],
    ["--mode", "yolo", "one of safe, auto, unsafe"],
    ["--mode", "SAFE", "one of safe, auto, unsafe"],
    ["--completion", "a\nb", "one line of text without tags"],
    ["--completion", "<promise>DONE</promise>", "one line of text without tags"],
    ["--check", "npm\0test", "a command"],
    ["--branch", "a..b", "a git branch name"],
    ["--branch", "-b", "a git branch name"],
    ["--branch", "a b", "a git branch name"],
    ["--branch", "a/.b", "a git branch name"],
    ["--branch", "a.lock", "a git branch name"],
    ["--branch", "a/", "a git branch name"],
    ["--branch", "HEAD", "a git branch name"],
  ])("refuses %s %j and says what it takes", (option, value, rule) => {
    expect(problemOf(option, value)).toContain(`${option} takes ${rule}`)
  })

  it.each(
    table
      .filter((option) => option.value.kind !== "flag" && option.audience === "everyone")
      .map((option) => option.name),
  )("asks for the value of --%s when it is missing, blank or another option", (name) => {
    for (const argv of [[`--${name}`], [`--${name}=`], [`--${name}`, " "], [`--${name}`, "--commit-each"]]) {
      expect(problemOf(...argv)).toContain(`--${name} needs a value: `)
    }
  })

  it("refuses a value for a flag", () => {
    expect(problemOf("--no-check=true")).toBe("--no-check takes no value.")
  })

  it("bounds long texts", () => {
    expect(problemOf("--completion", "x".repeat(501))).toContain("at most 500 characters")
    expect(problemOf("--check", "x".repeat(4001))).toContain("at most 4000 characters")
  })

  it.each([
    ["--mode safe --mode safe", "--mode is given twice"],
    ["--completion A --completion-promise A", "--completion is given twice"],
    ["--no-check --no-check", "--no-check is given twice"],
    ["--check a --no-check", "--check and --no-check contradict"],
    ["--no-check --check a", "--no-check and --check contradict"],
    ["--branch a --no-branch", "--branch and --no-branch contradict"],
    ["--no-branch --commit-each", "--no-branch and --commit-each contradict"],
    ["--check a ".repeat(51).trim(), "--check is given more than 50 times"],
  ])("refuses %s", (line, problem) => {
    expect(problemOf(...line.split(" "))).toContain(problem)
  })

  it.each([
    ["--max-iteration", "--max-iterations"],
    ["--max_iterations", "--max-iterations"],
    ["--maxIterations", "--max-iterations"],
    ["--MAX-ITERATIONS", "--max-iterations"],
    ["--iterations", "--max-iterations"],
    ["--checks", "--check"],
    ["--completion-promis", "--completion-promise"],
    ["--nobranch", "--no-branch"],
    ["--model", "--mode"],
  ])("S32 refuses %s and names %s", (wrong, right) => {
    expect(problemOf(wrong, "5")).toBe(`There is no option ${wrong}; did you mean ${right}?`)
  })

  it("lists the options when none is near, without the internal ones", () => {
    const problem = problemOf("--frobnicate")
    expect(problem).toContain("the options are --max-iterations, --completion,")
    expect(problem).not.toContain("--arm")
  })

  it("says where an option works that does not work here", () => {
    expect(parseRequest('/for-loop "x" --phases')).toEqual({
      kind: "usage",
      problem: '--phases works only with "for-loop run", not in the chat.',
    })
    expect(problemOf("--arm", "abc")).toBe('--arm works only in the chat, not with "for-loop run".')
  })
})

describe("command lines a shell has split", () => {
  it("reports what belongs to no option, and takes everything behind -- as such", () => {
    const reading = readOptions(wordsOf(["task", "--no-branch", "more", "--", "--mode", "--x"]), "start", [])
    expect(reading).toEqual({
      kind: "read",
      given: [{ kind: "flag", name: "no-branch" }],
      strays: [
        { text: "task", after: null },
        { text: "more", after: "no-branch" },
        { text: "--mode", after: "no-branch" },
        { text: "--x", after: "no-branch" },
      ],
    })
  })

  it("reads further options of its caller by the same rules", () => {
    const spec = { aliases: [], most: 1, fallback: "off", excludes: [], audience: "everyone" } as const
    const text = { kind: "text", placeholder: "TEXT", maxLength: 20, shape: "any" } as const
    const own: readonly OptionSpec[] = [
      { ...spec, name: "json", value: { kind: "flag" }, places: ["run"], help: "Print JSON." },
      { ...spec, name: "title", value: text, places: ["run"], help: "Any text." },
    ]
    expect(readOptions(wordsOf(["--json"]), "run", own)).toMatchObject({
      given: [{ kind: "flag", name: "json" }],
    })
    expect(readOptions(wordsOf(["--jsn"]), "run", own)).toMatchObject({
      problem: expect.stringContaining("--json"),
    })
    expect(readOptions(wordsOf(["--title", "<b> ü\n--x"]), "run", own)).toMatchObject({
      given: [{ kind: "text", name: "title", value: "<b> ü\n--x" }],
    })
    expect(readOptions(wordsOf(["--title", "x".repeat(21)]), "run", own)).toMatchObject({
      problem: expect.stringContaining("--title"),
    })
    expect(optionLines("run", own).join("\n")).toContain("--json")
  })
})
