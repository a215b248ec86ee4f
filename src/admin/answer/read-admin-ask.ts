import { strategies, upstreamKinds } from "../../gateway/config/config.ts"
import { isRecord } from "../../system/json-record.ts"
import type { AdminAsk, SecretForm, UpstreamForm } from "../model/messages.ts"
import { clientNames, groupings, ranges } from "../model/view.ts"
import { readCredentialSettings, readKeySettings } from "./read-settings.ts"
import { amountOrNull, isText, oneOf, textOrNull } from "./read-value.ts"

/** Decodes what a page asks; null when it is none of our questions. What it names is looked at where it is used. */
export function readAdminAsk(raw: unknown): AdminAsk | null {
  if (!isRecord(raw)) return null
  const { kind, upstream, name } = raw
  switch (kind) {
    case "upstream-add": {
      const form = readUpstream(upstream)
      return form === null ? null : { kind, upstream: form }
    }
    case "upstream-remove":
      return isText(upstream) ? { kind, upstream } : null
    case "strategy": {
      const strategy = oneOf(strategies, raw.strategy)
      return isText(upstream) && strategy !== null ? { kind, upstream, strategy } : null
    }
    case "credential-add": {
      const secret = readSecret(raw.secret)
      return isText(upstream) && isText(name) && secret !== null ? { kind, upstream, name, secret } : null
    }
    case "credential-change": {
      const settings = readCredentialSettings(raw.settings)
      return isText(upstream) && isText(name) && settings !== null ? { kind, upstream, name, settings } : null
    }
    case "credential-remove":
      return isText(upstream) && isText(name) ? { kind, upstream, name } : null
    case "reset": {
      const credential = textOrNull(raw.credential)
      return isText(upstream) && credential !== undefined ? { kind, upstream, credential } : null
    }
    case "key-add":
    case "key-change": {
      const settings = readKeySettings(raw.settings)
      return isText(name) && settings !== null ? { kind, name, settings } : null
    }
    case "key-revoke":
    case "alias-remove":
      return isText(name) ? { kind, name } : null
    case "alias-add": {
      const { model } = raw
      return isText(name) && isText(upstream) && isText(model) ? { kind, name, upstream, model } : null
    }
    case "budget": {
      const dailyUsd = amountOrNull(raw.dailyUsd)
      const weeklyUsd = amountOrNull(raw.weeklyUsd)
      const unknownPrice = oneOf(["refuse", "allow"] as const, raw.unknownPrice)
      if (dailyUsd === undefined || weeklyUsd === undefined || unknownPrice === null) return null
      return { kind, dailyUsd, weeklyUsd, unknownPrice }
    }
    case "series": {
      const range = oneOf(ranges, raw.range)
      const by = oneOf(groupings, raw.by)
      return range === null || by === null ? null : { kind, range, by }
    }
    case "attempts":
      return isText(raw.request) ? { kind, request: raw.request } : null
    case "export": {
      const what = oneOf(["config", "requests"] as const, raw.what)
      return what === null ? null : { kind, what }
    }
    case "snippet":
    case "client-set-up":
    case "client-undo": {
      const client = oneOf(clientNames, raw.client)
      return client === null ? null : { kind, client }
    }
    case "start":
    case "stop":
    case "open-browser":
      return { kind }
    default:
      return null
  }
}

function readUpstream(raw: unknown): UpstreamForm | null {
  if (!isRecord(raw)) return null
  const kind = oneOf(upstreamKinds, raw.kind)
  const baseUrl = textOrNull(raw.baseUrl)
  const project = textOrNull(raw.project)
  const location = textOrNull(raw.location)
  if (!isText(raw.name) || kind === null) return null
  if (baseUrl === undefined || project === undefined || location === undefined) return null
  return { name: raw.name, kind, baseUrl, project, location }
}

function readSecret(raw: unknown): SecretForm | null {
  if (!isRecord(raw)) return null
  const { from, secret, name, path } = raw
  switch (from) {
    case "typed":
      return isText(secret) ? { from, secret } : null
    case "env":
      return isText(name) ? { from, name } : null
    case "service-account":
      return isText(path) ? { from, path } : null
    case "adc":
    case "none":
      return { from }
    default:
      return null
  }
}
