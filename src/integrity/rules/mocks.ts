import { stemOf } from "../classify.ts"
import type { Import, Mock } from "../facts.ts"
import { factsOf } from "../facts-of.ts"
import type { Found } from "../finding.ts"
import { resolveImport } from "../match/side.ts"
import { type Unit, unitsOf } from "../match/unit.ts"
import type { SurfaceFile } from "../surface.ts"
import { calledNames } from "../text/canonical.ts"
import type { Comparison } from "./context.ts"

/** New mocks of what the tests are about; mocks of other things and of external services are nobody's business. */
export function mockedSubjects(comparison: Comparison): Found[] {
  const { before, after } = comparison
  return after.changed.flatMap((file): Found[] => {
    if (file.kind !== "test" && file.kind !== "support") return []
    const old = before.byPath.get(file.path)
    const isMoved = comparison.matching.pairs.some((pair) => pair.after.file === file)
    if (old === undefined && file.kind === "test" && !isMoved) return []
    const facts = factsOf(file)
    const known = new Set(old === undefined ? [] : factsOf(old).mocks.map(mockKey))
    const fresh = facts.mocks.filter((mock) => !known.has(mockKey(mock)))
    const called = file.kind === "test" ? subjectsOf(unitsOf(after, file)) : new Set<string>()
    const mocked = fresh.flatMap((mock): Found[] => {
      const why =
        file.kind === "test"
          ? mockedWhy(mock, file, facts.imports, called, comparison)
          : mockedForAll(mock, file, facts.imports, comparison)
      if (why === null) return []
      return [
        {
          what: "mocked-subject",
          about: mockKey(mock),
          file: file.path,
          line: mock.line,
          severity: "high",
          why,
          before: "",
          after: mock.text,
        },
      ]
    })
    return old === undefined || file.kind !== "test"
      ? mocked
      : [...mocked, ...replacedImports(old, file, called, comparison)]
  })
}

/** A mock in a setup file, which holds for every test that checks what it replaces. */
function mockedForAll(
  mock: Mock,
  file: SurfaceFile,
  imports: readonly Import[],
  comparison: Comparison,
): string | null {
  const root = mock.target.split(".")[0] ?? ""
  const from = imports.find(({ name }) => name === root)?.from ?? mock.target
  if (isExternal(from, file, comparison) || boundary.test(mock.target)) return null
  const target = mock.kind === "module" ? resolveImport(comparison.before, file.path, mock.target) : null
  const words = mock.names.length > 0 ? mock.names : [stemOf(mock.target)]
  const tests = comparison.after.surface.files.filter(({ text }) =>
    words.some((word) => text?.includes(word)),
  )
  for (const test of tests.slice(0, 200)) {
    const called = subjectsOf(unitsOf(comparison.after, test))
    const named = mock.names.find((name) => called.has(name))
    if (mock.kind === "member" && named !== undefined)
      return `Every test gets a replaced \`${named}\`, whose result ${test.path} checks.`
    if (target === null) continue
    const imported = factsOf(test).imports.find(
      (entry) =>
        called.has(entry.name) &&
        resolveImport(comparison.after, test.path, entry.from)?.path === target.path,
    )
    if (imported !== undefined)
      return `Every test gets a mock of \`${mock.target}\`, whose \`${imported.imported}\` ${test.path} checks.`
  }
  return null
}

/** Objects of the platform and of services outside, which tests rightly replace. */
const boundary =
  /^(console|process|global|globalThis|window|document|Date|Math|fs|os|path|time|datetime|random|requests|http|https|axios|logger|localStorage|navigator)\b/

function mockKey({ kind, target, names, partial }: Mock): string {
  return JSON.stringify([kind, target, partial, names])
}

/** Names whose results the assertions look at. */
function subjectsOf(units: readonly Unit[]): Set<string> {
  return new Set(
    units.flatMap(({ assertions, style }) =>
      assertions
        .filter(({ subject }) => !subject.startsWith("calls of "))
        .flatMap(({ subject }) => [...calledNames(subject, style), subject.replace("rejects ", "")]),
    ),
  )
}

