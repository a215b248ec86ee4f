import type { GatewayConfig } from "../../gateway/config/config.ts"
import { type SecretState, secretStates } from "../../gateway/config/effective-config.ts"
import type { GatewayParts } from "../../gateway/serve/gateway-parts.ts"
import type { GatewayView } from "../model/view.ts"
import { readGatewayView } from "./read-gateway-view.ts"

export type GatewayFeedOrder = {
  readonly parts: GatewayParts
  readonly version: string
  /** Whether anybody looks. */
  readonly isWatched: () => boolean
  readonly onView: (view: GatewayView) => void
  readonly onTrouble: (text: string) => void
}

export type GatewayFeed = {
  fresh(): Promise<GatewayView>
  /** Reads and tells views until nobody looks any more. */
  watch(): void
  /** Something was changed from the page. */
  refresh(): Promise<void>
  close(): void
}

/** Often enough to follow requests with the eyes. */
const everyMs = 1000
/** Secrets lie in stores that are programs to be run, and models are asked from upstreams. */
const slowMs = 60_000

/** The view of a gateway that runs, read while somebody looks and told when it changed. */
export function openGatewayFeed(order: GatewayFeedOrder): GatewayFeed {
  const { parts, version, isWatched, onView, onTrouble } = order
  let timer: NodeJS.Timeout | null = null
  let told = ""
  let secrets: readonly SecretState[] = []
  let models: readonly string[] = []
  /** The configuration that `secrets` are of, and when they were asked for. */
  let asked: { readonly config: GatewayConfig; readonly at: number } | null = null
  let listed = 0

  const place = { home: parts.home, env: parts.env, platform: process.platform }
  const readSecrets = async (): Promise<void> => {
    const config = parts.config()
    const now = parts.now()
    if (asked !== null && asked.config === config && now - asked.at < slowMs) return
    asked = { config, at: now }
    secrets = await secretStates(config, place)
  }
  const readModels = (): void => {
    const now = parts.now()
    if (now - listed < slowMs) return
    listed = now
    parts.models.list().then(
      (list) => {
        models = [...new Set(list.map(({ id }) => id))].sort()
      },
      (error: unknown) => onTrouble(`The models cannot be listed: ${String(error)}`),
    )
  }
  const fresh = async (): Promise<GatewayView> => {
    await readSecrets()
    readModels()
    return readGatewayView({ parts, version, secrets, models })
  }
  const refresh = async (): Promise<void> => {
    const view = await fresh()
    const text = JSON.stringify({ ...view, at: 0 })
    if (text === told) return
    told = text
    onView(view)
  }
  const watch = (): void => {
    timer ??= setTimeout(() => {
      timer = null
      if (!isWatched()) return
      refresh()
        .catch((error: unknown) => onTrouble(`The page cannot be brought up to date: ${String(error)}`))
        .finally(watch)
    }, everyMs).unref()
  }
  return {
    fresh,
    watch,
    async refresh() {
      // A secret may have come or gone with it, and models with that.
      asked = null
      listed = 0
      parts.models.refresh()
      await refresh()
    },
    close() {
      if (timer !== null) clearTimeout(timer)
      timer = null
    },
  }
}
