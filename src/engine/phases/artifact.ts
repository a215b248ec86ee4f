import { excerpt } from "../../loop/excerpt.ts"
import { plural } from "../../loop/plural.ts"
import type { LoopState } from "../../loop/state.ts"
import { bothEndsOf } from "../../verify/fit.ts"
import { redactFully } from "../../verify/redact-fully.ts"
import { sanitise } from "../../verify/sanitise.ts"
import type { Listed } from "./findings.ts"
import type { Measured } from "./measured.ts"
import { type PhaseName, phaseNames, phaseOf } from "./phase.ts"

export type Left = {
  readonly phase: PhaseName
  readonly turn: number
  readonly state: LoopState
  readonly model: string | null
  readonly measured: Measured
  /** What changed in this visit of the phase, in words; null = not known. */
  readonly changed: string | null
  readonly tree: "unchanged" | "changed"
  readonly listed: Listed | null
  /** Where it goes from here, in one sentence. */
  readonly then: string
  /** The agent's last message as `cleanMessage` gives it. */
  readonly said: string
}

const saidBytes = 24 * 1024
const mostFailing = 30
const said = "## What the agent wrote"

/** The agent's last message, fit to be kept: no control sequences, no secrets. */
export async function cleanMessage(message: string): Promise<string> {
  return (await redactFully(sanitise(message).text)).trim()
}

/**
 * The exit evidence of one phase as Markdown: first what the loop measured, then what the agent wrote, quoted line by line
 * so that it cannot speak as if it were the loop.
 */
export function artifactText(left: Left): string {
  const { phase, turn, state, model } = left
  const { number } = phaseOf(phase)
  const by = model === null ? "" : `, ${code(model)}`
  const parts = [
    `# Phase ${number} of ${phaseNames.length}: ${phase}`,
    `Loop ${state.id}, turn ${turn}, iteration ${state.iteration} of ${state.settings.maxIterations}${by}.`,
    "## What the loop measured",
    list(facts(left)),
    ...(left.listed === null ? [] : ["## Findings", findings(left.listed)]),
    "## What follows",
    left.then,
    said,
    left.said === "" ? "Nothing." : quoted(bothEndsOf(left.said, saidBytes)),
  ]
  return `${parts.join("\n\n")}\n`
}

/** What the agent wrote in a kept artifact; empty when there is nothing. */
export function saidIn(artifact: string): string {
  const at = artifact.indexOf(`\n${said}\n`)
  if (at < 0) return ""
  const text = artifact.slice(at + said.length + 2).trim()
  return text.startsWith(">") ? text.replace(/^> ?/gm, "") : ""
}

function quoted(text: string): string {
  return text.replace(/^/gm, "> ").replace(/^> $/gm, ">")
}

function facts({ phase, measured, changed, tree }: Left): string[] {
  const { record, checks, blocking, weakened } = measured
  const reused = record.reused ? " (files unchanged since the last run, its result stands)" : ""
  const delta = `${record.fixed} fixed and ${record.added} new since the last turn`
  const moved =
    phaseOf(phase).tree === "fixed" && tree === "changed" ? " — this phase was to change none" : ""
  return [
    `Checks: ${record.verdict}${reused}`,
    ...checks.map(checkLine),
    `Failures that decide: ${record.failing}; ${delta}`,
    ...blocking.slice(0, mostFailing).map((id) => `Failing: ${code(id)}`),
    ...(blocking.length > mostFailing ? [`… and ${blocking.length - mostFailing} more`] : []),
    `Files changed in this phase: ${changed === null ? tree : escaped(changed)}${moved}`,
    integrity(measured),
    ...weakened
      .slice(0, mostFailing)
      .map(({ place, why }) => `Weakened: ${code(place)}: ${escaped(excerpt(why, 300))}`),
    `Checkpoint: ${record.checkpoint === null ? "none" : code(record.checkpoint)}`,
  ]
}

function checkLine({ command, end, exitCode, counts }: Measured["checks"][number]): string {
  const exit = exitCode === null ? "" : ` (exit code ${exitCode})`
  const tests =
    counts === null ? "" : `, ${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped`
  return `${code(command)}: ${end}${exit}${tests}`
}

/** The gate is asked at green only; a red run cannot be bought. */
function integrity({ record, weakened }: Measured): string {
  if (record.verdict !== "green") return "Integrity gate: not asked, it is asked when the checks pass"
  if (weakened.length === 0) return "Integrity gate: intact"
  const approved = weakened.length - record.findings
  return `Integrity gate: ${plural(weakened.length, "finding")}, ${Math.max(0, approved)} of them approved or of low weight`
}

function findings(listed: Listed): string {
  if (listed.kind === "unreadable") return `The list could not be read: ${escaped(listed.why)}.`
  if (listed.findings.length === 0) return "None."
  return list(
    listed.findings.map(({ id, severity, what, where }) => {
      return `${severity} ${code(id)}${where === "" ? "" : ` ${code(where)}`}: ${escaped(what)}`
    }),
  )
}

function list(items: readonly string[]): string {
  return items.map((item) => `- ${item}`).join("\n")
}

function code(text: string): string {
  return `\`${excerpt(text, 300).replaceAll("`", "'")}\``
}

function escaped(text: string): string {
  return text.replace(/[\\`*_[\]<>|#]/g, "\\$&")
}
