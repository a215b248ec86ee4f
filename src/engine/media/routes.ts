import { keptGeminiKey } from "../../secrets/stores.ts"
import { findAccess, routeOf } from "../backends/gemini/access.ts"
import type { Link } from "../driver/run-event.ts"
import type { Route } from "./admit.ts"

/** How attached files would reach each of those who may do the work. */
export async function routesOf(
  chain: readonly Link[],
  place: { readonly home: string; readonly env: NodeJS.ProcessEnv },
  way: "direct" | "gateway",
): Promise<Route[]> {
  if (way === "gateway") return chain.map(({ backend }) => (backend === "gemini" ? "inline" : "paths"))
  const access = await findAccess(
    place.env,
    async () => (await keptGeminiKey({ ...place, platform: process.platform })).key,
  )
  return chain.map(({ backend }) => (backend === "gemini" ? routeOf(access) : "paths"))
}
