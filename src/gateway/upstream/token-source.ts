import type { GoogleAuth } from "google-auth-library"
import { conceal } from "../../secrets/conceal.ts"
import { isForeignSignIn, isForeignSignInFile } from "../../secrets/foreign-sign-in.ts"
import type { SecretSource } from "../config/config.ts"
import { agentFetch } from "./agent-fetch.ts"

/** `why`: one sentence for people, without a secret. */
type Token =
  | { readonly kind: "token"; readonly value: string }
  | { readonly kind: "missing"; readonly why: string }

/** Access tokens for Vertex: made anew in time, once for all who wait. */
export type TokenSource = {
  readonly token: () => Promise<Token>
  /** The upstream answered 401 to this token: the next one is made anew, once. */
  readonly refused: (value: string) => void
}

export type TokenOrder = {
  readonly source: Extract<SecretSource, { from: "adc" | "service-account" }>
  readonly env: NodeJS.ProcessEnv
  readonly now: () => number
  /** Stands in for the network in tests. */
  readonly fetch?: typeof globalThis.fetch
}

const scope = "https://www.googleapis.com/auth/cloud-platform"

/** A token is made anew this long before it ends, while calls still use the old one. */
const earlyMs = 5 * 60_000
/** So near its end it is not used any more. */
const lateMs = 30_000
/** Refused tokens are replaced at most so often: another one made in a moment would be refused as well. */
const forcedEveryMs = 60_000
const patienceMs = 20_000

type Kept = { readonly value: string; readonly until: number }

/** Tokens from application default credentials or a service account's file, found and read by Google's own library. */
export function openTokenSource(order: TokenOrder): TokenSource {
  const { now } = order
  let kept: Kept | null = null
  let making: Promise<Token> | null = null
  let forcedAt = Number.NEGATIVE_INFINITY

  const make = async (): Promise<Token> => {
    try {
      // A new client each time: the library would give out its old token until shortly before that ends.
      const made = await inTime(readToken(await openAuth(order)))
      if (made === null) return { kind: "missing", why: "Google's credentials gave no token" }
      kept = { value: made.value, until: made.until ?? now() + 45 * 60_000 }
      return { kind: "token", value: made.value }
    } catch (thrown) {
      const told = thrown instanceof Error ? thrown.message || thrown.name : String(thrown)
      const said = conceal(told, null)
      return { kind: "missing", why: `no token came from Google's credentials (${said})` }
    }
  }
  const once = (): Promise<Token> => {
    making ??= make().finally(() => {
      making = null
    })
    return making
  }

  return {
    token: async () => {
      if (isForeign(order)) {
        const why = "the credentials are the sign-in of another Google product, which is not ours to use"
        return { kind: "missing", why }
      }
      const left = kept === null ? 0 : kept.until - now()
      if (kept === null || left <= lateMs) return once()
      // Nobody waits for this one; should it fail, the next call asks again.
      if (left <= earlyMs) void once()
      return { kind: "token", value: kept.value }
    },
    refused: (value) => {
      if (kept?.value !== value || now() - forcedAt < forcedEveryMs) return
      forcedAt = now()
      kept = null
    },
  }
}

function isForeign({ source, env }: TokenOrder): boolean {
  return source.from === "adc" ? isForeignSignIn(env) : isForeignSignInFile(source.path)
}

async function openAuth({ source, env, fetch }: TokenOrder): Promise<GoogleAuth> {
  const library = await import("google-auth-library")
  const path = source.from === "adc" ? (env.GOOGLE_APPLICATION_CREDENTIALS ?? "") : source.path
  const proxy = (env.OUTBOUND_PROXY ?? "").trim()
  const transporterOptions = {
    fetchImplementation: fetch ?? agentFetch,
    ...(proxy === "" ? {} : { proxy }),
  }
  return new library.GoogleAuth({
    scopes: [scope],
    ...(path === "" ? {} : { keyFilename: path }),
    clientOptions: { transporterOptions },
  })
}

async function readToken(auth: GoogleAuth): Promise<{ value: string; until: number | null } | null> {
  const client = await auth.getClient()
  const { token } = await client.getAccessToken()
  if (token == null || token === "") return null
  return { value: token, until: client.credentials.expiry_date ?? null }
}

async function inTime<T>(work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error("no answer in time")), patienceMs)
  })
  work.catch(() => {}) // when nobody waits for it any more
  try {
    return await Promise.race([work, late])
  } finally {
    clearTimeout(timer)
  }
}
