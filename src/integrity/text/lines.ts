/** Turns offsets into line numbers (1 …) of a text. */
export function lineFinder(text: string): (offset: number) => number {
  const starts = [0]
  for (let at = text.indexOf("\n"); at >= 0; at = text.indexOf("\n", at + 1)) starts.push(at + 1)
  return (offset) => {
    let low = 0
    let high = starts.length - 1
    while (low < high) {
      const middle = (low + high + 1) >> 1
      if ((starts[middle] ?? 0) <= offset) low = middle
      else high = middle - 1
    }
    return low + 1
  }
}

/** A piece of source as one bounded line for people. */
export function oneLine(text: string, max = 200): string {
  // Only so much is looked at: nodes nest, and their texts with them.
  const line = text
    .slice(0, max * 6)
    .replace(/\s+/g, " ")
    .trim()
  return line.length > max ? `${line.slice(0, max - 1)}…` : line
}
