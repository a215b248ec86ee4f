import uPlot from "uplot"
import { watchTheme } from "../around/watch-theme.ts"
import type { PlotData, PlotPoint } from "./plot-data.ts"

type Ink = Readonly<Record<"bar" | "now" | "good" | "flaky" | "line" | "grid" | "text", string>>

/** Widths from which there is room for axes; below it only the bars speak. */
const roomyPx = 420

/** Room for as many bars from the start, so that the first ones do not jump about. */
const fewest = 6

/** The burn-down: one bar per iteration, the start as a dotted line, flaky ones hatched. `pick` tells a chosen iteration. */
export class LoopPlot extends HTMLElement {
  #data: PlotData | null = null
  #chart: uPlot | null = null
  #tip: HTMLElement | null = null
  #roomy = false
  #ink: Ink | null = null
  readonly #size = new ResizeObserver(() => this.#fit())
  #unwatch: () => void = () => {}

  set data(data: PlotData) {
    const same = this.#data !== null && sameBars(this.#data.points, data.points)
    this.#data = data
    if (!this.isConnected || same) return
    if (this.#chart === null) this.#fit()
    else this.#chart.setData(columns(data))
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
    const data = this.#data
    const { clientWidth: width, clientHeight: height } = this
    if (data === null || width === 0) return
    const roomy = width >= roomyPx
    if (this.#chart !== null && roomy === this.#roomy) {
      this.#chart.setSize({ width, height })
      return
    }
    this.#chart?.destroy()
    this.#roomy = roomy
    this.#ink = inkOf(this)
    this.#chart = new uPlot(this.#options(width, height), columns(data), this)
    this.#tip = document.createElement("div")
    this.#tip.className = "plot-tip"
    this.append(this.#tip)
  }

  #recolour(): void {
    this.#ink = inkOf(this)
    this.#chart?.redraw(true)
  }

  #options(width: number, height: number): uPlot.Options {
    const ink = (name: keyof Ink) => this.#ink?.[name] ?? "gray"
    const bars = uPlot.paths.bars?.({ size: [0.72, 26], radius: 0.08, align: 0 })
    const flaky = uPlot.paths.bars?.({ size: [0.72, 26], align: 0 })
    const axis = {
      stroke: () => ink("text"),
      grid: { stroke: () => ink("grid"), width: 1 },
      ticks: { show: false },
    }
    return {
      width,
      height,
      padding: [6, this.#roomy ? 12 : 2, this.#roomy ? 0 : 2, 2],
      legend: { show: false },
      cursor: { y: false, drag: { x: false, y: false }, points: { show: false } },
      scales: {
        // From our own numbers: uPlot widens the range of a single one.
        x: { time: false, range: () => [-0.6, Math.max(this.#data?.points.at(-1)?.n ?? 0, fewest) + 0.6] },
        y: { range: (_, __, max) => [0, Math.max(1, max) * 1.04] },
      },
      axes: [
        {
          ...axis,
          show: this.#roomy,
          size: 22,
          gap: 3,
          grid: { show: false },
          incrs: [1, 2, 5, 10, 20, 50, 100, 200],
        },
        { ...axis, show: this.#roomy, size: 30, gap: 3, incrs: [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000] },
      ],
      series: [
        {},
        // Behind the failing ones, so that only its upper end is seen.
        ...(flaky === undefined
          ? []
          : [{ paths: flaky, points: { show: false }, width: 0, fill: () => hatch(ink("flaky")) }]),
        ...(bars === undefined
          ? []
          : [{ paths: bars, points: { show: false }, width: 0, fill: () => ink("bar") }]),
      ],
      hooks: {
        draw: [(chart) => this.#overlay(chart)],
        setCursor: [(chart) => this.#point(chart.cursor.idx ?? null)],
        ready: [
          (chart) => chart.over.addEventListener("click", () => this.#choose(chart.cursor.idx ?? null)),
        ],
      },
    }
  }

  /** The start as a dotted line, the present bar in full colour, and a mark where nothing fails: an empty bar says nothing. */
  #overlay(chart: uPlot): void {
    const data = this.#data
    const ink = this.#ink
    if (data === null || ink === null) return
    const { ctx, bbox } = chart
    const ratio = devicePixelRatio
    ctx.save()
    if (data.baseline > 0) {
      const y = chart.valToPos(data.baseline, "y", true)
      ctx.strokeStyle = ink.line
      ctx.lineWidth = ratio
      ctx.setLineDash([2 * ratio, 3 * ratio])
      ctx.beginPath()
      ctx.moveTo(bbox.left, y)
      ctx.lineTo(bbox.left + bbox.width, y)
      ctx.stroke()
      ctx.setLineDash([])
    }
    const step = Math.abs(chart.valToPos(1, "x", true) - chart.valToPos(0, "x", true))
    const wide = Math.max(1, Math.min(26 * ratio, step * 0.72))
    const floor = bbox.top + bbox.height
    const last = data.points.at(-1)
    for (const point of data.points) {
      const x = chart.valToPos(point.n, "x", true) - wide / 2
      if (point.failing === 0) {
        ctx.fillStyle = point.look === "green" ? ink.good : ink.line
        ctx.fillRect(x, floor - 3 * ratio, wide, 3 * ratio)
      } else if (point === last) {
        const y = chart.valToPos(point.failing, "y", true)
        ctx.fillStyle = ink.now
        ctx.fillRect(x, y, wide, floor - y)
      }
    }
    ctx.restore()
  }

  #point(index: number | null): void {
    const point = index === null ? undefined : this.#data?.points[index]
    if (this.#tip !== null)
      this.#tip.textContent = point === undefined ? "" : (this.#data?.textOf(point) ?? "")
  }

  #choose(index: number | null): void {
    const point = index === null ? undefined : this.#data?.points[index]
    if (point !== undefined) this.dispatchEvent(new CustomEvent("pick", { detail: point.n }))
  }
}

function columns({ points }: PlotData): uPlot.AlignedData {
  return [
    points.map(({ n }) => n),
    points.map(({ failing, flaky }) => (flaky === 0 ? null : failing + flaky)),
    points.map(({ failing }) => failing),
  ]
}

function sameBars(old: readonly PlotPoint[], young: readonly PlotPoint[]): boolean {
  return (
    old.length === young.length &&
    old.every((point, at) => point.failing === young[at]?.failing && point.flaky === young[at]?.flaky)
  )
}

/** A canvas does not follow the theme; the colours are registered properties, so they arrive here as plain colours. */
function inkOf(element: HTMLElement): Ink {
  const style = getComputedStyle(element)
  const read = (name: string) => style.getPropertyValue(`--plot-${name}`)
  return {
    bar: read("bar"),
    now: read("now"),
    good: read("good"),
    flaky: read("flaky"),
    line: read("line"),
    grid: read("grid"),
    text: read("text"),
  }
}

function hatch(colour: string): CanvasPattern | string {
  const tile = document.createElement("canvas")
  const size = 6 * devicePixelRatio
  tile.width = size
  tile.height = size
  const ctx = tile.getContext("2d")
  if (ctx === null) return colour
  ctx.strokeStyle = colour
  ctx.lineWidth = 1.5 * devicePixelRatio
  ctx.beginPath()
  ctx.moveTo(0, size)
  ctx.lineTo(size, 0)
  ctx.stroke()
  return ctx.createPattern(tile, "repeat") ?? colour
}

customElements.define("loop-plot", LoopPlot)
