export type DiffLine = { readonly kind: "same" | "removed" | "added"; readonly text: string }

/** Lines that went and came from one short text to another, in the order of a unified diff. */
export function lineDiff(before: string, after: string): DiffLine[] {
  const old = before === "" ? [] : before.split("\n")
  const young = after === "" ? [] : after.split("\n")
  const common = commonLengths(old, young)
  const lines: DiffLine[] = []
  let at = 0
  let to = 0
  while (at < old.length || to < young.length) {
    const gone = old[at]
    const come = young[to]
    if (gone !== undefined && gone === come) {
      lines.push({ kind: "same", text: gone })
      at++
      to++
    } else if (
      gone !== undefined &&
      (come === undefined || lengthAt(common, at + 1, to) >= lengthAt(common, at, to + 1))
    ) {
      lines.push({ kind: "removed", text: gone })
      at++
    } else if (come !== undefined) {
      lines.push({ kind: "added", text: come })
      to++
    }
  }
  return lines
}

/** Longest common subsequence of every pair of tails; the texts are bounded where they are made. */
function commonLengths(old: readonly string[], young: readonly string[]): number[][] {
  const table = Array.from({ length: old.length + 1 }, () => new Array<number>(young.length + 1).fill(0))
  for (let at = old.length - 1; at >= 0; at--)
    for (let to = young.length - 1; to >= 0; to--) {
      const row = table[at]
      if (row === undefined) continue
      row[to] =
        old[at] === young[to]
          ? lengthAt(table, at + 1, to + 1) + 1
          : Math.max(lengthAt(table, at + 1, to), lengthAt(table, at, to + 1))
    }
  return table
}

function lengthAt(table: readonly (readonly number[])[], at: number, to: number): number {
  return table[at]?.[to] ?? 0
}
