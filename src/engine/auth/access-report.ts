import { keptGeminiKey, type StorePlace } from "../../secrets/stores.ts"
import { findProgram } from "../../system/find-program.ts"
import { type Access, findAccess } from "../backends/gemini/access.ts"
import type { Proof } from "./proof.ts"
import { type AdcKind, proveAdc, vertexRole, vertexScope } from "./prove-adc.ts"
import { proveAgy } from "./prove-agy.ts"
import { proveKey } from "./prove-key.ts"

/** How one backend would reach its service. No secret stands in it. */
export type BackendAccess =
  | {
      readonly backend: "agy"
      /** agy signs in by itself; we never look at it. */
      readonly access: "own-sign-in" | "none"
      readonly what: string
      readonly next: string | null
      readonly proof: Proof
    }
  | {
      readonly backend: "gemini"
      readonly access: "api-key" | "vertex" | "none"
      readonly what: string
      readonly next: string | null
      readonly proof: Proof
      readonly vertex: {
        readonly project: string
        readonly location: string
        readonly credentials: AdcKind | null
        /** The least that is needed. */
        readonly scope: string
        readonly role: string
      } | null
    }

/**
 * The access of every backend. Credentials for Vertex are always proven by a token that is made and dropped; `prove`
 * asks the services too (one list of models, agy's quota). Nothing is spent either way.
 */
export async function accessReport(
  place: StorePlace,
  prove: "local" | "services",
): Promise<readonly BackendAccess[]> {
  return await Promise.all([agyAccess(place.env, prove), geminiAccess(place, prove)])
}

async function agyAccess(env: NodeJS.ProcessEnv, prove: "local" | "services"): Promise<BackendAccess> {
  const path = findProgram("agy", env)
  if (path === null) {
    const next = "Install Antigravity's command line to use it; the Gemini API works without."
    return { backend: "agy", access: "none", what: "agy is not on the PATH", next, proof: notTried }
  }
  const proof = prove === "services" ? await proveAgy(env) : notTried
  const what = `${path} signs in by itself; For Loop never looks at that sign-in`
  return { backend: "agy", access: "own-sign-in", what, next: null, proof }
}

async function geminiAccess(place: StorePlace, prove: "local" | "services"): Promise<BackendAccess> {
  let trouble: string | null = null
  const access = await findAccess(place.env, async () => {
    const kept = await keptGeminiKey(place)
    trouble = kept.trouble
    return kept.key
  })
  switch (access.kind) {
    case "none":
      return {
        ...{
          backend: "gemini",
          access: "none",
          what: trouble === null ? access.why : `${access.why}; ${trouble}`,
          next: access.next,
        },
        ...{ proof: notTried, vertex: null },
      }
    case "key":
      return {
        ...{ backend: "gemini", access: "api-key", what: `the key in ${access.from}`, next: null },
        proof: prove === "services" ? await proveKey(access, place.env) : notTried,
        vertex: null,
      }
    case "vertex":
      return await vertexAccess(access, place.env)
    default:
      return access satisfies never
  }
}

async function vertexAccess(
  { project, location }: Extract<Access, { kind: "vertex" }>,
  env: NodeJS.ProcessEnv,
): Promise<BackendAccess> {
  const { credentials, proof } = await proveAdc(env)
  return {
    backend: "gemini",
    access: "vertex",
    what: `Vertex AI project ${project} in ${location}, by application default credentials`,
    next: null,
    proof,
    vertex: { project, location, credentials, scope: vertexScope, role: vertexRole },
  }
}

const notTried: Proof = {
  kind: "not-tried",
  why: "`for-loop auth --check` asks the service, which costs nothing",
}
