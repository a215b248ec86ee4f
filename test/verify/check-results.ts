import type { CheckResult, Failure } from "../../src/loop/evidence.ts"
import { check } from "../loop/builders.ts"

/** A check that passed, but for what is named. */
export function checkResult(more: Partial<CheckResult>): CheckResult {
  return check({ end: "passed", exitCode: null, ...more })
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
