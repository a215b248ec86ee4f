import { html, nothing, type TemplateResult } from "lit"
import type { SeriesRow } from "../../model/view.ts"
import type { Scene } from "../scene.ts"
import { latency, money, percent, shownRows, summed, sumOf } from "./figures.ts"

/** The same as the plots in numbers, and which colour is whose. */
export function summary({ state, words }: Scene): TemplateResult | typeof nothing {
  const { series } = state
  if (series === null || series.rows.length === 0) return nothing
  const rows = shownRows(series, words)
  const cells = (row: SeriesRow) => {
    const requests = sumOf(row.requests) ?? 0
    const tokens = sumOf([sumOf(row.inputTokens), sumOf(row.outputTokens)])
    const usd = sumOf(row.usd)
    const none = words.say("none")
    const p50 = typical(row.p50, row.requests)
    const p95 = highest(row.p95)
    return html`<td class="num">${words.number(requests)}</td>
      <td class="num">${requests === 0 ? none : percent(1 - (sumOf(row.failed) ?? 0) / requests, words)}</td>
      <td class="num wide">${p50 === null ? none : latency(p50, words)}</td>
      <td class="num wide">${p95 === null ? none : latency(p95, words)}</td>
      <td class="num wide">${tokens === null ? none : words.short(tokens)}</td>
      <td class="num">${usd === null ? none : money(usd, words)}</td>`
  }
  return html`<table class="sums" aria-label=${words.say("summary")}>
    <thead>
      <tr>
        <th scope="col"><span class="unseen">${words.say("name")}</span></th>
        <th scope="col" class="num">${words.say("colRequests")}</th>
        <th scope="col" class="num">${words.say("colSuccess")}</th>
        <th scope="col" class="num wide">${words.say("colMedian")}</th>
        <th scope="col" class="num wide">${words.say("colSlow")}</th>
        <th scope="col" class="num wide">${words.say("colTokens")}</th>
        <th scope="col" class="num">${words.say("colCost")}</th>
      </tr>
    </thead>
    <tbody>
      ${rows.map(
        (row, tone) => html`<tr>
          <th scope="row"><span class="named" title=${row.name}><svg class="swatch series-${tone}" viewBox="0 0 10 10" aria-hidden="true"><rect width="10" height="10" rx="2" /></svg><span class="cut">${row.name}</span></span></th>
          ${cells(row)}
        </tr>`,
      )}
      ${rows.length < 2 ? nothing : html`<tr class="all"><th scope="row">${words.say("total")}</th>${cells(summed("", series.rows))}</tr>`}
    </tbody>
  </table>`
}

/** The median of a row over the whole time: of its steps, each counted by its requests. */
function typical(values: readonly (number | null)[], weights: readonly (number | null)[]): number | null {
  const known = values.flatMap((value, at) => (value === null ? [] : [{ value, weight: weights[at] ?? 1 }]))
  const half = known.reduce((sum, { weight }) => sum + weight, 0) / 2
  let passed = 0
  for (const { value, weight } of known.toSorted((one, other) => one.value - other.value)) {
    passed += weight
    if (passed >= half) return value
  }
  return null
}

function highest(values: readonly (number | null)[]): number | null {
  const known = values.filter((value) => value !== null)
  return known.length === 0 ? null : Math.max(...known)
}
