import type { gatewayEn } from "./gateway-en.ts"

export type GatewayWordKey = keyof typeof gatewayEn

/** All texts of one language. */
export type GatewayWords = Readonly<Record<GatewayWordKey, string>>
