import type { Failure, TestCounts } from "../../loop/evidence.ts"
import { cargoTest } from "./cargo-test.ts"
import { eslint } from "./eslint.ts"
import { distinct } from "./failure.ts"
import { goTest } from "./go-test.ts"
import { jest } from "./jest.ts"
import { mocha } from "./mocha.ts"
import { nodeSpec } from "./node-spec.ts"
import { pytest } from "./pytest.ts"
import type { Report, ReportInput, ReportReader } from "./report.ts"
import { tap } from "./tap.ts"
import { tsc } from "./tsc.ts"
import { vitest } from "./vitest.ts"

/** Every tool we understand. A new one is one file and one line here. */
const readers: readonly ReportReader[] = [
  pytest,
  vitest,
  jest,
  mocha,
  nodeSpec,
  tap,
  goTest,
  cargoTest,
  tsc,
  eslint,
]

/** A check with more failures than this is broken as a whole; the first ones tell why. */
const mostFailures = 500

/**
 * What all readers together find in the output of one check: a command like `tsc && vitest run` speaks several formats. Null when
 * no reader knows the output. A reader that throws is passed over: its format is a guess, the exit code is the truth.
 */
export async function readReports(input: ReportInput): Promise<Report | null> {
  const failures: Failure[] = []
  let counts: TestCounts | null = null
  let known = false
  for (const reader of readers) {
    const report = await attempt(reader, input)
    if (report === null) continue
    known = true
    failures.push(...report.failures.slice(0, mostFailures))
    counts = sum(counts, report.counts)
  }
  return known ? { failures: distinct(failures).slice(0, mostFailures), counts } : null
}

async function attempt(reader: ReportReader, input: ReportInput): Promise<Report | null> {
  try {
    return await reader.read(input)
  } catch {
    return null
  }
}

function sum(a: TestCounts | null, b: TestCounts | null): TestCounts | null {
  if (a === null || b === null) return a ?? b
  return { passed: a.passed + b.passed, failed: a.failed + b.failed, skipped: a.skipped + b.skipped }
}
