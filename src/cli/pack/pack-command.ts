import { resolve } from "node:path"
import { folderOf } from "../../control/folder-of.ts"
import { accessOf } from "../../engine/backends/gemini/access.ts"
import { type CountExactly, type Pack, packCodebase } from "../../engine/pack/pack.ts"
import { GitError } from "../../git/git-error.ts"
import type { LoopState } from "../../loop/state.ts"
import { replaceFile } from "../../system/files.ts"
import { type Given, isGiven, numberGiven, textGiven } from "../arguments.ts"
import type { CliContext } from "../context.ts"
import { findLoop, findState, readState } from "../loops/find-loop.ts"
import { outputFile } from "../output-file.ts"
import type { Outputs } from "../output-schema.ts"
import { personOf } from "../person-of.ts"
import { unfitting } from "../problem.ts"
import { problemOf } from "../problem-of.ts"
import { failed, output, type Problem, type Result } from "../result.ts"
import { manifestText, summaryLines } from "./pack-text.ts"

type PackView = Outputs["pack"]

const defaultBudget = 900_000
/** Names the vocabulary that the service counts with. */
const countedFor = "gemini-2.5-pro"

/** `for-loop pack`: the code base as one text that fits a model's window, the most useful files first chosen. */
export async function runPack(given: Given, context: CliContext): Promise<Result> {
  const place = folderOf(personOf(context), resolve(context.cwd, textGiven(given, "workspace") ?? "."))
  if (place.kind === "refused") return failed(problemOf(place, "pack"))
  const target = outputFile(given, context, "pack", "output")
  if (target.kind === "problem") return target
  const loop = loopOf(given, context)
  if (loop.kind === "problem") return failed(loop.problem)
  const pack = await packed(given, context, place.folder, loop.state)
  if (pack.kind === "problem") return failed(pack.problem)
  const file = target.path
  if (file !== null) replaceFile(file, pack.pack.text)
  const view = viewOf(given, place.folder, loop.state, file, pack.pack)
  if (isGiven(given, "json") || isGiven(given, "manifest")) return output(view, manifestText)
  for (const line of summaryLines(view)) context.terminal.progress(line)
  if (file === null) context.terminal.write(pack.pack.text)
  return { kind: "printed", exitCode: 0 }
}

type ChosenLoop =
  | { readonly kind: "loop"; readonly state: LoopState | null }
  | { readonly kind: "problem"; readonly problem: Problem }

/** The loop that was named, else the one that works here now. */
function loopOf(given: Given, context: CliContext): ChosenLoop {
  const id = textGiven(given, "loop")
  if (id !== null) {
    const found = findState(context, id)
    return found.kind === "problem" ? found : { kind: "loop", state: found.state }
  }
  const found = findLoop(context, null, "unfinished")
  const read = found.kind === "found" ? readState(context, found) : null
  const isWorking = read?.kind === "state" && read.state.status !== "ended"
  return { kind: "loop", state: isWorking ? read.state : null }
}

type Packed =
  | { readonly kind: "packed"; readonly pack: Pack }
  | { readonly kind: "problem"; readonly problem: Problem }

async function packed(
  given: Given,
  { home, env, now }: CliContext,
  workspace: string,
  loop: LoopState | null,
): Promise<Packed> {
  const selection = { include: textsGiven(given, "include"), exclude: textsGiven(given, "exclude") }
  const budget = numberGiven(given, "budget") ?? defaultBudget
  const countExactly = isGiven(given, "estimate") ? null : await counterOf(env)
  try {
    const order = { workspace, home, env, now: now(), budget, selection, loop, countExactly }
    return { kind: "packed", pack: await packCodebase(order) }
  } catch (fault) {
    if (!(fault instanceof GitError)) throw fault
    const next = "Repair the repository (`git status` tells), then try again."
    return { kind: "problem", problem: unfitting(fault.message, next) }
  }
}

/** The API's client is heavy: it is loaded only where a key of the environment says that it will be used. */
async function counterOf(env: NodeJS.ProcessEnv): Promise<CountExactly | null> {
  const access = accessOf(env)
  if (access.kind === "none") return null
  const { exactCounter } = await import("../../engine/pack/count-exactly.ts")
  return exactCounter(access, env, countedFor)
}

function viewOf(
  given: Given,
  workspace: string,
  loop: LoopState | null,
  file: string | null,
  pack: Pack,
): PackView {
  return {
    workspace,
    loop: loop?.id ?? null,
    budget: numberGiven(given, "budget") ?? defaultBudget,
    tokens: pack.tokens,
    basis: pack.basis,
    output: file,
    text: file === null && !isGiven(given, "manifest") ? pack.text : null,
    kept: pack.kept,
    files: pack.files.map(({ path, why, tokens, cut, redacted }) => ({
      path,
      why,
      tokens,
      part: cut ? "ends" : "whole",
      secrets: redacted ? "redacted" : "none",
    })),
    leftOut: [...pack.leftOut],
    notes: [...pack.notes],
  }
}

function textsGiven(given: Given, name: string): string[] {
  return given.options.flatMap((option) =>
    option.name === name && option.kind === "text" ? [option.value] : [],
  )
}
