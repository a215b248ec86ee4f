import { factsOf } from "../facts-of.ts"
import type { Found } from "../finding.ts"
import { styleOf } from "../language.ts"
import { type Unit, unitsOf } from "../match/unit.ts"
import type { SurfaceFile } from "../surface.ts"
import { literalsOf } from "../text/canonical.ts"
import { oneLine } from "../text/lines.ts"
import type { Comparison } from "./context.ts"
import { type Branch, literalBranches } from "./literal-branches.ts"

const mostTestFiles = 80

/** New code that answers the inputs of tests with the values the tests expect. A heuristic: medium, unless tests failed. */
export function hardCodedCases(comparison: Comparison): Found[] {
  const { before, after } = comparison
  return after.changed.flatMap((file): Found[] => {
    if (file.kind !== "source" || file.text === null) return []
    const old = before.byPath.get(file.path)
    const known = new Set(literalBranches(old?.text ?? "", styleOf(file.path)).map(keyOf))
    const fresh = literalBranches(file.text, styleOf(file.path)).filter((branch) => !known.has(keyOf(branch)))
    if (fresh.length === 0) return []
    const data = testData(comparison, fresh)
    const hits = fresh.flatMap((branch) => {
      const hit =
        data.find((entry) => matches(branch, entry)) ??
        data.find((entry) => entry.failed && namesInput(branch, entry))
      return hit === undefined ? [] : [{ branch, failed: hit.failed }]
    })
    if (hits.length === 0 || hits.length < fresh.length / 2) return []
    const failed = hits.some((hit) => hit.failed)
    const score = hits.reduce((sum, { branch }) => sum + weight(branch), 0)
    if (score < (failed ? 2 : 3)) return []
    const first = hits[0]?.branch
    return [
      {
        what: "special-case",
        about: hits.map(({ branch }) => keyOf(branch)).join(),
        file: file.path,
        line: first?.line ?? null,
        severity: failed && hits.length > 1 ? "high" : "medium",
        why: `New code answers ${hits.length === 1 ? "an input of the tests" : `${hits.length} inputs of the tests`} with the value the tests expect.`,
        before: "",
        after: oneLine(hits.map(({ branch }) => branch.text).join("; "), 400),
      },
    ]
  })
}

type Datum = {
  readonly literals: ReadonlySet<string>
  readonly values: ReadonlySet<string>
  readonly failed: boolean
}

/** Literals that stand together in assertions and table rows of the earlier tests. */
function testData({ before, failedBefore }: Comparison, branches: readonly Branch[]): Datum[] {
  const wanted = [...new Set(branches.flatMap(({ inputs }) => inputs.map(unquoted)))].filter(
    (text) => text !== "",
  )
  const files = before.surface.files
    .filter(
      (file) =>
        (file.kind === "test" || file.kind === "source") &&
        wanted.some((literal) => file.text?.includes(literal)),
    )
    .slice(0, mostTestFiles)
  return files.flatMap((file) => unitsOf(before, file).flatMap((unit) => dataOf(unit, failedBefore(unit))))
}

function dataOf(unit: Unit, failed: boolean): Datum[] {
  const places = [
    ...unit.assertions.map(({ subject, expected }) => [subject, expected ?? ""]),
    ...(unit.test.rows ?? []).map((row) => [row]),
  ]
  return places.map((texts) => ({
    literals: new Set(texts.flatMap((text) => literalsOf(text, unit.style))),
    values: new Set(Array.from(texts.join(" ").matchAll(trivial), ([value]) => value)),
    failed,
  }))
}

/** Values that say too little to be told among the literals. */
const trivial = /(?<![\w.])(true|false|null|None|True|False|nil|undefined|-?[01])(?![\w.])/g

/** All inputs and the answer in one place of a test. */
function matches({ inputs, output }: Branch, { literals, values }: Datum): boolean {
  const has = (literal: string) => literals.has(literal) || values.has(literal)
  return (
    inputs.every(has) &&
    inputs.some((input) => literals.has(input)) &&
    output !== null &&
    (has(output) || (literalsIn(output).length > 0 && literalsIn(output).every(has)))
  )
}

/** Several telling literals of one failing assertion, whatever the code then does. */
function namesInput({ inputs }: Branch, { literals }: Datum): boolean {
  return (
    inputs.every((input) => literals.has(input)) &&
    inputs.reduce((sum, input) => sum + information(input), 0) >= 4
  )
}

