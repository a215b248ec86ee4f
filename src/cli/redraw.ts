import { stripVTControlCharacters } from "node:util"
import type { Terminal } from "./terminal.ts"

/** A block of lines on a screen that is drawn again in its place. */
export type Block = { show(text: string): void; clear(): void }

/** A block on this terminal, which must be redrawable. `text` ends with a line break. */
export function blockOn(terminal: Pick<Terminal, "write" | "columns">): Block {
  let drawn = ""
  const clear = (): void => {
    const height = heightOf(drawn, terminal.columns())
    if (height > 0) terminal.write(`\u001b[${height}A\u001b[0J`)
    drawn = ""
  }
  return {
    show(text) {
      clear()
      drawn = text
      terminal.write(text)
    },
    clear,
  }
}

/** Rows that a text of whole lines takes on a screen of this width. */
function heightOf(text: string, columns: number): number {
  const lines = text.split("\n").slice(0, -1)
  const rows = lines.map((line) => Math.max(1, Math.ceil(stripVTControlCharacters(line).length / columns)))
  return rows.reduce((sum, count) => sum + count, 0)
}