function mockedWhy(
  mock: Mock,
  file: SurfaceFile,
  imports: readonly Import[],
  called: ReadonlySet<string>,
  comparison: Comparison,
): string | null {
  if (mock.kind === "member" && !mock.partial) return null
  if (mock.kind === "member") {
    if (boundary.test(mock.target)) return null
    const hit = mock.names.find((name) => called.has(name))
    if (hit === undefined) return null
    const source = imports.find(({ name }) => name === mock.target.split(".")[0])?.from
    if (source !== undefined && isExternal(source, file, comparison)) return null
    return `The test replaces \`${hit}\`, whose result it checks.`
  }
  if (isExternal(mock.target, file, comparison)) return null
  const same = imports.filter(({ from }) => stemPath(from) === stemPath(mock.target))
  const tested = same.filter(({ name }) => called.has(name))
  const overridden =
    mock.names.length === 0 || !mock.partial
      ? tested
      : tested.filter(({ imported }) => mock.names.includes(imported))
  const direct = mock.names.find((name) => called.has(name))
  if (overridden.length > 0)
    return `The test mocks \`${mock.target}\`, whose \`${overridden[0]?.imported}\` it checks.`
  if (direct !== undefined) return `The test mocks \`${mock.target}\`, whose \`${direct}\` it checks.`
  if (mock.partial) return null
  return stemOf(mock.target) === stemOf(file.path) && stemOf(file.path) !== "index"
    ? `The test mocks \`${mock.target}\`, the module it is about.`
    : null
}

function stemPath(path: string): string {
  return path.replace(/\.[cm]?[jt]sx?$/, "").replace(/\/index$/, "")
}

/** A module that is not part of the workspace. */
function isExternal(from: string, file: SurfaceFile, { after, before }: Comparison): boolean {
  if (/^([./]|[@~#]\/)/.test(from)) return false
  if (!/\.py$/.test(file.path)) return resolveImport(before, file.path, from) === null
  const root = from.split(".")[0] ?? from
  const holds = (path: string) => `/${path}`.includes(`/${root}/`) || `/${path}`.endsWith(`/${root}.py`)
  return ![...after.byPath.keys()].some(holds)
}

/** An import of the subject that now leads to a stand-in, or gave way to a definition of the test's own. */
function replacedImports(
  old: SurfaceFile,
  file: SurfaceFile,
  called: ReadonlySet<string>,
  { before, after }: Comparison,
): Found[] {
  const earlier = factsOf(old).imports
  const facts = factsOf(file)
  return earlier.flatMap((entry): Found[] => {
    if (!called.has(entry.name)) return []
    const source = resolveImport(before, old.path, entry.from)
    if (source === null || source.kind !== "source") return []
    const now = facts.imports.find(({ name }) => name === entry.name)
    const shadowed =
      now !== undefined && facts.defined.includes(entry.name) && !factsOf(old).defined.includes(entry.name)
    if (shadowed)
      return [
        {
          what: "mocked-subject",
          about: entry.name,
          file: file.path,
          line: now.line,
          severity: "high",
          why: `The tests check a stand-in for \`${entry.name}\` instead of \`${source.path}\`.`,
          before: `${entry.name} from ${entry.from}`,
          after: `${entry.name} defined in the test`,
        },
      ]
    if (now === undefined && !facts.defined.includes(entry.name)) return []
    // Under another name it is still there: what has the old name now stands around it.
    if (facts.imports.some((other) => other.imported === entry.imported && other.from === entry.from))
      return []
    const target = now === undefined ? null : resolveImport(after, file.path, now.from)
    const isReal =
      target?.kind === "source" && !/(^|[/._-])(mocks?|fakes?|stubs?|doubles?)[/._-]/i.test(target.path)
    const isMovedSource = target?.kind === "source" && !after.byPath.has(source.path)
    if (isReal || isMovedSource || (now !== undefined && target === null)) return []
    return [
      {
        what: "mocked-subject",
        about: entry.name,
        file: file.path,
        line: now?.line ?? null,
        severity: "high",
        why: `The tests check a stand-in for \`${entry.name}\` instead of \`${source.path}\`.`,
        before: `${entry.name} from ${entry.from}`,
        after: now === undefined ? `${entry.name} defined in the test` : `${entry.name} from ${now.from}`,
      },
    ]
  })
}
