import type { Through } from "../../engine/backends/gemini/gemini.ts"
import type { Budget } from "../../engine/budget.ts"
import { type Keys, openKeys } from "../../gateway/keys/open-keys.ts"
import { readRunning } from "../../gateway/run/running.ts"
import type { Mode } from "../../loop/settings.ts"
import { capsOf } from "../../spend/caps.ts"
import { readSpendSettings } from "../../spend/user-files.ts"
import type { CliContext } from "../context.ts"
import { unfitting } from "../problem.ts"
import type { Problem } from "../result.ts"

export type ThroughGateway = {
  readonly kind: "through"
  readonly through: Through
  /** Reserves and settles nothing: the gateway does, and counted twice the caps would hold half. */
  readonly budget: Budget
  /** The loop's keys open nothing any more. */
  close(): Promise<void>
}

type Limits = { readonly mode: Mode; readonly maxUsd: number | null }
type Asked = { readonly daily: number | null; readonly weekly: number | null }

/** A key that nobody revoked, because the run was killed, ends by itself after a week. */
const keyMs = 7 * 24 * 3_600_000

/** The run's way through the gateway of this home, with a key per loop that holds the run's caps. */
export function throughGateway(
  { home, now }: CliContext,
  shared: Budget,
  limits: Limits,
  asked: Asked,
): ThroughGateway | { readonly kind: "problem"; readonly problem: Problem } {
  const running = readRunning(home)
  if (running === null)
    return {
      kind: "problem",
      problem: unfitting(
        "No gateway of this home runs.",
        "Start it with `for-loop gateway`, then try again.",
      ),
    }
  const settings = readSpendSettings(home)
  if (settings.kind === "wrong")
    return { kind: "problem", problem: unfitting(settings.why, "Nothing was started.") }
  const caps = capsOf(limits.mode, { ...asked, maxUsd: limits.maxUsd }, settings)
  const keys = openKeys(home, now)
  const made = new Map<string, Promise<{ readonly name: string; readonly secret: string }>>()
  const make = async (loop: string): Promise<{ readonly name: string; readonly secret: string }> => {
    const added = await keys.add(freeName(keys, `loop-${loop}`), {
      formats: ["gemini"],
      expiresAt: now() + keyMs,
      caps: { totalUsd: caps.each, dailyUsd: caps.daily, weeklyUsd: caps.weekly },
      loop,
    })
    if (added.kind === "refused") throw new Error(`No key could be made for the loop: ${added.why}.`)
    return { name: added.key.name, secret: added.secret }
  }
  return {
    kind: "through",
    through: {
      url: running.url,
      keyOf: async (loop) => {
        const key = made.get(loop) ?? make(loop)
        made.set(loop, key)
        return (await key).secret
      },
    },
    budget: {
      reserve: () => ({ kind: "reserved", id: "gateway" }),
      settle: () => [],
      release: () => undefined,
      costOf: shared.costOf,
    },
    close: async () => {
      for (const key of await Promise.allSettled(made.values()))
        if (key.status === "fulfilled") await keys.revoke(key.value.name)
    },
  }
}

/** A loop that is taken up again gets another key. */
function freeName(keys: Keys, wanted: string): string {
  const names = new Set(keys.list().map(({ name }) => name))
  let name = wanted
  for (let number = 2; names.has(name); number += 1) name = `${wanted}-${number}`
  return name
}
