import { accessReport } from "../../engine/auth/access-report.ts"
import type { StorePlace } from "../../secrets/stores.ts"
import { type Given, isGiven } from "../arguments.ts"
import type { CliContext } from "../context.ts"
import type { Outputs } from "../output-schema.ts"
import type { Paint } from "../paint.ts"
import { refusedExit, wrongUsage } from "../problem.ts"
import { failed, output, type Result } from "../result.ts"
import { keepKey, removeKey } from "./kept-key.ts"

type Auth = Extract<Outputs["auth"], { action: "show" }>
type Access = Auth["backends"][number]

/** `for-loop auth [--check]`, `for-loop auth set gemini [--file]`, `for-loop auth remove gemini`. */
export async function runAuth(given: Given, context: CliContext): Promise<Result> {
  const [verb, account] = given.words
  const place: StorePlace = { home: context.home, env: context.env, platform: process.platform }
  if (verb === undefined) return await show(given, place)
  if (verb !== "set" && verb !== "remove")
    return failed(wrongUsage("auth", "`for-loop auth` knows `set gemini` and `remove gemini`."))
  if (account !== "gemini")
    return failed(wrongUsage("auth", `Say whose key: \`for-loop auth ${verb} gemini\`.`))
  if (isGiven(given, "check"))
    return failed(wrongUsage("auth", "--check stands alone: `for-loop auth --check`."))
  if (verb === "set") return await keepKey(place, isGiven(given, "file") ? "file" : "system")
  if (isGiven(given, "file"))
    return failed(wrongUsage("auth", "--file goes with `for-loop auth set gemini`."))
  return await removeKey(place)
}

/** Exit code 1 where no backend could work, or one that is set up was refused. */
async function show(given: Given, place: StorePlace): Promise<Result> {
  if (isGiven(given, "file"))
    return failed(wrongUsage("auth", "--file goes with `for-loop auth set gemini`."))
  const backends = await accessReport(place, isGiven(given, "check") ? "services" : "local")
  const usable = backends.some(({ access }) => access !== "none")
  const refused = backends.some(({ proof }) => proof.kind === "refused")
  const value: Auth = { action: "show", backends: [...backends] }
  return output(value, authText, usable && !refused ? 0 : refusedExit)
}

function authText({ backends }: Auth, paint: Paint): string {
  return `${backends.map((one) => lines(one, paint).join("\n")).join("\n")}\n`
}

function lines(one: Access, paint: Paint): string[] {
  const indent = " ".repeat(10)
  const next = one.next ?? (one.proof.kind === "refused" ? one.proof.next : null)
  const vertex = one.backend === "gemini" ? one.vertex : null
  return [
    `${paint("bold", one.backend.padEnd(8))}${markOf(one, paint)} ${one.what}`,
    ...(one.access === "none" ? [] : [`${indent}${proofText(one.proof)}`]),
    ...(vertex === null
      ? []
      : [`${indent}least that is needed: ${vertex.role} with the scope ${vertex.scope}`]),
    ...(next === null ? [] : [`${indent}${next}`]),
  ]
}

function markOf({ access, proof }: Access, paint: Paint): string {
  if (access === "none") return paint("dim", "–")
  if (proof.kind === "proven") return paint("green", "✓")
  return proof.kind === "refused" ? paint("red", "✗") : paint("dim", "?")
}

function proofText(proof: Access["proof"]): string {
  switch (proof.kind) {
    case "proven":
      return `proven: ${proof.what}`
    case "refused":
      return `refused: ${proof.why}`
    case "not-tried":
      return `not tried: ${proof.why}`
    default:
      return proof satisfies never
  }
}
