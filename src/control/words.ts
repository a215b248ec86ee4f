import { stripVTControlCharacters } from "node:util"
import { excerpt } from "../loop/excerpt.ts"

/** A duration in ms the way people say it: `45 s`, `12 min`, `1 h 5 min`. */
export function duration(ms: number): string {
  const seconds = Math.round(ms / 1000)
  if (seconds < 90) return `${seconds} s`
  const minutes = Math.round(seconds / 60)
  if (minutes < 90) return `${minutes} min`
  const hours = Math.floor(minutes / 60)
  if (hours < 48) return minutes % 60 === 0 ? `${hours} h` : `${hours} h ${minutes % 60} min`
  return `${Math.round(hours / 24)} days`
}

/** How long ago a moment was; both in epoch ms. */
export function ago(at: number, now: number): string {
  return now - at < 1000 ? "just now" : `${duration(now - at)} ago`
}

/** A moment (epoch ms) for JSON: ISO 8601 in UTC. */
export function iso(at: number): string {
  return new Date(at).toISOString()
}

export function isoOrNull(at: number | null): string | null {
  return at === null ? null : iso(at)
}

/** A moment in the reader's own time zone, to the minute. */
export function localTime(at: number): string {
  const moment = new Date(at)
  const two = (value: number) => String(value).padStart(2, "0")
  const day = `${moment.getFullYear()}-${two(moment.getMonth() + 1)}-${two(moment.getDate())}`
  return `${day} ${two(moment.getHours())}:${two(moment.getMinutes())}`
}

/**
 * One line of a text from elsewhere (task, test name, reason), at most `max` units. Terminal sequences are taken out: what
 * an agent or a test wrote must not command the terminal it is shown on (S77).
 */
export function oneLine(text: string, max = 100): string {
  return excerpt(stripVTControlCharacters(text.slice(0, 20_000)), max)
}

/** The same for a text whose line breaks count. */
export function block(text: string): string {
  return stripVTControlCharacters(text)
    .replace(/\r\n?/g, "\n")
    .replace(/[^\P{Cc}\n\t]/gu, "")
}

/** Label and value pairs as aligned lines, indented by two. */
export function rows(pairs: readonly (readonly [label: string, value: string])[]): string[] {
  const width = Math.max(0, ...pairs.map(([label]) => label.length))
  return pairs.map(([label, value]) => `  ${label.padEnd(width)}  ${value}`)
}
