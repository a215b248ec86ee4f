import { html, nothing, type TemplateResult } from "lit"
import { fieldText } from "../../../dashboard/ui/around/field-text.ts"
import { type Grouping, groupings, type Range, ranges } from "../../model/view.ts"
import type { Scene } from "../scene.ts"
import type { Metric } from "../ui-state.ts"
import { figureOf, percent, successOf } from "./figures.ts"

const titles = {
  requests: "plotRequests",
  success: "plotSuccess",
  latency: "plotLatency",
  tokens: "plotTokens",
  cost: "plotCost",
} as const satisfies Record<Metric, string>

const rangeWords = {
  "1h": "range1h",
  "6h": "range6h",
  "24h": "range24h",
  "7d": "range7d",
  "30d": "range30d",
} as const satisfies Record<Range, string>

const groupWords = {
  model: "byModel",
  key: "byKey",
  credential: "byCredential",
  upstream: "byUpstream",
} as const satisfies Record<Grouping, string>

/** One plot a metric where there is room, else the chosen one. */
export function plots(scene: Scene, all: readonly Metric[]): TemplateResult {
  const { state, words, act } = scene
  return html`<section class="plots" aria-label=${words.say("tabTraffic")}>
    <div class="plot-controls">
      ${segments(
        words.say("range"),
        "range",
        ranges.map((range) => [range, words.say(rangeWords[range])]),
        state.range,
        (range) => act.set({ range, series: null }),
      )}
      <label class="by">
        <span class="soft">${words.say("by")}</span>
        <select @change=${(event: Event) => chooseGroup(scene, fieldText(event))}>
          ${groupings.map((by) => html`<option value=${by} ?selected=${by === state.by}>${words.say(groupWords[by])}</option>`)}
        </select>
      </label>
      <div class="metric-choice">
        ${segments(
          words.say("metric"),
          "metric",
          all.map((metric) => [metric, words.say(titles[metric])]),
          state.metric,
          (metric) => act.set({ metric }),
        )}
      </div>
    </div>
    <div class="figures">${all.map((metric) => figure(scene, metric))}</div>
  </section>`
}

function figure({ state, words, now }: Scene, metric: Metric): TemplateResult {
  const { series } = state
  const empty = series?.rows.every(({ requests }) => requests.every((n) => n === null || n === 0))
  const rate = metric === "success" && series !== null ? successOf(series) : null
  return html`<figure class="figure ${metric === state.metric ? "chosen" : ""}">
    <figcaption>
      <span class="label">${words.say(titles[metric])}</span>
      ${rate === null ? nothing : html`<span class="num small">${percent(rate, words)}</span>`}
      <span class="moment soft small cut" title=${metric === "latency" ? words.say("latencyLines") : nothing}></span>
    </figcaption>
    ${
      series === null || empty
        ? html`<p class="no-plot soft small">${empty ? words.say("nothingInRange") : ""}</p>`
        : html`<series-plot aria-hidden="true" .figure=${figureOf(metric, series, words, now)} @moment=${showMoment}></series-plot>`
    }
  </figure>`
}

/** Written straight into the page: the pointer moves more often than the page is drawn. */
function showMoment(event: Event): void {
  const plot = event.currentTarget
  if (!(plot instanceof Element) || !(event instanceof CustomEvent)) return
  const place = plot.parentElement?.querySelector(".moment")
  if (place !== null && place !== undefined) place.textContent = String(event.detail)
}

function chooseGroup({ act }: Scene, chosen: string): void {
  const by = groupings.find((one) => one === chosen)
  if (by !== undefined) act.set({ by, series: null })
}

/** A choice of a few, as radio buttons that look like one control. */
export function segments<Value extends string>(
  label: string,
  name: string,
  choices: readonly (readonly [value: Value, label: string])[],
  chosen: Value,
  choose: (value: Value) => void,
): TemplateResult {
  return html`<div class="field segments-field" role="radiogroup" aria-label=${label}>
    <div class="segments">
      ${choices.map(
        ([value, text]) => html`<label class="segment">
          <input type="radio" name=${name} .checked=${value === chosen} @change=${() => choose(value)} />
          <span>${text}</span>
        </label>`,
      )}
    </div>
  </div>`
}
