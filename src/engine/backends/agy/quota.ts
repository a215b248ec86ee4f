import { isRecord, parseRecord } from "../../../system/json-record.ts"

/** One quota window of a model group. `remaining` 0…1; `resetsAt` epoch ms. */
export type QuotaBucket = {
  readonly id: string
  readonly remaining: number
  readonly resetsAt: number | null
}

/** The buckets that `agy -p /usage --output-format json` tells, in any order; empty when the text is no such answer. */
export function readQuota(text: string): readonly QuotaBucket[] {
  const answer = parseRecord(text)
  const command = isRecord(answer?.command) ? answer.command : {}
  const data = isRecord(command.data) ? command.data : {}
  const groups = Array.isArray(data.groups) ? data.groups.filter(isRecord) : []
  return groups
    .flatMap((group) => (Array.isArray(group.buckets) ? group.buckets.filter(isRecord) : []))
    .flatMap(({ id, remaining_fraction: remaining, reset_time: reset }) => {
      if (typeof id !== "string" || typeof remaining !== "number" || !Number.isFinite(remaining)) return []
      const resetsAt = typeof reset === "string" ? Date.parse(reset) : Number.NaN
      return [{ id, remaining, resetsAt: Number.isNaN(resetsAt) ? null : resetsAt }]
    })
}

/** Below this share a long turn is likely to die in its middle. */
const least = 0.01

/**
 * The bucket that lets no turn of this model begin now, the one that opens last of them; null when there is none.
 * Gemini models have buckets of their own, all others share `3p`. `now` in epoch ms.
 */
export function exhausted(
  buckets: readonly QuotaBucket[],
  model: string | null,
  now: number,
): QuotaBucket | null {
  const group = model === null || /gemini/i.test(model) ? "gemini" : "3p"
  const empty = buckets.filter(
    ({ id, remaining, resetsAt }) => id.startsWith(group) && remaining < least && (resetsAt ?? now + 1) > now,
  )
  return empty.reduce<QuotaBucket | null>(
    (last, bucket) => (last === null || (bucket.resetsAt ?? 0) > (last.resetsAt ?? 0) ? bucket : last),
    null,
  )
}
