import { stemOf } from "../classify.ts"
import type { Import, Limit, Mock } from "../facts.ts"
import { factsOf, styleOf } from "../facts-of.ts"
import type { Found } from "../finding.ts"
import { resolveImport } from "../match/side.ts"
import { nameOf, type Unit, unitsOf } from "../match/unit.ts"
import type { SurfaceFile } from "../surface.ts"
import { calledNames } from "../text/canonical.ts"
import type { Comparison } from "./context.ts"

/** New mocks of what the tests are about; mocks of other things and of external services are nobody's business. */
export function mockedSubjects(comparison: Comparison): Found[] {
  const { before, after } = comparison
  return after.changed.flatMap((file): Found[] => {
    if (file.kind !== "test" && file.kind !== "support") return []
    const old = before.byPath.get(file.path)
    if (
      old === undefined &&
      file.kind === "test" &&
      !comparison.matching.pairs.some((pair) => pair.after.file === file)
    )
      return []
    const facts = factsOf(file)
    const known = new Set(old === undefined ? [] : factsOf(old).mocks.map(mockKey))
    const units = unitsOf(after, file)
    const called = subjectsOf(units)
    const mocks = facts.mocks.filter((mock) => !known.has(mockKey(mock)))
    const mocked = mocks.flatMap((mock) => {
      const why = mockedWhy(mock, file, facts.imports, called, comparison)
      return why === null
        ? []
        : [
            {
              what: "mocked-subject" as const,
              about: mockKey(mock),
              file: file.path,
              line: mock.line,
              severity: "high" as const,
              why,
              before: "",
              after: mock.text,
            },
          ]
    })
    return old === undefined ? mocked : [...mocked, ...replacedImports(old, file, called, comparison)]
  })
}

function mockKey({ kind, target, names, partial }: Mock): string {
  return [kind, target, partial, ...names].join("\0")
}

/** Names whose results the assertions look at. */
function subjectsOf(units: readonly Unit[]): Set<string> {
  return new Set(
    units.flatMap(({ assertions, style }) =>
      assertions
        .filter(
          ({ form, subject }) =>
            form !== "called" && form !== "called-with" && !subject.startsWith("calls of "),
        )
        .flatMap(({ subject }) => [...calledNames(subject, style), ...constructed(subject)]),
    ),
  )
}

function constructed(subject: string): string[] {
  return [...subject.matchAll(/\bnew ([\w$]+)|^(?:rejects )?([\w$]+)$/g)].map(
    ([, made, plain]) => made ?? plain ?? "",
  )
}

function mockedWhy(
  mock: Mock,
  file: SurfaceFile,
  imports: readonly Import[],
  called: ReadonlySet<string>,
  comparison: Comparison,
): string | null {
  if (mock.kind === "member") {
    if (
      /^(console|process|global|globalThis|window|document|Date|Math|fs|os|path|time|datetime|random|requests|http|https|axios|logger|localStorage|navigator)\b/.test(
        mock.target,
      )
    )
      return null
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
  if (/^\.{0,2}\//.test(from) || /^[@~#]\//.test(from)) return false
  if (/\.py$/.test(file.path)) {
    const root = from.split(".")[0] ?? from
    const inside = new RegExp(`(^|/)${root.replace(/\W/g, "\\$&")}(\\.py$|/)`)
    return root !== "" && !from.startsWith(".") && ![...after.byPath.keys()].some((path) => inside.test(path))
  }
  return resolveImport(before, file.path, from) === null
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
    if (now === undefined && !facts.defined.includes(entry.name)) return []
    if (now !== undefined && now.from === entry.from && now.imported === entry.imported) return []
    const target = now === undefined ? null : resolveImport(after, file.path, now.from)
    const standIn =
      now === undefined || target === null
        ? now === undefined
        : target.kind !== "source" || /(^|[/._-])(mocks?|fakes?|stubs?|doubles?)([/._-]|$)/i.test(target.path)
    if (!standIn || (!after.byPath.has(source.path) && now !== undefined && target?.kind === "source"))
      return []
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

/** New code that changes what the runner reports: overridden matchers, exits, hooks, reporters (S76). */
export function patchedRunner({ before, after }: Comparison): Found[] {
  return after.changed.flatMap((file): Found[] => {
    if (file.kind === "snapshot" || file.kind === "env" || file.kind === "own" || file.kind === "ci")
      return []
    const old = before.byPath.get(file.path)
    const known = new Map<string, number>()
    for (const { key } of old === undefined ? [] : factsOf(old).patches)
      known.set(key, (known.get(key) ?? 0) + 1)
    return factsOf(file).patches.flatMap((patch): Found[] => {
      const count = known.get(patch.key) ?? 0
      if (count > 0) {
        known.set(patch.key, count - 1)
        return []
      }
      // A program of its own may end itself.
      if (
        file.kind === "source" &&
        /^ends the process/.test(patch.what) &&
        (/^#!|\bargv\b|\bmain\b|\bcli\b|commander|yargs|sys\.argv/i.test(file.text ?? "") ||
          /(^|\/)(bin|cli|cmd|scripts?)(\/|\.)/.test(file.path))
      )
        return []
      return [
        {
          what: "patched-runner",
          about: patch.key,
          file: file.path,
          line: patch.line,
          severity: patch.severity,
          why: `New code ${patch.what}.`,
          before: "",
          after: patch.text,
        },
      ]
    })
  })
}

/** Longer time-outs and more retries in tests and setup files. */
export function raisedLimits({ before, after, matching }: Comparison): Found[] {
  const inTests = matching.pairs.flatMap((pair) =>
    raised(pair.before.test.limits, pair.after.test.limits, pair.after.file, nameOf(pair.after)),
  )
  const inFiles = after.changed.flatMap((file) => {
    if (file.kind !== "test" && file.kind !== "support") return []
    const old = before.byPath.get(file.path)
    if (old === undefined && file.kind === "test") return []
    return raised(old === undefined ? [] : factsOf(old).limits, factsOf(file).limits, file, "file")
  })
  return [...inTests, ...inFiles]
}

function raised(old: readonly Limit[], now: readonly Limit[], file: SurfaceFile, about: string): Found[] {
  return (["timeout", "retries"] as const).flatMap((kind): Found[] => {
    const of = (limits: readonly Limit[]) => limits.filter((limit) => limit.kind === kind)
    // 0 switches a time-out off.
    const size = (limit: Limit) =>
      kind === "timeout" && limit.value <= 0 ? Number.POSITIVE_INFINITY : limit.value
    const highest = Math.max(...of(old).map(size), kind === "retries" ? 0 : defaultTimeout(file))
    const worst = of(now).sort((a, b) => size(b) - size(a))[0]
    if (worst === undefined || size(worst) <= highest) return []
    const earlier = of(old)[0]
    return [
      {
        what: "limit",
        about: `${about}\n${kind}`,
        file: file.path,
        line: worst.line,
        severity: "medium",
        why: kind === "timeout" ? "A time-out was raised." : "Failing tests are retried more often.",
        before: earlier?.text ?? "",
        after: `${worst.text} (${worst.value})`,
      },
    ]
  })
}

/** What runners wait without being told, ms: 5 s (vitest, jest), 2 s (mocha); none in others, where any limit is stricter. */
function defaultTimeout({ path, text }: SurfaceFile): number {
  if (styleOf(path) === "hash" || /\.go$/.test(path) || /\bnode:test\b/.test(text ?? ""))
    return Number.POSITIVE_INFINITY
  return 5000
}
