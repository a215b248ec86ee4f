import type { GatewayConfig } from "../config/config.ts"
import { readGatewayConfig } from "../config/read-config.ts"
import type { AdminHandler } from "../serve/admin-handler.ts"
import type { GatewayParts } from "../serve/gateway-parts.ts"
import { type ServedGateway, serveGateway } from "../serve/serve-gateway.ts"
import { followConfig } from "./follow-config.ts"
import { claimRunning, type Running } from "./running.ts"

export type RunGatewayOrder = {
  readonly home: string
  readonly env: NodeJS.ProcessEnv
  readonly now: () => number
  /** Instead of the configuration's; null = as configured. */
  readonly host: string | null
  readonly port: number | null
  readonly expose: boolean
  readonly admin: ((parts: GatewayParts) => AdminHandler) | null
  readonly onTrouble: (message: string) => void
}

export type RanGateway =
  | {
      readonly kind: "running"
      readonly url: string
      readonly port: number
      readonly config: GatewayConfig
      close(): Promise<void>
    }
  | { readonly kind: "refused"; readonly why: "config"; readonly message: string }
  | { readonly kind: "refused"; readonly why: "running"; readonly running: Running | null }
  | { readonly kind: "refused"; readonly why: "home"; readonly message: string }
  | {
      readonly kind: "refused"
      readonly why: Extract<ServedGateway, { readonly kind: "refused" }>["why"]
      readonly host: string
      readonly port: number
    }

/** Runs the gateway of a home, as its configuration says, until it is closed; one per home. Throws StoreError. */
export async function runGateway(order: RunGatewayOrder): Promise<RanGateway> {
  const { home, env, now, expose, onTrouble } = order
  const read = await readGatewayConfig(home, env)
  if (read.kind === "wrong") return { kind: "refused", why: "config", message: read.why }
  const { server } = read.config
  const asked = { ...server, host: order.host ?? server.host, port: order.port ?? server.port }
  const config: GatewayConfig = { ...read.config, server: asked }
  const claim = await claimRunning(home, now())
  if (claim.kind === "taken") return { kind: "refused", why: "running", running: claim.running }
  if (claim.kind === "unavailable") return { kind: "refused", why: "home", message: claim.why }
  try {
    const served = await serveGateway({ home, env, config, now, expose, admin: order.admin, onTrouble })
    if (served.kind === "refused") {
      claim.release()
      return { ...served, host: asked.host, port: asked.port }
    }
    claim.tell(served.url, served.port)
    const stopFollowing = followConfig(served.parts, asked, onTrouble)
    const close = async (): Promise<void> => {
      stopFollowing()
      try {
        await served.close()
      } finally {
        claim.release()
      }
    }
    return { kind: "running", url: served.url, port: served.port, config, close }
  } catch (error) {
    claim.release()
    throw error
  }
}
