import { html, render, type TemplateResult } from "lit"
import { repeat } from "lit/directives/repeat.js"
import { offsetOf, sliceAt } from "./window.ts"

export type ListModel = {
  readonly count: number
  readonly keyOf: (index: number) => string
  readonly row: (index: number) => TemplateResult
  readonly onMove: (index: number) => void
}

/** A list of any length in the page's own scroll: only the rows in sight exist. Up, Down, Home and End walk through it. */
export class VirtualList extends HTMLElement {
  #model: ListModel | null = null
  #rowHeight = 0
  #extras = new Map<string, number>()
  #asked = 0
  #watched: ReadonlySet<Element> = new Set()
  readonly #heights = new ResizeObserver((entries) => this.#measure(entries))
  readonly #onScroll = () => this.#later()

  set model(model: ListModel) {
    const grown = this.#model === null ? 0 : model.count - this.#model.count
    this.#model = model
    if (!this.isConnected) return
    const read = grown > 0 ? this.#firstInSight() : null
    this.#draw()
    if (read === null) return
    // New rows come on top: whoever reads further down keeps the same row before the eyes.
    const row = [...this.children].find((child) => keyOf(child) === read.key)
    const moved = row === undefined ? grown * this.#rowHeight : row.getBoundingClientRect().top - read.top
    if (moved !== 0) scrollBy({ top: moved, behavior: "instant" })
  }

  /** The first row in sight, if the list begins above what is seen. */
  #firstInSight(): { readonly key: string; readonly top: number } | null {
    if (this.getBoundingClientRect().top >= 0) return null
    for (const row of this.children) {
      const { top, bottom } = row.getBoundingClientRect()
      if (bottom > 0) return { key: keyOf(row), top }
    }
    return null
  }

  connectedCallback(): void {
    addEventListener("scroll", this.#onScroll, { passive: true })
    addEventListener("resize", this.#onScroll)
    this.addEventListener("keydown", this.#onKey)
    // Where the list begins is only known when the page around it is drawn.
    this.#later()
  }

  disconnectedCallback(): void {
    removeEventListener("scroll", this.#onScroll)
    removeEventListener("resize", this.#onScroll)
    this.removeEventListener("keydown", this.#onKey)
    cancelAnimationFrame(this.#asked)
    this.#heights.disconnect()
    this.#watched = new Set()
  }

  #later(): void {
    cancelAnimationFrame(this.#asked)
    this.#asked = requestAnimationFrame(() => this.#draw())
  }

  #draw(): void {
    const model = this.#model
    if (model === null) return
    const shape = this.#shape(model)
    const top = -this.getBoundingClientRect().top
    const { from, to, before, after } = sliceAt(shape, Math.max(0, top), innerHeight + Math.min(0, top))
    const indexes = Array.from({ length: to - from }, (_, at) => from + at)
    render(html`${repeat(indexes, model.keyOf, (index) => model.row(index))}`, this)
    this.style.setProperty("padding-top", `${before}px`)
    this.style.setProperty("padding-bottom", `${after}px`)
    this.#watchRows()
  }

  /** Watching a row again would measure it again. */
  #watchRows(): void {
    const rows = new Set(this.children)
    for (const row of this.#watched) if (!rows.has(row)) this.#heights.unobserve(row)
    for (const row of rows) if (!this.#watched.has(row)) this.#heights.observe(row)
    this.#watched = rows
  }

  #shape({ count, keyOf }: ListModel): Parameters<typeof sliceAt>[0] {
    const extras = new Map<number, number>()
    if (this.#extras.size > 0)
      for (let index = 0; index < count; index++) {
        const extra = this.#extras.get(keyOf(index))
        if (extra !== undefined) extras.set(index, extra)
      }
    return { count, rowHeight: this.#rowHeight === 0 ? 44 : this.#rowHeight, extras }
  }

  /** Rows tell how high they are: a closed one for all closed ones (text scales), open ones each for itself. */
  #measure(entries: readonly ResizeObserverEntry[]): void {
    let changed = false
    for (const { target, borderBoxSize } of entries) {
      const height = borderBoxSize[0]?.blockSize ?? 0
      const key = keyOf(target)
      // An open row has more than its head.
      const isClosed = target.childElementCount === 1
      if (isClosed && height !== this.#rowHeight) {
        this.#rowHeight = height
        changed = true
      }
      const extra = isClosed ? 0 : height - this.#rowHeight
      if (extra === (this.#extras.get(key) ?? 0)) continue
      if (extra > 0) this.#extras.set(key, extra)
      else this.#extras.delete(key)
      changed = true
    }
    if (changed) this.#later()
  }

  readonly #onKey = (event: KeyboardEvent): void => {
    const model = this.#model
    const target = event.target
    if (model === null || !(target instanceof HTMLElement) || !target.matches("[data-row]")) return
    const at = Number(target.dataset.row)
    const next = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: model.count - 1 }[event.key]
    if (next === undefined) return
    event.preventDefault()
    this.goTo(Math.max(0, Math.min(model.count - 1, next)))
  }

  /** Brings a row into sight and the focus on it. */
  goTo(index: number): void {
    const model = this.#model
    if (model === null) return
    model.onMove(index)
    const top = this.getBoundingClientRect().top + offsetOf(this.#shape(model), index)
    if (top < 0 || top + this.#rowHeight > innerHeight)
      scrollBy({ top: top < 0 ? top - 8 : top + this.#rowHeight - innerHeight + 8, behavior: "instant" })
    this.#draw()
    const row = this.querySelector<HTMLElement>(`[data-row="${index}"]`)
    row?.focus({ preventScroll: true })
  }
}

function keyOf(row: Element): string {
  return row instanceof HTMLElement ? (row.dataset.key ?? "") : ""
}

customElements.define("virtual-list", VirtualList)
