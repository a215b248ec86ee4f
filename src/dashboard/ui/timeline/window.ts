/** Rows of a long list that are drawn, and the room that the others take. Lengths in px. */
export type Slice = {
  readonly from: number
  /** Exclusive. */
  readonly to: number
  readonly before: number
  readonly after: number
}

export type ListShape = {
  readonly count: number
  readonly rowHeight: number
  /** What open rows take beyond a closed one, by index. */
  readonly extras: ReadonlyMap<number, number>
}

/** Rows drawn beyond each edge, so that a quick scroll shows no hole. */
const overscan = 8

/** The slice of the list that a viewport shows whose top is `top` px below the top of the list. */
export function sliceAt(shape: ListShape, top: number, height: number): Slice {
  const { count } = shape
  const from = Math.max(0, Math.min(count, rowAt(shape, top) - overscan))
  const to = Math.max(from, Math.min(count, rowAt(shape, top + height) + 1 + overscan))
  return { from, to, before: offsetOf(shape, from), after: offsetOf(shape, count) - offsetOf(shape, to) }
}

/** Distance of a row's top from the list's top. */
export function offsetOf({ rowHeight, extras }: ListShape, index: number): number {
  let offset = index * rowHeight
  for (const [at, extra] of extras) if (at < index) offset += extra
  return offset
}

/** The row at a distance from the list's top; below 0 the first, beyond the end the number of rows. */
function rowAt(shape: ListShape, distance: number): number {
  let low = 0
  let high = shape.count
  while (low < high) {
    const middle = (low + high) >>> 1
    if (offsetOf(shape, middle + 1) <= distance) low = middle + 1
    else high = middle
  }
  return low
}
