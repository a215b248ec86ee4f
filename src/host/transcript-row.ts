import { isRecord, parseJson, textField } from "./payload.ts"

/** One row of an Antigravity transcript, reduced to what the reader needs (platform document, section 4). */
export type TranscriptRow = {
  /** `step_index`, or the index of the row before it in the file when the row has none. */
  readonly index: number
  readonly source: string | null
  readonly type: string
  readonly status: string
  readonly createdAt: string
  readonly content: string
  readonly toolNames: readonly string[]
  /** The calls themselves as they are stored, undecoded. */
  readonly calls: readonly unknown[]
  /** Exit code of a command that really ran. */
  readonly exitCode: number | null
}

/** Rows of a stretch of a transcript in step order, and how many of its lines are no row. */
export type Rows = { readonly rows: readonly TranscriptRow[]; readonly badLines: number }

/**
 * Rows of whole lines. Splits on LF only: U+2028, U+2029 and U+0085 occur raw inside strings. Blank lines are
 * nothing; a torn or foreign line is counted and skipped. Rows with the same step index stay in file order.
 */
export function parseRows(text: string): Rows {
  const rows: TranscriptRow[] = []
  let badLines = 0
  for (const line of text.split("\n")) {
    if (line.trim() === "") continue
    const row = parseRow(line, rows.at(-1)?.index ?? 0)
    if (row === null) badLines++
    else rows.push(row)
  }
  return { rows: rows.sort((a, b) => a.index - b.index), badLines }
}

/** One line as a row, or null when it is no JSON object. `fallbackIndex` stands in for a missing `step_index`. */
export function parseRow(line: string, fallbackIndex: number): TranscriptRow | null {
  const row = parseJson(line.startsWith("\uFEFF") ? line.slice(1) : line)
  if (!isRecord(row)) return null
  const index = row.step_index
  return {
    index: typeof index === "number" && Number.isFinite(index) ? index : fallbackIndex,
    source: textField(row, "source"),
    type: textField(row, "type") ?? "",
    status: textField(row, "status") ?? "",
    createdAt: textField(row, "created_at") ?? "",
    content: textField(row, "content") ?? "",
    toolNames: Array.isArray(row.tool_calls) ? row.tool_calls.map(toolName) : [],
    calls: Array.isArray(row.tool_calls) ? row.tool_calls : [],
    exitCode: typeof row.exit_code === "number" ? row.exit_code : null,
  }
}

/** Only this pair of source and type is the user; tool output and system rows quote requests freely. */
export function isUserRow(row: TranscriptRow): boolean {
  return row.source === "USER_EXPLICIT" && row.type === "USER_INPUT"
}

/** An answer of the model that holds text. What was cut off by an error or a cancel is no answer. */
export function isAnswer(row: TranscriptRow): boolean {
  return isPlanner(row) && row.content.trim() !== "" && row.status !== "ERROR" && row.status !== "CANCELED"
}

export function isPlanner(row: TranscriptRow): boolean {
  return row.type === "PLANNER_RESPONSE" && isFromModel(row)
}

/** Rows of the model and its tools; some builds leave the source out. */
export function isFromModel(row: TranscriptRow): boolean {
  return row.source === null || row.source === "MODEL"
}

const ourToken = /(?:^|\n)\s*Stop hook blocked termination: \[for-loop \d+\/\d+\]/

/**
 * A continuation that our own hook asked for. The host writes the same prefix for its review policy, so only our
 * token counts, and only in a system message: a checkpoint may quote it.
 */
export function isOurContinuation(row: TranscriptRow): boolean {
  const fromSystem = row.source === null || row.source === "SYSTEM" || row.source === "SYSTEM_SDK"
  return fromSystem && row.type === "SYSTEM_MESSAGE" && ourToken.test(row.content)
}

const openTag = /(?:^|\n)<USER_REQUEST>/
/** The tag that a block or the end follows; a task that mentions the closing tag keeps its text (S28). */
const closeTag = /<\/USER_REQUEST>(?=\s*$|\s*\n<(?:ADDITIONAL_METADATA|USER_SETTINGS_CHANGE|SKILL|PLAN)\b)/

/**
 * What the user typed, byte for byte: the inside of `<USER_REQUEST>`, without the line break the host puts at each
 * end. Blocks around it hold whole skill bodies with example commands, so they are never part of it. A row without
 * the tag (old builds) is the request itself.
 */
export function requestText(content: string): string {
  const open = openTag.exec(content)
  if (open === null) return content
  const inner = content.slice(open.index + open[0].length)
  const close = closeTag.exec(inner)?.index ?? inner.indexOf("</USER_REQUEST>")
  const end =
    close >= 0 ? close : inner.search(/\n<(?:ADDITIONAL_METADATA|USER_SETTINGS_CHANGE|SKILL|PLAN)\b|$/)
  return inner
    .slice(0, end)
    .replace(/^\r?\n/, "")
    .replace(/\r?\n$/, "")
}

function toolName(call: unknown): string {
  return isRecord(call) ? (textField(call, "name") ?? "") : ""
}
