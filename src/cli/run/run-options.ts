import { resolve } from "node:path"
import type { BreakerRules } from "../../breaker/health.ts"
import { type BackendName, backendNames } from "../../engine/backend.ts"
import type { Scenario } from "../../engine/backends/scripted/scenario-schema.ts"
import { type Given, isGiven, numberGiven, textGiven } from "../arguments.ts"
import type { CliContext } from "../context.ts"
import { outputFile } from "../output-file.ts"
import { wrongUsage } from "../problem.ts"
import type { Problem } from "../result.ts"
import { readScenario } from "./scenario-file.ts"

/** The options of `for-loop run` that are not the loop's own. */
export type RunOptions = {
  readonly kind: "options"
  readonly backend: BackendName | null
  /** In the order in which they are tried. */
  readonly models: readonly string[]
  /** Model of the phases that review; null = the one that works. */
  readonly reviewerModel: string | null
  readonly scenario: Scenario | null
  /** Absolute paths. */
  readonly attachments: readonly string[]
  readonly resume: string | null
  /** `auto`: conversations with the Gemini API begin with the packed code base. */
  readonly pack: "auto" | "off"
  /** Values of the breakers of the services, where the user named any. */
  readonly breaker: Partial<BreakerRules>
  /** Caps of all loops together in US dollars; null = the user's or the mode's. */
  readonly daily: number | null
  readonly weekly: number | null
  /** Absolute path of the Markdown report to write at the end. */
  readonly report: string | null
}

/** Decodes them; what contradicts itself comes back as one sentence. */
export function readRunOptions(
  given: Given,
  context: Pick<CliContext, "cwd">,
): RunOptions | { readonly kind: "problem"; readonly problem: Problem } {
  const wrong = (message: string): { kind: "problem"; problem: Problem } => ({
    kind: "problem",
    problem: wrongUsage("run", message),
  })
  const backend = backendNames.find((name) => name === textGiven(given, "backend")) ?? null
  const file = textGiven(given, "scenario")
  const read = file === null ? null : readScenario(context.cwd, file)
  if (read?.kind === "problem") return read
  if (backend === "scripted" && read === null) return wrong("--backend scripted needs --scenario FILE.")
  const gateway = isGiven(given, "gateway")
  if (gateway && ((backend !== null && backend !== "gemini") || read !== null))
    return wrong("--gateway is for calls to the Gemini API; it goes with --backend gemini or none.")
  const resume = textGiven(given, "resume")
  if (resume !== null && given.words.length > 0)
    return wrong("--resume takes up a loop with its own task; give no other.")
  const reviewerModel = textGiven(given, "reviewer-model")
  if (reviewerModel !== null && resume === null && !isGiven(given, "phases"))
    return wrong("--reviewer-model names who reviews in a loop with --phases; give both.")
  if (resume !== null && textGiven(given, "attach") !== null)
    return wrong("--attach goes with a new task; --resume has its own files.")
  const report = outputFile(given, context, "run", "report")
  if (report.kind === "problem") return report
  return {
    kind: "options",
    backend: backend ?? (gateway ? "gemini" : read === null ? null : "scripted"),
    models: textsGiven(given, "model"),
    reviewerModel,
    scenario: read?.scenario ?? null,
    attachments: textsGiven(given, "attach").map((path) => resolve(context.cwd, path)),
    resume,
    pack: isGiven(given, "pack") ? "auto" : "off",
    breaker: breakerOf(given),
    daily: numberGiven(given, "budget-daily"),
    weekly: numberGiven(given, "budget-weekly"),
    report: report.path,
  }
}

function breakerOf(given: Given): Partial<BreakerRules> {
  const failures = numberGiven(given, "breaker-failures")
  const cooldown = numberGiven(given, "breaker-cooldown")
  return {
    ...(failures === null ? {} : { failures }),
    ...(cooldown === null ? {} : { cooldownMs: cooldown * 1000 }),
  }
}

function textsGiven(given: Given, name: string): string[] {
  return given.options.flatMap((option) =>
    option.name === name && option.kind === "text" ? [option.value] : [],
  )
}
