import type { CredentialConfig, UpstreamConfig } from "../config/config.ts"
import { askModels } from "./ask-models.ts"
import { type KeptList, openKeptLists } from "./kept-lists.ts"
import type { UpstreamClient } from "./upstream-client.ts"

export type ListsOrder = {
  readonly home: string
  readonly client: UpstreamClient
  /** The secret of a credential; null = there is none to be had. */
  readonly secret: (upstream: UpstreamConfig, credential: CredentialConfig) => Promise<string | null>
  readonly now: () => number
}

/** What the upstreams list, asked at most once at a time and kept on disk. */
export type ModelLists = {
  readonly of: (upstream: UpstreamConfig) => KeptList | null
  /** Asks now, or joins a question under way. A failure leaves what is known. */
  readonly ask: (upstream: UpstreamConfig) => Promise<void>
  /** Whether the last question is older than this (or still under way). */
  readonly isDue: (upstream: UpstreamConfig, afterMs: number) => boolean
  readonly forgetAges: () => void
  readonly close: () => void
}

/** Nobody waits longer for a list. */
const patienceMs = 10_000

export function openModelLists({ home, client, secret, now }: ListsOrder): ModelLists {
  const kept = openKeptLists(home)
  const closing = new AbortController()
  const asking = new Map<string, Promise<void>>()
  /** When each upstream was asked last, whatever came of it. */
  const askedAt = new Map<string, number>()
  let forgotten = false

  const listOf = (upstream: UpstreamConfig): KeptList | null => {
    const list = kept.get(upstream.name)
    return list?.place === placeOf(upstream) ? list : null
  }
  const askNow = async (upstream: UpstreamConfig): Promise<void> => {
    const key = await firstSecret(upstream, secret)
    if (key === null && needsSecret(upstream)) return
    const signal = AbortSignal.any([closing.signal, AbortSignal.timeout(patienceMs)])
    const models = await askModels(upstream, key, client, signal)
    if (models === null || models.length === 0) return
    kept.set(upstream.name, { at: now(), place: placeOf(upstream), models })
  }

  return {
    of: listOf,
    ask: (upstream) => {
      const name = nameOf(upstream)
      const underWay = asking.get(name)
      if (underWay !== undefined) return underWay
      askedAt.set(name, now())
      const work = askNow(upstream).finally(() => asking.delete(name))
      asking.set(name, work)
      return work
    },
    isDue: (upstream, afterMs) => {
      const name = nameOf(upstream)
      if (asking.has(name)) return true
      const last = askedAt.get(name) ?? (forgotten ? undefined : listOf(upstream)?.at)
      return last === undefined || now() - last >= afterMs
    },
    forgetAges: () => {
      askedAt.clear()
      forgotten = true
    },
    close: () => closing.abort(),
  }
}

async function firstSecret(upstream: UpstreamConfig, secret: ListsOrder["secret"]): Promise<string | null> {
  for (const credential of upstream.credentials) {
    const found = credential.enabled ? await secret(upstream, credential) : null
    if (found !== null) return found
  }
  return null
}

/** Only servers of unknown making work without any. */
function needsSecret({ kind, baseUrl }: UpstreamConfig): boolean {
  return kind !== "openai-compatible" && baseUrl === null
}

/** Another server under the same name has another list. */
function placeOf({ kind, baseUrl, project, location }: UpstreamConfig): string {
  return [kind, baseUrl ?? "", project ?? "", location ?? ""].join(" ")
}

function nameOf(upstream: UpstreamConfig): string {
  return `${upstream.name} ${placeOf(upstream)}`
}
