import type { Span } from "./ledger.ts"

/** A day or week in a time zone. `from` and `to` are epoch ms, `name` is the day (`2026-11-20`) or ISO week (`2026-W47`). */
export type Window = Span & { readonly name: string }

const dayMs = 86_400_000
/** Every zone's offset has been a multiple of a quarter of an hour since 1972. */
const stepMs = 900_000

/** Whether a text names a time zone: `local`, `utc`, or a name of the tz database. */
export function isZone(zone: string): boolean {
  return zone === "local" || zone === "utc" || formatterOf(zone) !== null
}

/**
 * The day that holds the moment `at` (epoch ms). The days of a zone follow each other without gap or overlap, also where a day has 23
 * or 25 hours, begins at one o'clock or does not exist at all.
 */
export function dayAt(at: number, zone: string): Window {
  return windowAt(at, zone, 1, (number) => number)
}

/** The ISO week (Monday first) that holds the moment `at`. */
export function weekAt(at: number, zone: string): Window {
  return windowAt(at, zone, 7, mondayOf)
}

/** Epoch ms of the beginning of a day named `2026-11-20`; null when there is no such day. */
export function startOfDay(name: string, zone: string): number | null {
  const utc = /^\d{4}-\d{2}-\d{2}$/.test(name) ? Date.parse(`${name}T00:00:00Z`) : Number.NaN
  if (Number.isNaN(utc) || dayName(utc / dayMs) !== name) return null
  return startOf(utc / dayMs, zone)
}

/** The window of the last question about a zone: the next one mostly lies in it too. */
const latest = new Map<string, Window>()

function windowAt(at: number, zone: string, length: 1 | 7, first: (day: number) => number): Window {
  const key = `${length} ${zone}`
  const known = latest.get(key)
  if (known !== undefined && at >= known.from && at < known.to) return known
  const found = findWindow(at, zone, length, first)
  if (latest.size > 100) latest.clear()
  latest.set(key, found)
  return found
}

/** Days are numbered as UTC numbers them: 0 is 1970-01-01. */
function findWindow(at: number, zone: string, length: 1 | 7, first: (day: number) => number): Window {
  let day = first(localDay(at, zone))
  while (startOf(day, zone) > at) day -= length
  while (startOf(day + length, zone) <= at) day += length
  const name = length === 1 ? dayName(day) : weekName(day)
  return { from: startOf(day, zone), to: startOf(day + length, zone), name }
}

const starts = new Map<string, number>()

/** The first moment whose local date is this day or later, found by halving: no table of offsets to keep up to date. */
function startOf(day: number, zone: string): number {
  if (zone === "utc") return day * dayMs
  const key = `${zone}:${day}`
  const known = starts.get(key)
  if (known !== undefined) return known
  let before = (day * dayMs - 15 * 3_600_000) / stepMs
  let after = (day * dayMs + 15 * 3_600_000) / stepMs
  while (after - before > 1) {
    const middle = Math.floor((before + after) / 2)
    if (localDay(middle * stepMs, zone) >= day) after = middle
    else before = middle
  }
  if (starts.size > 1000) starts.clear()
  starts.set(key, after * stepMs)
  return after * stepMs
}

function localDay(at: number, zone: string): number {
  if (zone === "utc") return Math.floor(at / dayMs)
  if (zone === "local") {
    const moment = new Date(at)
    return Math.round(Date.UTC(moment.getFullYear(), moment.getMonth(), moment.getDate()) / dayMs)
  }
  const parts = formatterOf(zone)?.formatToParts(at) ?? []
  const part = (type: string): number => Number(parts.find((one) => one.type === type)?.value)
  return Math.round(Date.UTC(part("year"), part("month") - 1, part("day")) / dayMs)
}

const formatters = new Map<string, Intl.DateTimeFormat | null>()

function formatterOf(zone: string): Intl.DateTimeFormat | null {
  const known = formatters.get(zone)
  if (known !== undefined) return known
  const made = makeFormatter(zone)
  formatters.set(zone, made)
  return made
}

function makeFormatter(zone: string): Intl.DateTimeFormat | null {
  try {
    return new Intl.DateTimeFormat("en-US", {
      timeZone: zone,
      calendar: "gregory",
      year: "numeric",
      month: "numeric",
      day: "numeric",
    })
  } catch {
    return null // no such zone
  }
}

function mondayOf(day: number): number {
  return day - ((((day + 3) % 7) + 7) % 7)
}

function dayName(day: number): string {
  return new Date(day * dayMs).toISOString().slice(0, 10)
}

/** ISO 8601: a week belongs to the year of its Thursday. */
function weekName(monday: number): string {
  const thursday = new Date((monday + 3) * dayMs)
  const year = thursday.getUTCFullYear()
  const dayOfYear = (thursday.getTime() - Date.UTC(year, 0, 1)) / dayMs
  return `${year}-W${String(Math.floor(dayOfYear / 7) + 1).padStart(2, "0")}`
}
