import type { WordKey } from "./words/words.ts"

type Values = Readonly<Record<string, string | number>>
/** Words that have a form for one and a form for every other number. */
type CountKey<Key extends string> = Key extends `${infer Stem}One` ? Stem : never
/** What every page needs to tell times. */
type TimeKey = Extract<
  WordKey,
  "justNow" | "ago" | "seconds" | "minutes" | "hours" | "hoursMinutes" | "daysOne" | "daysOther"
>

/** Says things in one language, with the texts of one page. Moments are epoch ms, durations ms. */
export type Speaker<Key extends string = WordKey> = {
  readonly lang: string
  say(key: Key, values?: Values): string
  /** `say` with the form that fits the number, which is `{n}` of the text. */
  count(key: CountKey<Key>, n: number): string
  number(n: number): string
  /** `412k`: for numbers whose size matters more than their last digit. */
  short(n: number): string
  usd(amount: number): string
  /** `45 s`, `12 min`, `1 h 5 min`. */
  duration(ms: number): string
  /** `0:41`, `1:02:03`: for what is being watched. */
  clock(ms: number): string
  ago(at: number, now: number): string
  /** The time of day, with the date where it is not today. */
  time(at: number, now: number): string
}

export function speaker<Key extends string>(
  lang: string,
  words: Readonly<Record<Key | TimeKey, string>>,
): Speaker<Key> {
  const texts: Readonly<Record<string, string>> = words
  const plain = new Intl.NumberFormat(lang)
  const compact = new Intl.NumberFormat("en", { notation: "compact", maximumFractionDigits: 1 })
  const hours = new Intl.DateTimeFormat(lang, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" })
  const days = new Intl.DateTimeFormat(lang, {
    month: "short",
    day: "numeric",
    hour: "2-digit",
    minute: "2-digit",
    hourCycle: "h23",
  })
  const say = (key: string, values: Values = {}): string => fill(texts[key] ?? key, values)
  const count = (key: string, n: number): string =>
    say(n === 1 ? `${key}One` : `${key}Other`, { n: plain.format(n) })
  const duration = (ms: number): string => {
    const seconds = Math.max(0, Math.round(ms / 1000))
    if (seconds < 90) return say("seconds", { n: seconds })
    const minutes = Math.round(seconds / 60)
    if (minutes < 90) return say("minutes", { n: minutes })
    const whole = Math.floor(minutes / 60)
    if (whole >= 48) return count("days", Math.round(whole / 24))
    return minutes % 60 === 0
      ? say("hours", { n: whole })
      : say("hoursMinutes", { h: whole, m: minutes % 60 })
  }
  return {
    lang,
    say,
    count,
    duration,
    clock,
    number: (n) => plain.format(n),
    short: (n) => compact.format(n).replace("K", "k"),
    usd: (amount) => `$${amount.toFixed(2)}`,
    ago: (at, now) => (now - at < 1000 ? say("justNow") : say("ago", { time: duration(now - at) })),
    time: (at, now) => (sameDay(at, now) ? hours : days).format(at),
  }
}

function fill(text: string, values: Values): string {
  return text.replace(/\{(\w+)\}/g, (hole, name: string) => String(values[name] ?? hole))
}

function clock(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1000))
  const two = (value: number) => String(value).padStart(2, "0")
  const minutes = Math.floor(seconds / 60)
  const rest = two(seconds % 60)
  return minutes < 60 ? `${minutes}:${rest}` : `${Math.floor(minutes / 60)}:${two(minutes % 60)}:${rest}`
}

function sameDay(one: number, other: number): boolean {
  return new Date(one).toDateString() === new Date(other).toDateString()
}
