import { isForeignSignIn } from "../../../secrets/foreign-sign-in.ts"
import type { KeptKey } from "../../../secrets/stores.ts"
import type { Availability } from "../../backend.ts"

/** How the API is reached: the user's own key, or their own Vertex project with application default credentials. */
export type Access =
  | {
      readonly kind: "key"
      readonly key: string
      readonly from: string
      /** Of a gateway of ours, which pays with credentials of its own; null or none = the service itself. */
      readonly gateway?: string | null
    }
  | { readonly kind: "vertex"; readonly project: string; readonly location: string }
  | { readonly kind: "none"; readonly why: string; readonly next: string }

const keyNames = ["GEMINI_API_KEY", "GOOGLE_API_KEY"] as const

/**
 * Which access there is: Vertex where the environment says so, else its key, else the kept one, which is only looked for
 * then. Keys are read and passed on, never shown.
 */
export async function findAccess(
  env: NodeJS.ProcessEnv,
  keptKey: () => Promise<KeptKey | null>,
): Promise<Access> {
  const told = accessOf(env)
  if (told.kind !== "none" || wantsVertex(env)) return told
  const kept = await keptKey()
  return kept === null ? told : { kind: "key", ...kept }
}

/** Which access the environment alone offers. */
export function accessOf(env: NodeJS.ProcessEnv): Access {
  const vertex = wantsVertex(env)
  const from = keyNames.find((name) => (env[name] ?? "").trim() !== "")
  if (!vertex && from !== undefined) return { kind: "key", key: (env[from] ?? "").trim(), from }
  const project = env.GOOGLE_CLOUD_PROJECT ?? ""
  const location = env.GOOGLE_CLOUD_LOCATION || "global"
  if (vertex && isForeignSignIn(env)) {
    const why = "GOOGLE_APPLICATION_CREDENTIALS names the sign-in of another Google product"
    const next = "Use `gcloud auth application-default login`, a service account, or an API key of your own."
    return { kind: "none", why, next }
  }
  if (vertex && project !== "") return { kind: "vertex", project, location }
  if (vertex) {
    const next = "Set GOOGLE_CLOUD_PROJECT (and GOOGLE_CLOUD_LOCATION)."
    return { kind: "none", why: "GOOGLE_GENAI_USE_VERTEXAI is set, but no project is named", next }
  }
  const next =
    "Run `for-loop auth set gemini`, or set GEMINI_API_KEY, or GOOGLE_GENAI_USE_VERTEXAI=1 with GOOGLE_CLOUD_PROJECT."
  return { kind: "none", why: "there is neither an API key nor a Vertex project", next }
}

/** What tools and checks get to see of the environment: not the key that pays for the model. */
export function withoutKeys(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const rest = { ...env }
  for (const name of keyNames) delete rest[name]
  return rest
}

export function availabilityOf(access: Access): Availability {
  switch (access.kind) {
    case "key":
      return { kind: "ready", why: keyTold(access.from), version: null }
    case "vertex":
      return { kind: "ready", why: `Vertex project ${access.project} in ${access.location}`, version: null }
    case "none":
      return { kind: "unavailable", why: access.why, next: access.next }
    default:
      return access satisfies never
  }
}

function keyTold(from: string): string {
  if (from.startsWith("the gateway")) return `through ${from}`
  return keyNames.some((name) => name === from) ? `${from} is set` : `an API key is kept in ${from}`
}

/** The service as the price table names it: Vertex sells dearer in one region than on its global endpoint. */
export function upstreamOf(access: Exclude<Access, { kind: "none" }>): string {
  if (access.kind === "key") return "gemini-api"
  return access.location === "global" ? "vertex-global" : "vertex-regional"
}

/** Whether large files can be uploaded, or everything has to go into the request. */
export function routeOf(access: Access): "files-api" | "inline" {
  return access.kind === "vertex" || isThroughGateway(access) ? "inline" : "files-api"
}

/** A gateway passes model calls on, and neither files nor caches of the service. */
export function isThroughGateway(access: Access): boolean {
  return access.kind === "key" && typeof access.gateway === "string"
}

function wantsVertex(env: NodeJS.ProcessEnv): boolean {
  return /^(1|true)$/i.test(env.GOOGLE_GENAI_USE_VERTEXAI ?? "")
}
