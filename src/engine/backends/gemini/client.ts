import { GoogleGenAI } from "@google/genai"
import type { Access } from "./access.ts"

/**
 * A client for this access. Its own retries are off: waiting and trying again is the driver's, where it is seen. `iteration`:
 * told to a gateway of ours alone, for its log.
 */
export function clientOf(
  access: Exclude<Access, { kind: "none" }>,
  env: NodeJS.ProcessEnv,
  iteration: number | null = null,
): GoogleGenAI {
  const gateway = access.kind === "key" ? (access.gateway ?? null) : null
  const baseUrl = gateway ?? env.GOOGLE_GEMINI_BASE_URL ?? ""
  const headers =
    gateway === null || iteration === null ? {} : { headers: { "x-for-loop-iteration": String(iteration) } }
  const httpOptions = { retryOptions: { attempts: 1 }, ...(baseUrl === "" ? {} : { baseUrl }), ...headers }
  return access.kind === "key"
    ? new GoogleGenAI({ apiKey: access.key, httpOptions })
    : new GoogleGenAI({ vertexai: true, project: access.project, location: access.location, httpOptions })
}
