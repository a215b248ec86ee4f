import { readFileSync } from "node:fs"
import { fileURLToPath } from "node:url"
import { assert, constantFrom, oneof, property, string } from "fast-check"
import { describe, expect, it } from "vitest"
import { z } from "zod"
import { parseRequest } from "../../src/loop/command.ts"
import { maxTaskLength } from "../../src/loop/options.ts"
import { defaultSettings } from "../../src/loop/settings.ts"
import { quoteText } from "../../src/loop/tokens.ts"

const folder = fileURLToPath(new URL("../fixtures/transcripts/", import.meta.url))
const indexSchema = z.object({
  transcripts: z.array(
    z.object({
      file: z.string(),
      expect: z.object({
        command: z.string().nullable(),
        task: z.string().nullable(),
        options: z.record(z.string(), z.string()),
      }),
    }),
  ),
})
const rowSchema = z.object({
  step_index: z.number(),
  source: z.string(),
  type: z.string(),
  content: z.string(),
})
const { transcripts } = indexSchema.parse(JSON.parse(readFileSync(`${folder}index.json`, "utf8")))

/** Text of the last user row, as a transcript reader hands it over. */
function lastRequest(file: string): string | null {
  const rows = readFileSync(folder + file, "utf8")
    .split("\n")
    .map(rowOf)
  const users = rows.filter((row) => row?.source === "USER_EXPLICIT" && row.type === "USER_INPUT")
  const content =
    users.toSorted((a, b) => (a?.step_index ?? 0) - (b?.step_index ?? 0)).at(-1)?.content ?? null
  return /<USER_REQUEST>\n(.*?)\n<\/USER_REQUEST>/s.exec(content ?? "")?.[1] ?? content
}

function rowOf(line: string): z.infer<typeof rowSchema> | null {
  try {
    return rowSchema.safeParse(JSON.parse(line)).data ?? null
  } catch {
    return null
  }
}

function start(task: string, settings: Partial<ReturnType<typeof defaultSettings>> = {}) {
  return {
    kind: "start",
    task,
    settings: { ...defaultSettings("auto"), ...settings },
    checks: { kind: "detect" },
  }
}

function problemOf(text: string): string {
  const request = parseRequest(text)
  return request.kind === "usage" ? request.problem : `no problem, but ${request.kind}`
}

describe("requests in recorded transcripts", () => {
  it.each(transcripts)("$file is read as its index says", ({ file, expect: expected }) => {
    const request = parseRequest(lastRequest(file) ?? "")
    if (expected.command === null) expect(request).toEqual({ kind: "none" })
    else if (expected.command === "cancel-loop") expect(request).toEqual({ kind: "cancel" })
    else if (expected.task === "") expect(request.kind).toBe("usage")
    else {
      expect(Object.keys(expected.options)).toEqual(["max-iterations"])
      expect(request).toEqual(
        start(expected.task ?? "", { maxIterations: Number(expected.options["max-iterations"]) }),
      )
    }
  })
})

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
    expect(parseRequest(text)).toEqual(start("x"))
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
    expect(parseRequest(text)).toEqual(start("x"))
  })

  it.each(['/for-loop /boost "x"', "/for-loop /boost x", "/for-loop /cancel-loop", "/for-loop cancel-loop"])(
    "S31 refuses another command where the task belongs: %j",
    (text) => {
      expect(problemOf(text)).toContain("where the task belongs")
    },
  )

  it("S31 keeps our name inside a task", () => {
    expect(parseRequest('/for-loop "/for-loop crashes"')).toEqual(start("/for-loop crashes"))
    expect(parseRequest("/for-loop for-loop performance")).toEqual(start("for-loop performance"))
    expect(parseRequest("/for-loop /src/cart.ts rounds wrongly")).toEqual(
      start("/src/cart.ts rounds wrongly"),
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

describe("the task", () => {
  it.each([
    ["shell characters", "rm -rf $(pwd); `id` | tee 'x' && ${HOME} %PATH% !x > y # z {a,b} (all)"],
    ["backslashes", String.raw`C:\new\table \d+ \\server\share \n stays two characters`],
    ["option look-alikes", "explain what --max-iterations 0 and --unlimited mean"],
    ["apostrophes", "don't break ‘this’ or „that“"],
  ])("S28 is byte-exact with %s", (_, task) => {
    expect(parseRequest(`/for-loop "${task}"`)).toEqual(start(task))
  })

  it("S28 reads a backslash before its own quote as that quote, and before no other", () => {
    expect(parseRequest(String.raw`/for-loop "say \"hi\" to \'x\'"`)).toEqual(
      start(String.raw`say "hi" to \'x\'`),
    )
    expect(parseRequest(String.raw`/for-loop 'don\'t say \"hi\"'`)).toEqual(
      start(String.raw`don't say \"hi\"`),
    )
    expect(parseRequest(String.raw`/for-loop “say \“hi\””`)).toEqual(start("say “hi”"))
    expect(parseRequest(String.raw`/for-loop "clean C:\tmp\\" --max-iterations 3`)).toEqual(
      start("clean C:\\tmp\\", { maxIterations: 3 }),
    )
  })

  it("S29 S33 keeps several lines with their line ends, tabs and look-alikes of stored state", () => {
    const task = " 1. a\r\n\t2. b\n---\niteration: 99\nmax_iterations: 0\n---\n"
    expect(parseRequest(`/for-loop "${task}"\r\n  --max-iterations 7\n`)).toEqual(
      start(task, { maxIterations: 7 }),
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
    expect(parseRequest(`/for-loop ${task}\n`)).toEqual(start(task))
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

describe("properties", () => {
  const anyText = oneof(
    string({ unit: "binary", maxLength: 200 }),
    string({
      unit: constantFrom(
        "\\",
        '"',
        "'",
        "“",
        "”",
        "-",
        "-",
        " ",
        "\n",
        "\r",
        "\t",
        "x",
        "=",
        "$",
        "`",
        "\u2028",
        "🛒",
      ),
      maxLength: 60,
    }),
  )

  it("S28 reads every quoted task back byte-exact, options behind it included", () => {
    assert(
      property(
        anyText.filter((task) => task.trim() !== ""),
        anyText.filter((command) => command.trim() !== "" && !command.includes("\0")),
        (task, command) => {
          const request = parseRequest(
            `/for-loop ${quoteText(task)} --check ${quoteText(command)} --check=${quoteText(command)}`,
          )
          expect(request).toEqual({ ...start(task), checks: { kind: "given", commands: [command, command] } })
        },
      ),
      { numRuns: 1000 },
    )
  })

  it("never throws and always answers with a known kind", () => {
    assert(
      property(
        constantFrom("", "/for-loop ", "for-loop ", '/for-loop "x" ', "/cancel-loop ", "/plan "),
        anyText,
        (head, tail) => {
          expect(["none", "usage", "start", "arm", "cancel"]).toContain(parseRequest(head + tail).kind)
        },
      ),
      { numRuns: 2000 },
    )
  })

  it("S32 never lets an unknown option into a task or past the reader", () => {
    const name = string({
      unit: constantFrom(..."abcdefghijklmnopqrstuvwxyz-0123456789"),
      minLength: 1,
      maxLength: 20,
    })
    const shape = constantFrom(
      '/for-loop "x" --zz@',
      "/for-loop x --zz@",
      "/for-loop --zz@ x",
      '/for-loop "x" --mode safe --zz@=1',
      "for-loop --zz@",
    )
    assert(
      property(shape, name, (form, word) => {
        expect(parseRequest(form.replace("@", word)).kind).toBe("usage")
      }),
      { numRuns: 500 },
    )
  })
})