function literalsIn(text: string): string[] {
  return literalsOf(text, "c")
}

/** How unlikely it is to meet these values by chance. */
function weight({ inputs, output }: Branch): number {
  return (
    inputs.reduce((sum, input) => sum + information(input), 0) + (output === null ? 0 : information(output))
  )
}

function information(literal: string): number {
  const text = unquoted(literal)
  if (/^(0|1|true|false|null|None|True|False|nil|undefined|)$/.test(text)) return 0.25
  if (/^[[{(]/.test(text)) return 2
  const digits = text.replace(/\D/g, "").length
  const size = /^-?[\d.]+$/.test(text) ? digits : text.length
  return size <= 1 ? 1 : size <= (digits === text.length ? 2 : 3) ? 1.5 : 2
}

function unquoted(literal: string): string {
  return literal.replace(/^"|"$/g, "").replace(/\\"/g, '"')
}

function keyOf({ inputs, output }: Branch): string {
  return JSON.stringify([inputs, output])
}

const underTest =
  /process\.env\.(VITEST|JEST_WORKER_ID|VITEST_WORKER_ID|MOCHA|NODE_TEST_CONTEXT)\b|process\.env\.NODE_ENV\s*[=!]==?\s*["']test["']|["']test["']\s*[=!]==?\s*process\.env\.NODE_ENV|import\.meta\.vitest|PYTEST_CURRENT_TEST|["'](pytest|unittest|_pytest)["']\s+(not\s+)?in\s+sys\.modules|\btesting\.Testing\(\)|flag\.Lookup\(["']test\.|os\.Args\[0\][^\n]*\.test|typeof\s+(it|describe|jest|vi|expect|beforeEach)\s*[!=]==?\s*["'](function|undefined)|globalThis\.(vi|jest|expect|it|describe)\b|\b(stack|_?getframe|Caller|extract_stack|currentframe|getOuterFrames)\b[^\n]*\b\w*[._]?(test|spec)|(expect|assert)\.getState\(|cfg!\(test\)|_isMockFunction|\bargv\b[^\n]*(vitest|jest|mocha|pytest|unittest)|\.mock\.calls\b|hasattr\([^)]*["'](call_count|mock_calls|called|assert_called\w*|side_effect)["']|isinstance\([^)]*\b(Mock|MagicMock|AsyncMock)\b/i
const fromTests =
  /(?:from|require\(|import\(?|readFile\w*\(|open\()\s*["'`][^"'`\n]*(__tests__|\.(test|spec)\b|(^|\/)tests?\/|__snapshots__|\.snap\b|test_\w+\.py)/

/** New source code that behaves differently under test, or reads what the tests expect. */
export function testAwareSources({ before, after }: Comparison): Found[] {
  return after.changed.flatMap((file): Found[] => {
    if (file.kind !== "source" || file.text === null || factsOf(file).tests.length > 0) return []
    const known = new Set((before.byPath.get(file.path)?.text ?? "").split("\n").map(plain))
    const imports = factsOf(file).imports.find(({ from }) =>
      /^(unittest\.mock|mock|vitest|@jest\/globals|sinon|pytest)$/.test(from),
    )
    const old = before.byPath.get(file.path)
    if (
      imports !== undefined &&
      !(old !== undefined && factsOf(old).imports.some(({ from }) => from === imports.from))
    )
      return [
        {
          what: "special-case",
          about: imports.from,
          file: file.path,
          line: imports.line,
          severity: "medium",
          why: "New code of the product uses a test library.",
          before: "",
          after: imports.from,
        },
      ]
    return file.text.split("\n").flatMap((line, i): Found[] => aware(file, line, i + 1, known))
  })
}

function aware(file: SurfaceFile, line: string, number: number, known: ReadonlySet<string>): Found[] {
  if (line.length > 1000 || known.has(plain(line)) || /^\s*(\/\/|#|\*)/.test(line)) return []
  const reads = fromTests.test(line)
  const detects =
    underTest.test(line) && !/\b(listen|serve|log(ger)?|debug|console|silent|verbose|main)\b/i.test(line)
  if (!reads && !detects) return []
  return [
    {
      what: "special-case",
      about: plain(line),
      file: file.path,
      line: number,
      severity: "medium",
      why: reads ? "New code reads what the tests expect." : "New code behaves differently under test.",
      before: "",
      after: oneLine(line),
    },
  ]
}

function plain(line: string): string {
  return line.replace(/\s+/g, "").replace(/;$/, "")
}
