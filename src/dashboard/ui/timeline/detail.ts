import { html, nothing, type TemplateResult } from "lit"
import type { IterationDetail, LoopCard } from "../../model/view.ts"
import type { WordKey } from "../../model/words/words.ts"
import { button } from "../around/button.ts"
import { icon } from "../icons.ts"
import { blocker } from "../loop/blocker.ts"
import { findingView } from "../loop/findings.ts"
import type { Scene } from "../scene.ts"
import { rowKey } from "../ui-state.ts"
import { readDetail } from "./open-row.ts"

type May = { readonly canDiff: boolean; readonly canRestore: boolean }
type Check = IterationDetail["checks"][number]

/** Ends that neither the numbers nor the exit code tell. */
const ends: Readonly<Record<string, WordKey>> = {
  timeout: "endTimeout",
  killed: "endKilled",
  infrastructure: "endInfrastructure",
  "not-run": "endNotRun",
}

/** What an open row shows: checks with their failures, findings, notes, and what the agent was told. */
export function detail(scene: Scene, loop: LoopCard, n: number, may: May): TemplateResult {
  const { words, state, act } = scene
  const key = rowKey(loop.id, n)
  const found = state.details[key]
  // A row that was open when the page went away has to be read again.
  if (found === undefined && !act.busy({ kind: "iteration", loop: loop.id, n }))
    queueMicrotask(() => readDetail(scene, loop.id, n))
  const diff = { kind: "diff", loop: loop.id, n } as const
  const log = { kind: "open-log", loop: loop.id, n } as const
  const hasLog = found?.kind === "detail" && found.detail.checks.some((check) => check.log)
  return html`<div class="detail">
    ${content(scene, loop, n)}
    <p class="buttons">
      ${may.canDiff ? button({ label: words.say("openDiff"), icon: "diff", busy: act.busy(diff), onClick: () => act.ask(diff) }) : nothing}
      ${hasLog ? button({ label: words.say("viewLog"), icon: "output", busy: act.busy(log), onClick: () => act.ask(log) }) : nothing}
      ${may.canRestore ? button({ label: words.say("restore"), icon: "discard", onClick: () => act.set({ restoring: key }) }) : nothing}
    </p>
  </div>`
}

function content(scene: Scene, loop: LoopCard, n: number): TemplateResult {
  const { words, state } = scene
  const found = state.details[rowKey(loop.id, n)]
  const row = loop.iterations.find((iteration) => iteration.n === n)
  if (found === undefined || found.kind === "loading")
    return html`<p class="soft">${words.say("detailLoading")}</p>`
  if (found.kind === "refused") return html`<p class="soft">${found.message}</p>`
  const { checks, findings, notes, digest } = found.detail
  return html`
    ${row === undefined ? nothing : html`<p class="soft small">${words.say("rowTook", { time: words.duration(row.durationMs), checks: words.duration(row.checkMs) })}</p>`}
    ${checks.map((check) => checkView(scene, loop.id, check))}
    ${findings.map((finding) => findingView(scene, loop.id, finding))}
    ${notes.length === 0 ? nothing : html`<ul class="notes soft">${notes.map((note) => html`<li>${note}</li>`)}</ul>`}
    ${digest === "" ? nothing : html`<details><summary>${words.say("digest")}</summary><pre class="digest" tabindex="0">${digest}</pre></details>`}
  `
}

function checkView(scene: Scene, loop: string, check: Check): TemplateResult {
  const { words } = scene
  const green = check.end === "passed"
  const end = ends[check.end]
  const numbers = [
    ...(check.passed === null ? [] : [words.say("checkPassed", { n: check.passed })]),
    ...(check.failed === null || check.failed === 0 ? [] : [words.say("checkFailed", { n: check.failed })]),
    ...(check.skipped === null || check.skipped === 0
      ? []
      : [words.say("checkSkipped", { n: check.skipped })]),
    ...(check.exitCode === null || green ? [] : [words.say("checkExit", { n: check.exitCode })]),
    ...(end === undefined ? [] : [words.say(end)]),
    words.duration(check.durationMs),
  ]
  return html`<div class="check">
    <p class="check-head">${green ? icon("pass", "good") : icon("error", "bad")}<code>${check.command}</code></p>
    <p class="soft small">${numbers.join(" · ")}</p>
    ${check.note === null ? nothing : html`<p class="soft">${check.note}</p>`}
    ${check.failures.map((failure) => blocker(scene, loop, failure))}
  </div>`
}
