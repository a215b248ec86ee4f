import { html, nothing, type TemplateResult } from "lit"
import type { IterationRow, LoopCard } from "../../model/view.ts"
import { iconButton } from "../around/button.ts"
import { type IconName, icon } from "../icons.ts"
import type { Tone } from "../loop/look.ts"
import { restoreAsk } from "../loop/restore-ask.ts"
import type { Scene } from "../scene.ts"
import { rowKey } from "../ui-state.ts"
import { detail } from "./detail.ts"
import { toggleRow } from "./open-row.ts"

export type RowOrder = {
  readonly index: number
  readonly count: number
  /** Null = the start. */
  readonly iteration: IterationRow | null
  readonly tabStop: boolean
}

/** A row of the timeline: what the iteration changed, what it cost in time, and the ways to its diff and back to it. */
export function timelineRow(scene: Scene, loop: LoopCard, order: RowOrder): TemplateResult {
  const { words, state, act } = scene
  const n = order.iteration?.n ?? 0
  const key = rowKey(loop.id, n)
  const open = state.openRows.includes(key)
  const { name, tone } = verdictIcon(loop, order.iteration)
  const canRestore =
    loop.actions.includes("restore") && (order.iteration?.checkpoint ?? loop.checkpoints.kind === "kept")
  const canDiff = hasDiff(loop, order.iteration)
  const diff = { kind: "diff", loop: loop.id, n } as const
  return html`<div
    class="row ${open ? "open" : ""}"
    role="listitem"
    data-key=${key}
    aria-setsize=${order.count}
    aria-posinset=${order.index + 1}
  >
    <div class="row-head ${n === 0 ? "of-start" : ""}">
      <button
        type="button"
        class="row-main"
        data-row=${order.index}
        aria-expanded=${open ? "true" : "false"}
        tabindex=${order.tabStop ? "0" : "-1"}
        @focus=${() => (state.currentRow === key ? undefined : act.set({ currentRow: key }))}
        @click=${() => toggleRow(scene, loop, n)}
      >
        <span class="row-n num">${n}</span>
        ${icon(name, tone)}
        <span class="row-what">${n === 0 ? start(scene, loop) : changes(scene, order.iteration)}</span>
        <span class="row-time soft num">${order.iteration === null ? nothing : words.clock(order.iteration.durationMs)}</span>
        <span class="row-diff soft">${order.iteration === null ? nothing : facts(scene, order.iteration)}</span>
      </button>
      <span class="row-actions">
        ${canDiff ? iconButton({ icon: "diff", label: words.say("openDiffOf", { n }), busy: act.busy(diff), skipped: true, onClick: () => act.ask(diff) }) : nothing}
        ${
          canRestore
            ? iconButton({
                icon: "discard",
                label: n === 0 ? words.say("restoreStart") : words.say("restoreOf", { n }),
                skipped: true,
                onClick: () => act.set({ restoring: key }),
              })
            : nothing
        }
      </span>
    </div>
    ${state.restoring === key ? restoreAsk(scene, loop, n) : nothing}
    ${open ? detail(scene, loop, n, { canDiff, canRestore: canRestore && state.restoring !== key }) : nothing}
  </div>`
}

/** Whether there is a diff to look at; that an iteration changed no file is said in its row. */
export function hasDiff({ checkpoints }: LoopCard, row: IterationRow | null): boolean {
  return checkpoints.kind === "kept" && row !== null && row.checkpoint && row.diff?.files !== 0
}

function start({ words }: Scene, { baseline, checks }: LoopCard): TemplateResult {
  const state =
    checks.length === 0 || baseline.verdict === "unknown"
      ? words.say("failingUnknown")
      : baseline.failing === 0
        ? words.say("rowGreen")
        : words.say("rowRed", { n: baseline.failing })
  return html`<span>${words.say("baselineRow")}</span><span class="soft">${state}</span>`
}

function changes({ words }: Scene, row: IterationRow | null): TemplateResult | typeof nothing {
  if (row === null) return nothing
  const state =
    row.verdict === "green"
      ? words.say("rowGreen")
      : row.verdict === "red"
        ? words.say("rowRed", { n: row.failing })
        : words.say(row.verdict === "unchecked" ? "rowUnchecked" : "rowInconclusive")
  const moved = row.fixed > 0 || row.added > 0
  return html`<span>${state}</span>
    ${row.fixed > 0 ? html`<span class="plus">${words.say("deltaFixed", { n: row.fixed })}</span>` : nothing}
    ${row.added > 0 ? html`<span class="minus">${words.say("deltaNew", { n: row.added })}</span>` : nothing}
    ${!moved && row.verdict === "red" ? html`<span class="soft">${words.say("rowSame")}</span>` : nothing}
    ${row.flaky > 0 ? html`<span class="warn-text">${words.say("deltaFlaky", { n: row.flaky })}</span>` : nothing}`
}

function facts({ words }: Scene, row: IterationRow): TemplateResult {
  const { diff } = row
  const notes = [
    ...(row.findings > 0 ? [words.count("rowFindings", row.findings)] : []),
    ...(row.claim === "promise" ? [words.say("rowClaim")] : []),
    ...(row.claim === "blocked" ? [words.say("rowBlocked")] : []),
    ...(row.reused ? [words.say("rowReused")] : []),
  ]
  const files =
    diff === null
      ? nothing
      : diff.files === 0
        ? html`<span>${words.say("rowNoDiff")}</span>`
        : html`<span>${words.count("rowFiles", diff.files)} <span class="plus num">+${diff.added}</span> <span class="minus num">−${diff.removed}</span></span>`
  return html`${files}${notes.map((note) => html`<span class="cut">${note}</span>`)}`
}

function verdictIcon(loop: LoopCard, row: IterationRow | null): { name: IconName; tone: Tone } {
  const verdict = row === null ? loop.baseline.verdict : row.verdict
  // Green, but perhaps only because a test was weakened.
  if (verdict === "green" && row !== null && row.findings > 0) return { name: "shield", tone: "warn" }
  if (verdict === "green") return { name: "pass", tone: "good" }
  if (verdict === "red")
    return { name: "error", tone: row !== null && row.fixed > 0 && row.added === 0 ? "warn" : "bad" }
  return { name: "question", tone: "quiet" }
}
