import { describe, expect, it } from "vitest"
import { commandTable } from "../../src/cli/command-table.ts"
import { machine, validated } from "./run-cli.ts"

/** What is wrong, the arguments, and what the one sentence has to say. */
const wrong: readonly (readonly [what: string, args: readonly string[], says: RegExp])[] = [
  ["a misspelled command", ["statsu"], /no command "statsu".*Did you mean `for-loop status`/],
  ["a command nobody could mean", ["frobnicate"], /no command "frobnicate".*for-loop --help/],
  ["an option before the command", ["--all", "status"], /--all stands where a command belongs/],
  ["help for no command", ["help", "strat"], /Did you mean `for-loop start`/],
  ["a misspelled option", ["status", "--wacth"], /no option --wacth; did you mean --watch/],
  [
    "a misspelled option of a loop",
    ["start", "fix it", "--max-iteration", "3"],
    /did you mean --max-iterations/,
  ],
  ["an option of another place", ["start", "fix it", "--phases"], /--phases works only with "for-loop run"/],
  [
    "a reviewer where nothing is reviewed",
    ["run", "fix it", "--reviewer-model", "big"],
    /--reviewer-model names who reviews in a loop with --phases/,
  ],
  ["the internal option", ["start", "fix it", "--arm", "0123"], /--arm works only in the chat/],
  ["a short option", ["list", "-x"], /no option -x; the options are --all/],
  ["an option twice", ["list", "--limit", "3", "--limit", "4"], /--limit is given twice/],
  [
    "an option without its value",
    ["list", "--limit"],
    /--limit needs a value: a whole number from 1 to 100000/,
  ],
  [
    "a folder to write the packed text into",
    ["pack", "--output", "."],
    /--output needs a file, and .* is a folder/,
  ],
  ["an option that swallows the next", ["report", "--output", "--format", "md"], /--output needs a value/],
  ["a flag with a value", ["status", "--all=yes"], /--all takes no value/],
  ["zero", ["list", "--limit", "0"], /--limit takes a whole number from 1 to 100000, not "0"/],
  [
    "S32 unlimited",
    ["start", "fix it", "--max-iterations", "unlimited"],
    /whole number from 1 to 1000, not "unlimited"/,
  ],
  ["a negative number", ["resume", "--max-minutes=-5"], /--max-minutes takes a number from 1 to 10080/],
  [
    "a fraction where none fits",
    ["resume", "--max-iterations", "2.5"],
    /whole number from 1 to 1000, not "2.5"/,
  ],
  [
    "a choice that does not exist",
    ["report", "--format", "pdf"],
    /--format takes one of md, json, not "pdf"/,
  ],
  [
    "an unknown host",
    ["install", "--host", "cursor"],
    /--host takes one of antigravity, claude-code, gemini-cli/,
  ],
  [
    "an option for another host",
    ["install", "--host", "gemini-cli", "--global-hooks"],
    /--global-hooks is only known to the host antigravity/,
  ],
  [
    "contradicting options",
    ["start", "fix it", "--no-check", "--check", "npm test"],
    /contradict each other/,
  ],
  ["S30 no task", ["start"], /The task is missing/],
  ["S30 an empty task", ["start", "  "], /The task is missing/],
  [
    "a task without quotes",
    ["start", "fix", "the", "tests"],
    /needs quotes: `for-loop start "fix the tests"`/,
  ],
  ["S31 the chat command in the task", ["start", "/for-loop fix it"], /leave it out/],
  ["a folder that is none", ["start", "fix it", "--workspace", "nowhere"], /--workspace needs a folder/],
  [
    "a folder that is none for another command",
    ["pack", "--workspace", "nowhere"],
    /--workspace needs a folder, .*`for-loop pack --help`/,
  ],
  ["no hint", ["steer"], /needs a hint in quotes/],
  ["two hints", ["steer", "try", "this"], /"this" is one word too many/],
  ["a word too many", ["list", "all"], /takes only options, and "all" is none/],
  ["two ids", ["cancel", "a", "b"], /"b" is one word too many/],
  ["no checkpoint", ["restore"], /needs the number of a checkpoint/],
  [
    "a checkpoint that is no number",
    ["restore", "last"],
    /A checkpoint is a whole number from 0 on, not "last"/,
  ],
  ["a negative checkpoint", ["diff", "--", "-1"], /whole number from 0 on, not "-1"/],
  ["a schema that does not exist", ["schema", "confg"], /did you mean config/],
  ["a schema that nobody could mean", ["schema", "zzzzzz"], /the schemas are config, .*, scenario\. Run/],
  ["an unknown id", ["status", "nope"], /no loop whose id starts with "nope".*for-loop list/],
  ["an empty id", ["report", ""], /no loop whose id starts with ""/],
  ["an id that leaves the folder", ["cancel", "../../etc"], /no loop whose id starts with/],
]

describe("a wrong command line", () => {
  it.each(wrong)("with %s gets one sentence with the next step and exit code 2", async (_, args, says) => {
    const { code, stdout, stderr } = await machine().run(args)
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" })
    expect(stderr).toMatch(says)
    expect(stderr.trimEnd().split("\n")).toHaveLength(1)
    expect(stderr).toMatch(/^for-loop: .+`for-loop [^`]*`/)
  })

  it.each(commandTable.map(({ name }) => name))(
    "with an unknown option of %s is refused before anything happens",
    async (name) => {
      const { code, stdout, stderr } = await machine().run([name, "--frobnicate"])
      expect({ code, stdout }).toEqual({ code: 2, stdout: "" })
      expect(stderr).toContain("There is no option --frobnicate")
      expect(stderr).toContain(`\`for-loop ${name} --help\``)
    },
  )

  it.each(commandTable.map(({ name }) => name))("of %s is one JSON document with --json", async (name) => {
    const { code, stdout, stderr } = await machine().run([name, "--frobnicate", "--json"])
    expect({ code, stderr }).toEqual({ code: 2, stderr: "" })
    expect(validated(name, stdout)).toMatchObject({ error: { code: "wrong-usage" } })
  })

  it("never runs an option's text", async () => {
    const one = machine()
    const { code, stderr } = await one.run(["status", "$(touch pwned)`touch pwned`;touch pwned"])
    expect(code).toBe(2)
    expect(stderr).toContain("no loop whose id starts with")
    expect((await one.run(["list"])).stdout).toContain("There are no loops yet")
  })
})
