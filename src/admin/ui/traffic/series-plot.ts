import uPlot from "uplot"
import { watchTheme } from "../../../dashboard/ui/around/watch-theme.ts"
import { type Figure, type FigureLine, mostRows } from "./figures.ts"

type Ink = Readonly<Record<"good" | "bad" | "grid" | "text", string>> & { readonly series: readonly string[] }

/** One plot over time; the pointer shows the numbers of a moment, in every plot of the page at once. */
export class SeriesPlot extends HTMLElement {
  #figure: Figure | null = null
  #chart: uPlot | null = null
  /** What the chart was built for: other lines need another one. */
  #shape = ""
  #ink: Ink | null = null
  readonly #size = new ResizeObserver(() => this.#fit())
  #unwatch: () => void = () => {}

  set figure(figure: Figure) {
    const same = this.#figure !== null && sameNumbers(this.#figure, figure)
    this.#figure = figure
    if (!this.isConnected || same) return
    if (this.#chart !== null && this.#shape === shapeOf(figure)) this.#chart.setData(columns(figure))
    else this.#rebuild()
  }

  connectedCallback(): void {
    this.#size.observe(this)
    this.#unwatch = watchTheme(() => this.#recolour())
  }

  disconnectedCallback(): void {
    this.#size.disconnect()
    this.#unwatch()
    this.#chart?.destroy()
    this.#chart = null
  }

  #fit(): void {
    const { clientWidth: width, clientHeight: height } = this
    if (width === 0) return
    if (this.#chart === null) this.#rebuild()
    else this.#chart.setSize({ width, height })
  }

  #rebuild(): void {
    const figure = this.#figure
    const { clientWidth: width, clientHeight: height } = this
    if (figure === null || width === 0) return
    this.#chart?.destroy()
    this.#shape = shapeOf(figure)
    this.#ink = inkOf(this)
    this.#chart = new uPlot(this.#options(figure, width, height), columns(figure), this)
  }

  #recolour(): void {
    this.#ink = inkOf(this)
    this.#chart?.redraw(true)
  }

  #options(figure: Figure, width: number, height: number): uPlot.Options {
    const colour = (tone: FigureLine["tone"]) =>
      (typeof tone === "number" ? this.#ink?.series[tone] : this.#ink?.[tone]) ?? "gray"
    const grid = () => this.#ink?.grid ?? "gray"
    const text = () => this.#ink?.text ?? "gray"
    const bars = uPlot.paths.bars?.({ size: [0.8, 18], align: 1 })
    return {
      width,
      height,
      padding: [6, 4, 0, 0],
      legend: { show: false },
      cursor: { y: false, drag: { x: false, y: false }, points: { show: false }, sync: { key: "gateway" } },
      scales: {
        // The whole time that was asked for, also where only a part of it has numbers.
        x: { time: true, range: () => this.#span() },
        y: { range: (_, __, max) => [0, this.#top(max)] },
      },
      axes: [
        {
          stroke: text,
          grid: { show: false },
          ticks: { show: false },
          size: 20,
          gap: 3,
          space: 58,
          values: (_, splits) => splits.map((at) => clockOf(at * 1000, figure.stepMs)),
        },
        {
          stroke: text,
          grid: { stroke: grid, width: 1 },
          ticks: { show: false },
          size: (_, values) => Math.max(44, 8 + 7 * longest(values)),
          gap: 4,
          space: 26,
          values: (_, splits) => splits.map((value) => this.#figure?.format(value) ?? ""),
        },
      ],
      series: [
        {},
        ...drawn(figure).map(
          ({ tone, dashed }): uPlot.Series => ({
            ...(figure.look === "bars"
              ? { ...(bars === undefined ? {} : { paths: bars }), width: 0, fill: () => colour(tone) }
              : { width: dashed ? 1 : 1.75, stroke: () => colour(tone) }),
            ...(dashed ? { dash: [4, 3] } : {}),
            points: { show: figure.look === "lines" && !dashed, size: 3, width: 0, fill: () => colour(tone) },
          }),
        ),
      ],
      hooks: { setCursor: [(chart) => this.#tell(chart.cursor.idx ?? null)] },
    }
  }

  #span(): [number, number] {
    const { times = [], stepMs = 0 } = this.#figure ?? {}
    const [first = 0] = times
    return [first / 1000, ((times.at(-1) ?? first) + stepMs) / 1000]
  }

  #top(max: number): number {
    return Math.max(this.#figure?.least ?? 1, max * 1.08)
  }

  #tell(index: number | null): void {
    const figure = this.#figure
    const at = index === null ? undefined : figure?.times[index]
    const detail = figure === null || index === null || at === undefined ? "" : momentOf(figure, index, at)
    this.dispatchEvent(new CustomEvent("moment", { detail }))
  }
}

/** Characters of the longest label; uPlot hands over none where there is nothing to label. */
function longest(labels: readonly string[] | null): number {
  return Math.max(0, ...(labels ?? []).map((label) => label.length))
}

function momentOf(figure: Figure, index: number, at: number): string {
  const known = figure.lines.flatMap(({ name, values, dashed }) => {
    const value = values[index]
    return value === null || value === undefined || (value === 0 && figure.look === "bars") || dashed
      ? []
      : [`${name} ${figure.format(value)}`]
  })
  return [figure.timeOf(at), ...known].join(" · ")
}

/** Bars stand on each other: the tallest is drawn first, and each covers the lower part of those before it. */
function drawn(figure: Figure): readonly FigureLine[] {
  return figure.look === "bars" ? figure.lines.toReversed() : figure.lines
}

function columns(figure: Figure): uPlot.AlignedData {
  const times = figure.times.map((at) => at / 1000)
  if (figure.look === "lines") return [times, ...figure.lines.map(({ values }) => [...values])]
  const sums: (number | null)[][] = []
  const below = figure.times.map(() => 0)
  for (const { values } of figure.lines) {
    sums.push(
      values.map((value, at) => {
        if (value === null || value === 0) return null
        below[at] = (below[at] ?? 0) + value
        return below[at] ?? null
      }),
    )
  }
  return [times, ...sums.reverse()]
}

function shapeOf({ look, lines, stepMs }: Figure): string {
  return JSON.stringify([look, stepMs, lines.map(({ name, dashed }) => [name, dashed])])
}

function sameNumbers(old: Figure, young: Figure): boolean {
  return (
    old.times[0] === young.times[0] &&
    old.times.length === young.times.length &&
    shapeOf(old) === shapeOf(young) &&
    JSON.stringify(old.lines) === JSON.stringify(young.lines)
  )
}

function clockOf(at: number, stepMs: number): string {
  const day = stepMs >= 3_600_000
  const format: Intl.DateTimeFormatOptions = day
    ? { month: "short", day: "numeric" }
    : { hour: "2-digit", minute: "2-digit", hourCycle: "h23" }
  return new Intl.DateTimeFormat(document.documentElement.lang, format).format(at)
}

/** A canvas does not follow the theme; the colours are registered properties, so they arrive here as plain colours. */
function inkOf(element: HTMLElement): Ink {
  const style = getComputedStyle(element)
  const read = (name: string) => style.getPropertyValue(`--plot-${name}`)
  return {
    series: Array.from({ length: mostRows }, (_, at) => read(`series-${at}`)),
    good: read("good"),
    bad: read("bad"),
    grid: read("grid"),
    text: read("text"),
  }
}

customElements.define("series-plot", SeriesPlot)
