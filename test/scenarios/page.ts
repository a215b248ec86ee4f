import { relative } from "node:path"
import { root } from "../architecture/sources.ts"
import { corpus } from "./corpus.ts"

/** One test as the runner reports it. */
export type Ran = {
  readonly file: string
  readonly title: string
  readonly status: "passed" | "failed" | "skipped"
}

/** The tests in a report of the runner's `json` reporter. Throws for what is none. */
export function readReport(text: string): readonly Ran[] {
  const report: unknown = JSON.parse(text)
  return listIn(report, "testResults").flatMap((file) =>
    listIn(file, "assertionResults").map((test) => ({
      file: relative(root, textIn(file, "name")).replaceAll("\\", "/"),
      title: textIn(test, "fullName"),
      status: statusOf(textIn(test, "status")),
    })),
  )
}

/** The page: every scenario with the tests that carry its number, and how they ended. */
export function scenarioPage(ran: readonly Ran[]): string {
  const groups = corpus.map(({ group, scenarios }) => {
    const rows = scenarios.map(([number, priority, what]) => {
      const tests = ran.filter(({ title }) => new RegExp(`\\b${number}\\b`).test(title))
      return `| ${number} | ${priority} | ${what} | ${statusWord(tests)} | ${filesOf(tests)} |`
    })
    return `## ${group}\n\n| number | priority | scenario | status | tests |\n|---|---|---|---|---|\n${rows.join("\n")}\n`
  })
  return `${head(ran)}\n${groups.join("\n")}`
}

/** How many of the scenarios have a test that passed, and none that failed. */
export function held(ran: readonly Ran[]): number {
  const all = corpus.flatMap(({ scenarios }) => scenarios)
  return all.filter(([number]) => {
    const tests = ran.filter(({ title }) => new RegExp(`\\b${number}\\b`).test(title))
    return tests.some(({ status }) => status === "passed") && !tests.some(({ status }) => status === "failed")
  }).length
}

function head(ran: readonly Ran[]): string {
  return `# The acceptance corpus

Ninety-six ways in which loops of agents fail, each with the tests that carry its number in their titles. Written by
\`npm run docs:scenarios\` from the runner's own report; edits by hand are lost.

**${held(ran)} of 96 hold.**
`
}

function statusWord(tests: readonly Ran[]): string {
  const count = (status: Ran["status"]) => tests.filter((test) => test.status === status).length
  if (tests.length === 0) return "**no test**"
  if (count("failed") > 0) return `**${count("failed")} failed**`
  const skipped = count("skipped") === 0 ? "" : `, ${count("skipped")} skipped`
  return `${count("passed")} passed${skipped}`
}

function filesOf(tests: readonly Ran[]): string {
  const files = [...new Set(tests.map(({ file }) => file))].sort()
  return files
    .map((file) => `[${file.replace(/^test\//, "").replace(/\.test\.ts$/, "")}](../${file})`)
    .join(" · ")
}

function statusOf(word: string): Ran["status"] {
  return word === "passed" || word === "failed" ? word : "skipped"
}

function listIn(value: unknown, name: string): readonly unknown[] {
  const found = memberOf(value, name)
  return Array.isArray(found) ? found : []
}

function textIn(value: unknown, name: string): string {
  const found = memberOf(value, name)
  if (typeof found !== "string") throw new Error(`the report has no ${name}`)
  return found
}

function memberOf(value: unknown, name: string): unknown {
  return typeof value === "object" && value !== null ? Reflect.get(value, name) : undefined
}
