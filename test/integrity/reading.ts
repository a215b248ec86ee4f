import type { Assertion, Call, Limit, Marker, TestFacts } from "../../src/integrity/facts.ts"
import { factsOf } from "../../src/integrity/facts-of.ts"

/** What is read in a file, a line each. */
export function reading(path: string, text: string): string[] {
  const facts = factsOf({ path, kind: "test", hash: "", text })
  return [
    ...(facts.from === "lines" ? ["read line by line"] : []),
    ...facts.imports.map((entry) => `${entry.line}: ${entry.name} is ${entry.imported} of ${entry.from}`),
    ...(facts.defined.length > 0 ? [`defines ${facts.defined.join(", ")}`] : []),
    ...facts.markers.map((entry) => `file ${marked(entry)}`),
    ...facts.limits.map((entry) => `file ${limited(entry)}`),
    ...facts.mocks.map(
      ({ kind, target, names, partial, text: source, line }) =>
        `${line}: ${partial ? "part of " : ""}${kind} ${target} [${names.join(", ")}] is replaced: ${source}`,
    ),
    ...facts.patches.map(
      ({ line, severity, what, key, text: source }) =>
        `${line}: ${severity}: ${what}: ${source}${key === source ? "" : ` (${key})`}`,
    ),
    ...facts.tests.flatMap(ofTest),
    ...facts.helpers.flatMap(({ name, params, line, assertions, calls }) => [
      `${line}: helper ${name}(${params.join(", ")})`,
      ...assertions.map((entry) => `  ${asserted(entry)}`),
      ...calls.map((entry) => `  ${called(entry)}`),
    ]),
  ]
}

/** What is read in the body of a test: assertions, calls, markers, limits and cases. */
export function readingOfBody(path: string, text: string): string[] {
  const [test] = factsOf({ path, kind: "test", hash: "", text }).tests
  return test === undefined ? ["no test"] : inside(test).map((line) => line.replace(/^\d+: /, ""))
}

function ofTest(test: TestFacts): string[] {
  return [
    `${test.line}: test ${test.path.join(" > ")} | ${test.text}`,
    ...inside(test).map((line) => `  ${line}`),
    `  = ${test.body}`,
  ]
}

function inside({ markers, limits, assertions, calls, rows }: TestFacts): string[] {
  return [
    ...markers.map(marked),
    ...limits.map(limited),
    ...assertions.map(asserted),
    ...calls.map(called),
    ...(rows === null ? ["cases of another file"] : rows.map((row) => `case ${row}`)),
  ]
}

function asserted(entry: Assertion): string {
  const { form, subject, expected, tolerance, line, text, helper } = entry
  const demand = expected === null ? "" : ` <- ${expected}`
  const around = tolerance === null ? "" : ` ± ${tolerance}`
  const by = helper === null ? "" : ` in ${helper}`
  return `${line}: ${form}: ${subject}${demand}${around}${reached(entry)}${by} | ${text}`
}

function called(entry: Call): string {
  return `${entry.line}: calls ${entry.name}(${entry.args.join(", ")})${reached(entry)}`
}

function reached({ flow, condition }: Pick<Call, "flow" | "condition">): string {
  if (flow === "always" && condition === null) return ""
  return ` [${flow}${condition === null ? "" : `: ${condition}`}]`
}

function marked({ kind, text, line }: Marker): string {
  return `${line}: ${kind} | ${text}`
}

function limited({ kind, value, text, line }: Limit): string {
  return `${line}: ${kind} ${value} | ${text}`
}
