import { GoogleGenAI } from "@google/genai"
import type { Availability } from "../../backend.ts"

/** How the API is reached: the user's own key, or their own Vertex project with application default credentials. */
export type Access =
  | { readonly kind: "key"; readonly key: string; readonly from: string }
  | { readonly kind: "vertex"; readonly project: string; readonly location: string }
  | { readonly kind: "none"; readonly why: string; readonly next: string }

const keyNames = ["GEMINI_API_KEY", "GOOGLE_API_KEY"] as const

/** Which access the environment offers. Keys are read and passed on, never shown. */
export function accessOf(env: NodeJS.ProcessEnv): Access {
  const vertex = /^(1|true)$/i.test(env.GOOGLE_GENAI_USE_VERTEXAI ?? "")
  const from = keyNames.find((name) => (env[name] ?? "").trim() !== "")
  if (!vertex && from !== undefined) return { kind: "key", key: (env[from] ?? "").trim(), from }
  const project = env.GOOGLE_CLOUD_PROJECT ?? ""
  const location = env.GOOGLE_CLOUD_LOCATION ?? "global"
  if (vertex && project !== "") return { kind: "vertex", project, location }
  if (vertex) {
    const next = "Set GOOGLE_CLOUD_PROJECT (and GOOGLE_CLOUD_LOCATION)."
    return { kind: "none", why: "GOOGLE_GENAI_USE_VERTEXAI is set, but no project is named", next }
  }
  const next = "Set GEMINI_API_KEY, or GOOGLE_GENAI_USE_VERTEXAI=1 with GOOGLE_CLOUD_PROJECT."
  return { kind: "none", why: "there is neither GEMINI_API_KEY nor a Vertex project", next }
}

/** A client for this access. Its own retries are off: waiting and trying again is the driver's, where it is seen. */
export function clientOf(access: Exclude<Access, { kind: "none" }>, env: NodeJS.ProcessEnv): GoogleGenAI {
  const baseUrl = env.GOOGLE_GEMINI_BASE_URL ?? ""
  const httpOptions = { retryOptions: { attempts: 1 }, ...(baseUrl === "" ? {} : { baseUrl }) }
  return access.kind === "key"
    ? new GoogleGenAI({ apiKey: access.key, httpOptions })
    : new GoogleGenAI({ vertexai: true, project: access.project, location: access.location, httpOptions })
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
      return { kind: "ready", why: `${access.from} is set`, version: null }
    case "vertex":
      return { kind: "ready", why: `Vertex project ${access.project} in ${access.location}`, version: null }
    case "none":
      return { kind: "unavailable", why: access.why, next: access.next }
    default:
      return access satisfies never
  }
}

/** The service as the price table names it: Vertex sells dearer in one region than on its global endpoint. */
export function upstreamOf(access: Exclude<Access, { kind: "none" }>): string {
  if (access.kind === "key") return "gemini-api"
  return access.location === "global" ? "vertex-global" : "vertex-regional"
}
