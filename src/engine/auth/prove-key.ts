import { conceal } from "../../secrets/conceal.ts"
import type { Access } from "../backends/gemini/access.ts"
import { type Proof, proofMs } from "./proof.ts"

const standardHost = "generativelanguage.googleapis.com"

/** Asks the service for one name of a model with this key, which costs nothing. */
export async function proveKey(
  access: Extract<Access, { kind: "key" }>,
  env: NodeJS.ProcessEnv,
): Promise<Proof> {
  const host = hostOf(env)
  // The API's client is only loaded where it is asked.
  const { clientOf } = await import("../backends/gemini/client.ts")
  try {
    const abortSignal = AbortSignal.timeout(proofMs)
    const page = await clientOf(access, env).models.list({ config: { pageSize: 1, abortSignal } })
    const [model] = page.page
    const name = conceal(model?.name?.replace(/^models\//, "") ?? "", access.key)
    return { kind: "proven", what: `${host} accepts the key${name === "" ? "" : ` and offers ${name}`}` }
  } catch (thrown) {
    const said = thrown instanceof Error ? thrown.message : String(thrown)
    return { kind: "refused", ...reasonOf(statusOf(thrown), conceal(sentenceOf(said), access.key), host) }
  }
}

function reasonOf(
  status: number | null,
  said: string,
  host: string,
): { readonly why: string; readonly next: string } {
  if (status === null)
    return {
      why: `${host} cannot be reached (${said})`,
      next: "Check the network, proxy and GOOGLE_GEMINI_BASE_URL.",
    }
  if (status === 429)
    return {
      why: `${host} knows the key, but its quota is used up (${said})`,
      next: "Wait, or raise the quota of its project.",
    }
  if (status >= 500)
    return { why: `${host} has trouble of its own (${status}: ${said})`, next: "Try again later." }
  return {
    why: `${host} does not accept the key (${status}: ${said})`,
    next: "Make a new one at https://aistudio.google.com/apikey, restricted to the Generative Language API.",
  }
}

function hostOf(env: NodeJS.ProcessEnv): string {
  try {
    return new URL(env.GOOGLE_GEMINI_BASE_URL || `https://${standardHost}`).host
  } catch {
    return "the address in GOOGLE_GEMINI_BASE_URL"
  }
}

function statusOf(thrown: unknown): number | null {
  if (typeof thrown !== "object" || thrown === null || !("status" in thrown)) return null
  return typeof thrown.status === "number" ? thrown.status : null
}

/** The service's own sentence out of the JSON that its client puts into the message. */
function sentenceOf(text: string): string {
  return /"message"\s*:\s*"((?:[^"\\]|\\.)*)"/.exec(text)?.[1]?.replaceAll('\\"', '"') ?? text
}
