import { hostname } from "node:os"
import { iso } from "../../control/words.ts"
import { excerpt } from "../../loop/excerpt.ts"
import { plural } from "../../loop/plural.ts"
import { type CapView, openBudget } from "../../spend/budget.ts"
import { capsOf } from "../../spend/caps.ts"
import { readLedger } from "../../spend/ledger.ts"
import { priceTableVersion } from "../../spend/price-table.ts"
import { type CallView, readCalls } from "../../spend/read-calls.ts"
import {
  costPerVerified,
  groupings,
  groupSpend,
  knownUsd,
  type SpendGrouping,
  type SpendItem,
  spendItems,
  sumSpend,
} from "../../spend/spend-groups.ts"
import { readOwnPrices, readSpendSettings } from "../../spend/user-files.ts"
import { dayAt, startOfDay, weekAt } from "../../spend/zone.ts"
import { listLoops } from "../../store/state-file.ts"
import { type Given, textGiven } from "../arguments.ts"
import type { CliContext } from "../context.ts"
import { unfitting, wrongUsage } from "../problem.ts"
import { failed, output, type Problem, type Result } from "../result.ts"
import type { Spend } from "./spend-schema.ts"
import { spendText } from "./spend-text.ts"

const usualDays = 30
const usualWeeks = 12
const dayMs = 86_400_000

/** `for-loop spend [--by day|week|model|loop] [--since DATE]`: tokens and money of all loops, and what is left of the caps. */
export async function runSpend(given: Given, context: CliContext): Promise<Result> {
  const { home, now } = context
  const settings = readSpendSettings(home)
  if (settings.kind === "wrong") return failed(unfitting(settings.why, "Then run `for-loop spend` again."))
  const { zone } = settings
  const at = now()
  const by = groupings.find((name) => name === textGiven(given, "by")) ?? "day"
  const since = sinceOf(textGiven(given, "since"), by, at, zone)
  if (since.kind === "problem") return since
  const span = { from: since.from, to: at, zone }
  const { calls, badLines } = readCalls(home, span.from)
  const ledger = readLedger(home, { from: span.from, to: Number.POSITIVE_INFINITY })
  const items = spendItems(calls, ledger.records)
  const per = by === "week" ? "week" : "day"
  const trend = groupSpend(items, per, span).map(({ key, sum }) => ({ key, usd: knownUsd(sum) }))
  const caps = openBudget({ home, now, zone, caps: capsOf("auto", {}, settings) }).view(null)
  const { perTask, ...verified } = costPerVerified(items, verifiedSince(home, span.from))
  const own = readOwnPrices(home)
  const value: Spend = {
    by,
    since: iso(span.from),
    until: iso(at),
    zone,
    groups: groupsOf(items, by, span, trend),
    total: sumSpend(items),
    trend,
    verified: { ...verified, usdPerTask: perTask },
    caps: caps.map(capOf),
    open: openOf(calls, at),
    prices: { table: priceTableVersion, own: own.kind === "prices" ? own.rows.length : 0 },
    notes: [
      ...(own.kind === "wrong" ? [`Nothing can be spent under a cap: ${own.why}`] : []),
      ...(badLines + ledger.badLines === 0
        ? []
        : [`Left out: ${plural(badLines + ledger.badLines, "line")} of the ledger that could not be read.`]),
    ],
  }
  return output(value, spendText)
}

type Since =
  | { readonly kind: "since"; readonly from: number }
  | { readonly kind: "problem"; readonly problem: Problem }

function sinceOf(day: string | null, by: SpendGrouping, at: number, zone: string): Since {
  if (day === null) {
    const { from } =
      by === "week"
        ? weekAt(at - (usualWeeks - 1) * 7 * dayMs, zone)
        : dayAt(at - (usualDays - 1) * dayMs, zone)
    return { kind: "since", from }
  }
  const from = startOfDay(day, zone)
  const wrong = (why: string): Since => ({
    kind: "problem",
    problem: wrongUsage(
      "spend",
      `--since needs a day like ${dayAt(at, zone).name}, and ${excerpt(day, 40)} ${why}.`,
    ),
  })
  if (from === null) return wrong("is none")
  return from > at ? wrong("is still to come") : { kind: "since", from }
}

function groupsOf(
  items: readonly SpendItem[],
  by: SpendGrouping,
  span: { readonly from: number; readonly to: number; readonly zone: string },
  trend: Spend["trend"],
): Spend["groups"] {
  const found = groupSpend(items, by, span).filter(({ sum }) => sum.items > 0)
  return found.map(({ key, sum, items: mine }) => {
    if (by === "day" || by === "week") return { key, sum, trend: [] }
    const days = new Map(groupSpend(mine, "day", span).map((day) => [day.key, knownUsd(day.sum)]))
    return { key, sum, trend: trend.map((day) => days.get(day.key) ?? 0) }
  })
}

function capOf({ cap, limit, spent, reserved, resetsAt }: CapView): Spend["caps"][number] {
  const left = Math.max(0, limit - spent - reserved)
  return { cap, limit, spent, reserved, left, resetsAt: resetsAt === null ? null : iso(resetsAt) }
}

/** Ids of the loops that ended verified in the span. */
function verifiedSince(home: string, from: number): Set<string> {
  const ended = listLoops(home).filter(({ loaded }) => {
    if (loaded.kind !== "ok") return false
    const { outcome } = loaded.state
    return outcome?.kind === "verified" && outcome.at >= from
  })
  return new Set(ended.map(({ id }) => id))
}

/** Beyond a day no call is under way any more, whatever its process does now. */
const longestCallMs = dayMs

function openOf(calls: readonly CallView[], at: number): Spend["open"] {
  const open = calls.filter(({ state }) => state === "open")
  const lost = open.filter(({ caller, at: begun }) => at - begun > longestCallMs || isGone(caller))
  const usd = (some: readonly CallView[]): number => some.reduce((sum, call) => sum + call.usd, 0)
  return {
    calls: open.length - lost.length,
    usd: usd(open) - usd(lost),
    lost: lost.length,
    lostUsd: usd(lost),
  }
}

/** Of a process on another machine nothing is known. */
function isGone({ pid, host }: CallView["caller"]): boolean {
  if (host !== hostname()) return false
  try {
    process.kill(pid, 0)
    return false
  } catch (error) {
    return error instanceof Error && "code" in error && error.code === "ESRCH"
  }
}
