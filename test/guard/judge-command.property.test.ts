import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { findingsIn, judgeCommand } from "../../src/guard/judge-command.ts"
import { judgeTool } from "../../src/guard/judge-tool.ts"
import { linux, samplesOf, windows } from "./samples.ts"

const piece = fc.constantFrom(
  ..."rm -rf ~ / $( ) ` ' \" { } | & ; && || < > << EOF \n \\ $X ${X:- sudo sh -c git push --force eval xargs find . -exec + if then fi for in do done case esac function () [[ ]] (( )) * ? # @ % = /dev/sda 2>&1 \u0000 \uE000 \uD800 é 字".split(
    " ",
  ),
)
const shellLike = fc.array(piece, { maxLength: 40 }).map((pieces) => pieces.join(" "))
const glued = fc.array(piece, { maxLength: 40 }).map((pieces) => pieces.join(""))
const anyLine = fc.oneof(fc.string({ unit: "binary", maxLength: 300 }), shellLike, glued)

describe("the guard never fails", () => {
  it("answers every text with a verdict, on both kinds of machine", () => {
    fc.assert(
      fc.property(anyLine, (line) => {
        for (const place of [linux, windows]) {
          expect(["allow", "ask", "deny"]).toContain(judgeCommand(line, "auto", place).kind)
          expect(["allow", "ask", "deny"]).toContain(judgeCommand(line, "safe", place).kind)
        }
      }),
      { numRuns: 3000 },
    )
  })

  it("answers every tool call with a verdict", () => {
    const key = fc.constantFrom(
      "CommandLine",
      "command",
      "file_path",
      "TargetFile",
      "path",
      "Cwd",
      "paths",
      "x",
    )
    const name = fc.constantFrom(
      "run_command",
      "Bash",
      "write_to_file",
      "Edit",
      "view_file",
      "delete_file",
      "x",
    )
    fc.assert(
      fc.property(name, fc.dictionary(key, fc.oneof(anyLine, fc.jsonValue())), (tool, args) => {
        expect(["allow", "ask", "deny"]).toContain(judgeTool({ name: tool, args }, "auto", linux).kind)
      }),
      { numRuns: 1500 },
    )
  })

  it("a dangerous command stays one inside whatever starts commands", () => {
    const wrappers: readonly ((line: string) => string)[] = [
      (line) => `sh -c '${line.replaceAll("'", "'\\''")}'`,
      (line) => `echo $( ${line} )`,
      (line) => `( ${line} )`,
      (line) => `{ ${line}; }`,
      (line) => `true && ${line}`,
      (line) => `if true; then ${line}; fi`,
      (line) => `env A=1 bash -c '${line.replaceAll("'", "'\\''")}'`,
      (line) => `timeout 5 sh -c "${line.replace(/["\\$`]/g, "\\$&")}"`,
      (line) => `eval '${line.replaceAll("'", "'\\''")}'`,
      (line) => `for i in 1 2; do ${line}; done`,
    ]
    const wraps = fc.array(fc.constantFrom(...wrappers), { minLength: 1, maxLength: 4 })
    const line = fc.constantFrom("rm -rf /", "git push --force", "rm -rf /home/dev", "dd of=/dev/sda if=x")
    fc.assert(
      fc.property(line, wraps, (dangerous, chain) => {
        const wrapped = chain.reduce<string>((text, one) => one(text), dangerous)
        expect(findingsIn(wrapped, linux).length, wrapped).toBeGreaterThan(0)
      }),
      { numRuns: 1000 },
    )
  })

  it("needs no more than a few milliseconds for a line, also for a hostile one", () => {
    const hostile = [
      "a".repeat(90_000),
      `${"(".repeat(2000)}x${")".repeat(2000)}`,
      `echo ${"{a,b}".repeat(200)}`,
      `echo ${"$(".repeat(300)}x${")".repeat(300)}`,
      `${"x=a; ".repeat(3000)} rm -rf $x`,
      `kubectl ${"get ".repeat(10_000)}`,
      `curl ${"-H 'a: b' ".repeat(3000)} https://example.com`,
      `for i in ${"a ".repeat(300)}; do for j in ${"b ".repeat(300)}; do echo $i$j$i$j; done; done`,
      `echo ${"'a'".repeat(5000)}`,
      `python -c "${"x('a');".repeat(3000)}"`,
      `psql -c '${"drop ".repeat(5000)}'`,
      `${"sudo ".repeat(300)}ls`,
      `a=1${"; a=$a$a".repeat(40)}; echo $a`,
    ]
    for (const { line } of samplesOf("posix")) judgeCommand(line, "auto", linux)
    const times = hostile.map((line) => timed(line))
    console.log(`hostile lines: at most ${Math.max(...times).toFixed(1)} ms`)
    expect(Math.max(...times)).toBeLessThan(400)
    const each = samplesOf("posix").map(({ line }) => timed(line))
    const median = each.sort((a, b) => a - b)[Math.floor(each.length / 2)] ?? 0
    console.log(`ordinary lines: median ${median.toFixed(3)} ms`)
    expect(median).toBeLessThan(3)
  })
})

/** Time of the processor in ms: what other programs of the machine take does not count. */
function timed(line: string): number {
  const before = process.cpuUsage()
  judgeCommand(line, "auto", linux)
  const { user, system } = process.cpuUsage(before)
  return (user + system) / 1000
}
