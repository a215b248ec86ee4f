import { join } from "node:path"
import { appendLines } from "../../../system/append-file.ts"
import { ensureDir, readTextIfPresent } from "../../../system/atomic-file.ts"
import { hear, nothingSaid, type Said } from "./collect.ts"

/** What a turn's process printed, kept line by line: an answer that was paid is not asked for again after a kill. */
export type TurnLog = {
  /** What an earlier attempt at this turn had said when it was cut off; null when there was none. */
  readonly earlier: Said | null
  add(line: string): void
  /** A new attempt begins: what was said before does not count for it. */
  restart(): void
}

const mark = "# attempt"

/** The log of turn `turn` below `folder`. Throws StoreError. */
export function openTurnLog(folder: string, turn: number): TurnLog {
  ensureDir(folder)
  const path = join(folder, `agy-turn-${turn}.jsonl`)
  const text = readTextIfPresent(path)
  const add = (line: string): void => appendLines(path, [line], "cached")
  return { earlier: text === null ? null : replay(text), add, restart: () => add(mark) }
}

function replay(text: string): Said {
  const lines = text.split("\n")
  const said = nothingSaid()
  for (const line of lines.slice(lines.lastIndexOf(mark) + 1)) hear(said, line)
  return said
}
