import { installOptions, userHomeOf } from "../../control/machine-facts.ts"
import type { Diagnosis } from "../../install/diagnosis.ts"
import { doctor } from "../../install/doctor.ts"
import { applyFix } from "../../install/doctor-fix.ts"
import { readRecord } from "../../install/install-record.ts"
import { type Given, isGiven } from "../arguments.ts"
import { accessFindings } from "../auth/access-findings.ts"
import type { CliContext } from "../context.ts"
import type { Outputs } from "../output-schema.ts"
import type { Paint } from "../paint.ts"
import { refusedExit } from "../problem.ts"
import { output, type Result } from "../result.ts"

type Doctor = Outputs["doctor"]

/** `for-loop doctor [--fix]`: whether loops can work on this machine; exit code 1 when something must be repaired. */
export async function runDoctor(given: Given, context: CliContext): Promise<Result> {
  const first = await examine(context)
  const fixed = isGiven(given, "fix") ? repair(first, context) : []
  const found = fixed.length === 0 ? first : await examine(context)
  const value: Doctor = {
    findings: found.map(({ id, status, what, next, fix }) => ({
      id,
      status,
      what,
      next,
      fixable: fix !== undefined,
    })),
    fixed,
  }
  return output(value, doctorText, found.some(({ status }) => status === "fail") ? refusedExit : 0)
}

async function examine(context: CliContext): Promise<Diagnosis[]> {
  const { home, cwd, env } = context
  const { platform } = process
  const machine = { userHome: userHomeOf(env), home, workspace: cwd, platform, env, now: context.now() }
  return [...(await doctor(machine)), ...(await accessFindings({ home, env, platform }))]
}

function repair(findings: readonly Diagnosis[], context: CliContext): string[] {
  const hooks = readRecord(context.home)?.globalHooks == null ? "plugin" : "global-file"
  const fixes = new Set(findings.flatMap(({ fix }) => (fix === undefined ? [] : [fix])))
  return [...fixes].map((fix) => {
    const result = applyFix(fix, installOptions(context, hooks))
    return result.kind === "fixed" ? result.what : result.why
  })
}

function doctorText({ findings, fixed }: Doctor, paint: Paint): string {
  const marks = {
    ok: paint("green", "✓ ok  "),
    warn: paint("yellow", "! warn"),
    fail: paint("red", "✗ fail"),
  }
  const lines = findings.flatMap(({ status, what, next, fixable }) => [
    `${marks[status]}  ${what}`,
    ...(next === null ? [] : [`        ${next}${fixable ? " (or: for-loop doctor --fix)" : ""}`]),
  ])
  return `${[...fixed.map((what) => `${paint("cyan", "fixed")}   ${what}`), ...lines].join("\n")}\n`
}
