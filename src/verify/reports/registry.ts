import type { Failure } from "../../loop/evidence.ts"
import { biome } from "./biome.ts"
import { cargoTest } from "./cargo-test.ts"
import { combine } from "./combine.ts"
import { compilers } from "./compilers.ts"
import { printedReports, reportInJson } from "./documents.ts"
import { dotnet } from "./dotnet.ts"
import { eslint } from "./eslint.ts"
import { goTest } from "./go-test.ts"
import { gradle } from "./gradle.ts"
import { jest } from "./jest.ts"
import { junitReport } from "./junit-report.ts"
import { maven } from "./maven.ts"
import { mocha } from "./mocha.ts"
import { mypy } from "./mypy.ts"
import { nextest } from "./nextest.ts"
import { nodeSpec } from "./node-spec.ts"
import { phpunit } from "./phpunit.ts"
import { pytest } from "./pytest.ts"
import type { Report, ReportFile, ReportInput, ReportReader } from "./report.ts"
import { rspec } from "./rspec.ts"
import { ruff } from "./ruff.ts"
import { tap } from "./tap.ts"
import { tsc } from "./tsc.ts"
import { vitest } from "./vitest.ts"

/** Every tool whose output we understand. A new one is one file and one line here. */
const readers: readonly ReportReader[] = [
  pytest,
  vitest,
  jest,
  mocha,
  nodeSpec,
  tap,
  goTest,
  cargoTest,
  nextest,
  maven,
  gradle,
  dotnet,
  rspec,
  phpunit,
  tsc,
  compilers,
  mypy,
  ruff,
  eslint,
  biome,
]

/** A check with more failures than this is broken as a whole; the first ones tell why. */
const mostFailures = 500
/** More tests than this are not listed by id: a list that is cut off would look like tests that are gone. */
const mostTests = 20_000

/**
 * What all readers together find in the output of one check and in the report files it wrote: a command like `tsc && vitest run` speaks
 * several formats. Null when no reader knows any of it. A reader that throws is passed over: its format is a guess, the exit code is the truth.
 */
export async function readReports(input: ReportInput): Promise<Report | null> {
  const printed: Report[] = []
  for (const reader of readers) {
    const report = await attempt(() => reader.read(input))
    if (report !== null) printed.push(bounded(report))
  }
  const documents = (await attempt(() => printedReports(input.full ?? input.text, input.workspace))) ?? []
  const written = documents.map((report, i) => ({ folder: `printed ${i}`, report: bounded(report) }))
  for (const file of input.files) {
    if (file.origin !== "found") continue
    const report = await attempt(() => readFile(file, input.workspace))
    const folder = file.path.replace(/[^\\/]*$/, "")
    if (report !== null) written.push({ folder, report: bounded(report) })
  }
  const report = combine(printed, written)
  return report === null ? null : bounded(report)
}

async function readFile(file: ReportFile, workspace: string): Promise<Report | null> {
  return file.path.endsWith(".json")
    ? reportInJson(file.text, workspace)
    : await junitReport(file.path, file.text, workspace)
}

async function attempt<T>(read: () => T | Promise<T>): Promise<T | null> {
  try {
    return await read()
  } catch {
    return null
  }
}

function bounded(report: Report): Report {
  const failures: readonly Failure[] = report.failures.slice(0, mostFailures)
  if (report.ran === undefined || report.ran.length > mostTests) return { failures, counts: report.counts }
  return { failures, counts: report.counts, ran: report.ran }
}
