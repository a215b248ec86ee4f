import { resolve } from "node:path"
import { type Scenario, scenarioSchema } from "../../engine/backends/scripted/scenario-schema.ts"
import { readTextIfPresent } from "../../system/atomic-file.ts"
import { unfitting, wrongUsage } from "../problem.ts"
import type { Problem } from "../result.ts"

export type ReadScenario =
  | { readonly kind: "scenario"; readonly scenario: Scenario }
  | { readonly kind: "problem"; readonly problem: Problem }

/** The scenario in `file`, which the scripted backend plays; what is wrong with it comes back as one sentence. */
export function readScenario(cwd: string, file: string): ReadScenario {
  const path = resolve(cwd, file)
  const text = readTextIfPresent(path)
  if (text === null) return bad(wrongUsage("run", `There is no scenario file ${path}.`))
  const parsed = parse(text)
  if (parsed.kind === "broken") return bad(wrongUsage("run", `${path} is no JSON: ${parsed.why}.`))
  const checked = scenarioSchema.safeParse(parsed.value)
  if (checked.success) return { kind: "scenario", scenario: checked.data }
  const [issue] = checked.error.issues
  const where = issue === undefined || issue.path.length === 0 ? "" : ` at ${issue.path.join(".")}`
  return bad(
    unfitting(
      `${path} is no scenario${where}: ${issue?.message ?? "unknown form"}.`,
      "`for-loop schema scenario` prints its form.",
    ),
  )
}

function parse(text: string): { kind: "value"; value: unknown } | { kind: "broken"; why: string } {
  try {
    return { kind: "value", value: JSON.parse(text) }
  } catch (error) {
    return { kind: "broken", why: error instanceof Error ? error.message : String(error) }
  }
}

function bad(problem: Problem): ReadScenario {
  return { kind: "problem", problem }
}
