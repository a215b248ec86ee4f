import { duration, localTime, oneLine, rows } from "../../control/words.ts"
import { plural } from "../../loop/plural.ts"
import { usdText } from "../../spend/money.ts"
import { dayAt } from "../../spend/zone.ts"
import type { Paint } from "../paint.ts"
import type { Spend } from "./spend-schema.ts"

type Sum = Spend["total"]

/** The report as a table with sparklines; measured, estimated and unknown money stay apart. */
export function spendText(spend: Spend, paint: Paint): string {
  const { total, by, trend } = spend
  const span = duration(Date.parse(spend.until) - Date.parse(spend.since))
  const first = dayAt(Date.parse(spend.since), spend.zone).name
  const head = `Spend since ${first} (${span}, days of ${zoneWords(spend.zone)})`
  if (total.items === 0) {
    const none = "Nothing was spent through For Loop in this time, as far as its hosts tell."
    return `${[paint("bold", head), none, "", ...footer(spend, paint)].join("\n")}\n`
  }
  const most = Math.max(...trend.map(({ usd }) => usd))
  const curve = `${sparkline(trend.map(({ usd }) => usd))}  most ${usdText(most)} a ${by === "week" ? "week" : "day"}`
  const lines = [
    paint("bold", head),
    `  ${paint("cyan", curve)}`,
    "",
    ...table(spend, paint),
    "",
    ...footer(spend, paint),
  ]
  return `${lines.join("\n")}\n`
}

const bars = ["▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"] as const
const widest = 60

/** One bar per amount, the newest last; nothing at all is a dot, so that it differs from a little. */
export function sparkline(amounts: readonly number[]): string {
  const shown = amounts.slice(-widest)
  const most = Math.max(...shown, 0)
  return shown
    .map((amount) => (amount === 0 ? "·" : (bars[Math.min(7, Math.floor((amount / most) * 8))] ?? "█")))
    .join("")
}

function table({ by, groups, total }: Spend, paint: Paint): string[] {
  const curves = groups.some(({ trend }) => trend.length > 0)
  const cells = [
    [by, "calls", "input", "cached", "output", "measured", "estimated", "unknown"],
    ...groups.map(({ key, sum }) => [oneLine(key, 40), ...amounts(sum)]),
    ["total", ...amounts(total)],
  ]
  const widths = cells[0]?.map((_, column) => Math.max(...cells.map((row) => row[column]?.length ?? 0))) ?? []
  return cells.map((row, index) => {
    const text = row
      .map((cell, column) =>
        column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0),
      )
      .join("  ")
    if (index === 0) return `  ${paint("dim", text)}`
    if (index === cells.length - 1) return `  ${paint("bold", text)}`
    return `  ${text}${curves ? `  ${paint("cyan", sparkline(groups[index - 1]?.trend ?? []))}` : ""}`
  })
}

function amounts(sum: Sum): string[] {
  return [
    String(sum.items),
    tokens(sum.inputTokens),
    tokens(sum.cachedInputTokens),
    tokens(sum.outputTokens),
    usdText(sum.measuredUsd),
    usdText(sum.estimatedUsd),
    sum.unknown === 0 ? "-" : String(sum.unknown),
  ]
}

function tokens(count: number): string {
  if (count < 10_000) return String(count)
  return count < 999_500 ? `${Math.round(count / 1000)}k` : `${(count / 1e6).toFixed(1)}M`
}

function footer(spend: Spend, paint: Paint): string[] {
  const { caps, verified, open, prices, total } = spend
  const facts: (readonly [string, string])[] = caps.map((cap) => [capName(cap.cap), capText(cap)])
  facts.push(["verified tasks", verifiedText(verified)])
  if (open.calls > 0)
    facts.push(["under way", `${plural(open.calls, "call")}, ${usdText(open.usd)} reserved`])
  if (open.lost > 0) {
    const many = open.lost > 1
    const whose = many ? "whose processes died count" : "whose process died counts"
    const text = `${plural(open.lost, "call")} ${whose} with the ${usdText(open.lostUsd)} reserved for ${many ? "them" : "it"}`
    facts.push(["never settled", text])
  }
  const own = prices.own === 0 ? "" : `, and ${plural(prices.own, "row")} of your prices.json`
  facts.push(["prices", `built-in table of ${prices.table}${own}`])
  const notes = [...spend.notes]
  if (total.unknown > 0) {
    const why =
      total.unknown === 1
        ? "its host does not tell. It is in no sum."
        : "their host does not tell. They are in no sum."
    notes.push(`What ${plural(total.unknown, "iteration")} cost is unknown: ${why}`)
  }
  return [...rows(facts), ...notes.map((note) => `  ${paint("yellow", "note")}  ${note}`)]
}

function capName(cap: Spend["caps"][number]["cap"]): string {
  const names = { each: "this loop", daily: "today", weekly: "this week" }
  return { ...names, "own-daily": "this key today", "own-weekly": "this key this week" }[cap]
}

function capText({ limit, spent, reserved, left, resetsAt }: Spend["caps"][number]): string {
  const percent = Math.floor((spent / limit) * 100)
  const held = reserved === 0 ? "" : `, ${usdText(reserved)} reserved`
  const until = resetsAt === null ? "" : ` until ${localTime(Date.parse(resetsAt))}`
  return `${usdText(spent)} of ${usdText(limit)} (${percent} %)${held}, ${usdText(left)} left${until}`
}

function verifiedText({ tasks, unknownTasks, usd, usdPerTask }: Spend["verified"]): string {
  const untold = unknownTasks === 0 ? "" : `; what ${unknownTasks} more cost is unknown`
  if (usdPerTask === null) return `none whose cost is known${untold}`
  return `${tasks}, ${usdText(usdPerTask)} each (${usdText(usd)} for all loops, the failed ones too)${untold}`
}

function zoneWords(zone: string): string {
  if (zone === "local") return "your time zone"
  return zone === "utc" ? "UTC" : zone
}
