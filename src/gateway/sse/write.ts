/**
 * One event as wire text. Data is written line by line, so that no line end in it can end the event early; `event` is
 * null for streams of data alone.
 */
export function sseEvent(event: string | null, data: string): string {
  const name = event === null ? "" : `event: ${event}\n`
  // JSON has no line ends of its own, so this is nearly every event.
  if (!lineEnd.test(data)) return `${name}data: ${data}\n\n`
  const lines = data.split(/\r\n|\r|\n/)
  return `${name}${lines.map((line) => `data: ${line}\n`).join("")}\n`
}

const lineEnd = /[\r\n]/

/** A comment that keeps a silent connection open; readers skip it. */
export function sseComment(text: string): string {
  return `: ${text.replace(/[\r\n]+/g, " ")}\n\n`
}
