/** One family of samples in the OpenMetrics text format. Label sets beyond a bound are counted as `other`. */
export type Counter = { readonly add: (labels: LabelSet, by: number) => void; readonly text: () => string }
export type MetricHistogram = {
  readonly observe: (labels: LabelSet, value: number) => void
  readonly text: () => string
}
type Labels = Readonly<Record<string, string>>

/** Labels with the text they have in the format, for those who use the same again and again. */
export type LabelSet = { readonly labels: Labels; readonly text: string }

export function labelSet(labels: Labels): LabelSet {
  return { labels, text: labelText(labels) }
}

/** Content type of the whole text. */
export const metricsType = "application/openmetrics-text; version=1.0.0; charset=utf-8"

/** So many series a family may have: names of models come from outside. */
const mostSeries = 100

/** `name` without `_total`. */
export function createCounter(name: string, help: string): Counter {
  const series = new Map<string, number>()
  return {
    add: (labels, by) => {
      if (by < 0 || !Number.isFinite(by)) return
      const key = seriesKey(labels, series)
      series.set(key, (series.get(key) ?? 0) + by)
    },
    text: () => counterText(name, help, [...series]),
  }
}

/** A counter or gauge whose one value is known elsewhere. */
export function singleText(kind: "counter" | "gauge", name: string, help: string, value: number): string {
  return kind === "counter"
    ? counterText(name, help, [["", value]])
    : `# TYPE ${name} gauge\n# HELP ${name} ${help}\n${name} ${value}\n`
}

/** `bounds` rise; `unit` is the end of the name where the family has one. */
export function createHistogram(
  name: string,
  help: string,
  bounds: readonly number[],
  unit: string | null,
): MetricHistogram {
  const series = new Map<string, { readonly counts: number[]; sum: number; count: number }>()
  return {
    observe: (labels, value) => {
      if (value < 0 || !Number.isFinite(value)) return
      const key = seriesKey(labels, series)
      const one = series.get(key) ?? { counts: bounds.map(() => 0), sum: 0, count: 0 }
      series.set(key, one)
      one.sum += value
      one.count += 1
      const at = bounds.findIndex((bound) => value <= bound)
      if (at >= 0) one.counts[at] = (one.counts[at] ?? 0) + 1
    },
    text: () => {
      const lines = [`# TYPE ${name} histogram`]
      if (unit !== null) lines.push(`# UNIT ${name} ${unit}`)
      lines.push(`# HELP ${name} ${help}`)
      for (const [labels, { counts, sum, count }] of series) {
        let below = 0
        for (const [at, bound] of bounds.entries()) {
          below += counts[at] ?? 0
          lines.push(`${name}_bucket${braced(labels, `le="${canonical(bound)}"`)} ${below}`)
        }
        lines.push(`${name}_bucket${braced(labels, 'le="+Inf"')} ${count}`)
        lines.push(`${name}_count${braced(labels, "")} ${count}`, `${name}_sum${braced(labels, "")} ${sum}`)
      }
      return `${lines.join("\n")}\n`
    },
  }
}

function counterText(
  name: string,
  help: string,
  series: readonly (readonly [labels: string, value: number])[],
): string {
  const lines = series.map(([labels, value]) => `${name}_total${braced(labels, "")} ${value}`)
  return [`# TYPE ${name} counter`, `# HELP ${name} ${help}`, ...lines, ""].join("\n")
}

function seriesKey({ labels, text }: LabelSet, series: ReadonlyMap<string, unknown>): string {
  if (series.has(text) || series.size < mostSeries) return text
  return labelText(Object.fromEntries(Object.keys(labels).map((name) => [name, "other"])))
}

function labelText(labels: Labels): string {
  let text = ""
  for (const name in labels) text += `${text === "" ? "" : ","}${name}="${escaped(labels[name] ?? "")}"`
  return text
}

const special = /[\\"\n]/

function escaped(value: string): string {
  if (!special.test(value)) return value
  return value.replaceAll("\\", "\\\\").replaceAll('"', '\\"').replaceAll("\n", "\\n")
}

function braced(labels: string, more: string): string {
  const all = [labels, more].filter((each) => each !== "").join(",")
  return all === "" ? "" : `{${all}}`
}

function canonical(bound: number): string {
  return Number.isInteger(bound) ? `${bound}.0` : String(bound)
}
