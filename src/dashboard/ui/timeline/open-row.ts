import type { LoopCard } from "../../model/view.ts"
import type { Scene } from "../scene.ts"
import { rowKey } from "../ui-state.ts"
import { VirtualList } from "./virtual-list.ts"

/** Opens or closes a row of the timeline; what it shows is asked for when it is opened. */
export function toggleRow(scene: Scene, loop: LoopCard, n: number): void {
  const { act } = scene
  const state = act.current()
  const key = rowKey(loop.id, n)
  if (state.openRows.includes(key)) act.set({ openRows: state.openRows.filter((other) => other !== key) })
  else openRow(scene, loop, n)
}

function openRow(scene: Scene, loop: LoopCard, n: number): void {
  const { act } = scene
  const state = act.current()
  const key = rowKey(loop.id, n)
  act.set({
    currentRow: key,
    openRows: state.openRows.includes(key) ? state.openRows : [...state.openRows, key],
  })
  readDetail(scene, loop.id, n)
}

/** Opens a row and brings it into sight, with the focus on it. */
export function showRow(scene: Scene, loop: LoopCard, n: number): void {
  const index = loop.iterations.findLastIndex((row) => row.n === n)
  scene.act.set({ wholeTimeline: true })
  openRow(scene, loop, n)
  goToRow(loop.iterations.length - 1 - index)
}

/** Lists every iteration, and goes on at the first that was not listed. */
export function showWhole({ act }: Scene, listed: number): void {
  act.set({ wholeTimeline: true })
  goToRow(listed)
}

function goToRow(index: number): void {
  // When it has been drawn.
  requestAnimationFrame(() => {
    const list = document.querySelector("virtual-list")
    if (list instanceof VirtualList) list.goTo(index)
  })
}

/** Asks once for what was measured in an iteration. */
export function readDetail({ act }: Scene, loop: string, n: number): void {
  const key = rowKey(loop, n)
  if (act.current().details[key]?.kind === "detail") return
  act.ask({ kind: "iteration", loop, n }, (reply) => {
    if (reply.kind === "detail") act.keep(key, { kind: "detail", detail: reply.detail })
    else act.keep(key, { kind: "refused", message: reply.kind === "refused" ? reply.message : "" })
    return true
  })
}
