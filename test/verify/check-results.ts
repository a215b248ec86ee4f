import type { CheckResult, Failure } from "../../src/loop/evidence.ts"

/** A check that passed, but for what is named. */
export function checkResult(more: Partial<CheckResult>): CheckResult {
  return {
    command: "npm test",
    end: "passed",
    exitCode: null,
    durationMs: 1200,
    failures: [],
    counts: null,
    ran: null,
    logPath: null,
    note: null,
    ...more,
  }
}

/** A failed assertion with this id, but for what is named. */
export function failed(id: string, more: Partial<Failure> = {}): Failure {
  return {
    id,
    suite: "",
    file: null,
    line: null,
    class: "assertion",
    message: "1 is not 2",
    expected: null,
    actual: null,
    frame: null,
    ...more,
  }
}
