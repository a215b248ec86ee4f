import type { AuthClient } from "google-auth-library"
import { conceal } from "../../secrets/conceal.ts"
import { type Proof, proofMs } from "./proof.ts"

/** The one scope that Vertex AI's models take, and the least role that may call them. */
export const vertexScope = "https://www.googleapis.com/auth/cloud-platform"
export const vertexRole = "roles/aiplatform.user"

export type AdcKind = "user" | "service-account" | "metadata-server" | "impersonated" | "federated"

export type AdcProof = { readonly credentials: AdcKind | null; readonly proof: Proof }

/**
 * Mints an access token from the application default credentials and drops it: Google's own library finds and reads
 * them, as the model calls do. `fetch` stands in for the network in tests.
 */
export async function proveAdc(env: NodeJS.ProcessEnv, fetch?: typeof globalThis.fetch): Promise<AdcProof> {
  const library = await import("google-auth-library")
  const file = env.GOOGLE_APPLICATION_CREDENTIALS ?? ""
  const auth = new library.GoogleAuth({
    scopes: [vertexScope],
    ...(file === "" ? {} : { keyFilename: file }),
    ...(fetch === undefined ? {} : { clientOptions: { transporterOptions: { fetchImplementation: fetch } } }),
  })
  let credentials: AdcKind | null = null
  try {
    const client = await inTime(auth.getClient())
    credentials = kindOf(client, library)
    const { token } = await inTime(client.getAccessToken())
    if (token == null || token === "")
      return { credentials, proof: refused("they gave no token", credentials) }
    return {
      credentials,
      proof: { kind: "proven", what: `a token was made from ${words[credentials]} and dropped` },
    }
  } catch (thrown) {
    const said = conceal(thrown instanceof Error ? thrown.message : String(thrown), null)
    return { credentials, proof: refused(said, credentials) }
  }
}

/** What the credentials are, for people. */
const words: Readonly<Record<AdcKind, string>> = {
  user: "the user credentials of gcloud",
  "service-account": "a service account's file",
  "metadata-server": "the metadata server of this machine",
  impersonated: "an impersonated service account",
  federated: "a federated identity",
}

function kindOf(client: AuthClient, library: typeof import("google-auth-library")): AdcKind {
  if (client instanceof library.UserRefreshClient) return "user"
  if (client instanceof library.JWT) return "service-account"
  if (client instanceof library.Compute) return "metadata-server"
  return client instanceof library.Impersonated ? "impersonated" : "federated"
}

function refused(said: string, credentials: AdcKind | null): Proof {
  const what =
    credentials === null
      ? "no application default credentials could be used"
      : `no token came from ${words[credentials]}`
  return { kind: "refused", why: `${what} (${said})`, next: nextFor(credentials) }
}

function nextFor(credentials: AdcKind | null): string {
  if (credentials === "service-account")
    return `Make a new key for a service account that has ${vertexRole}, and let GOOGLE_APPLICATION_CREDENTIALS name its file.`
  if (credentials === "metadata-server") return `Give this machine a service account that has ${vertexRole}.`
  return "Run `gcloud auth application-default login`, or let GOOGLE_APPLICATION_CREDENTIALS name a service account's file."
}

async function inTime<T>(work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error("no answer in time")), proofMs)
  })
  work.catch(() => {}) // when nobody waits for it any more
  try {
    return await Promise.race([work, late])
  } finally {
    clearTimeout(timer)
  }
}
