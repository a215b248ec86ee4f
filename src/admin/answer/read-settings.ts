import { isRecord } from "../../system/json-record.ts"
import type { CredentialSettings, KeySettings } from "../model/messages.ts"
import { amountOrNull, isAmount, isText } from "./read-value.ts"

export function readCredentialSettings(raw: unknown): CredentialSettings | null {
  if (!isRecord(raw)) return null
  const { enabled, weight, priority } = raw
  const stopAtUsdPerDay = amountOrNull(raw.stopAtUsdPerDay)
  if (typeof enabled !== "boolean" || !isAmount(weight) || !isAmount(priority)) return null
  return stopAtUsdPerDay === undefined ? null : { enabled, weight, priority, stopAtUsdPerDay }
}

export function readKeySettings(raw: unknown): KeySettings | null {
  if (!isRecord(raw) || !isRecord(raw.caps)) return null
  const models = raw.models === "all" ? "all" : readNames(raw.models)
  const expiresAt = amountOrNull(raw.expiresAt)
  const concurrency = amountOrNull(raw.concurrency)
  const dailyUsd = amountOrNull(raw.caps.dailyUsd)
  const weeklyUsd = amountOrNull(raw.caps.weeklyUsd)
  const totalUsd = amountOrNull(raw.caps.totalUsd)
  if (models === null || expiresAt === undefined || concurrency === undefined) return null
  if (dailyUsd === undefined || weeklyUsd === undefined || totalUsd === undefined) return null
  return { models, expiresAt, concurrency, caps: { dailyUsd, weeklyUsd, totalUsd } }
}

function readNames(raw: unknown): readonly string[] | null {
  if (!Array.isArray(raw)) return null
  const names = raw.filter(isText)
  return names.length === raw.length ? names : null
}
