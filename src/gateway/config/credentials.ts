import { readApiKey } from "../../secrets/api-key.ts"
import type { KeyStore } from "../../secrets/key-store.ts"
import { fileStore, keptGeminiKey, keyStores, type StorePlace, systemStore } from "../../secrets/stores.ts"
import { endRests } from "../pool/cooldown-file.ts"
import { changeConfig, type FullFile } from "./change-config.ts"
import type { SecretSource, UpstreamKind } from "./config.ts"
import type { ConfigFile } from "./config-schema.ts"
import { defaultCredentials, isSet } from "./default-credentials.ts"
import { readGatewayConfig } from "./read-config.ts"

export type CredentialChange =
  | { readonly kind: "done"; readonly message: string }
  | { readonly kind: "refused"; readonly why: string }

/** `typed`: a secret that the user gives us to keep; the others only say where one lies. */
export type GivenSecret =
  | { readonly from: "typed"; readonly secret: string; readonly store: "system" | "file" }
  | Exclude<SecretSource, { readonly from: "kept" }>

type Named = { readonly upstream: string; readonly name: string; readonly now: number }

type UpstreamFile = FullFile["upstreams"][number]
type CredentialFile = NonNullable<UpstreamFile["credentials"]>[number]

export type AddOrder = Named & {
  readonly given: GivenSecret
  /** Makes the upstream where there is none of this name; null = only vendors that need nothing but a key are made. */
  readonly upstreamToMake: UpstreamToMake | null
}

type UpstreamToMake = {
  readonly kind: UpstreamKind
  readonly baseUrl: string | null
  /** Vertex alone; null = as the environment says. */
  readonly project: string | null
  readonly location: string | null
}

/** Vendors whose upstream is complete with a key. */
const keyOnly = ["gemini", "anthropic", "openai"] as const

/**
 * Adds a credential to an upstream, or gives one that is there another secret. A typed one is kept before the file names it.
 * Throws StoreError.
 */
export async function addCredential(place: StorePlace, order: AddOrder): Promise<CredentialChange> {
  const { upstream, name, now, given } = order
  const kept = given.from === "typed" ? await keep(place, accountOf(upstream, name), given) : null
  if (kept?.kind === "refused") return kept
  const secret =
    given.from === "typed" ? ({ from: "kept", account: accountOf(upstream, name) } as const) : given
  const keptGemini = (await keptGeminiKey(place)).key !== null
  const changed = await changeConfig(place.home, place.env, now, (file) =>
    inUpstream(withUpstream(file, order), upstream, (found) => {
      if (!isAsked(found, order.upstreamToMake))
        return `There is an upstream "${upstream}" already, and it is another one than --kind, --url, --project and --location name.`
      const before = found.credentials ?? implied(found, place.env, keptGemini)
      const old = before.find((credential) => credential.name === name)
      const others = before.filter((credential) => credential.name !== name)
      return { ...found, credentials: [...others, { ...old, name, secret }] }
    }),
  )
  if (changed.kind === "wrong") {
    // A secret that nothing names would lie there for ever.
    if (kept !== null && !(await isNamed(place, order))) await kept.store.remove(accountOf(upstream, name))
    return { kind: "refused", why: changed.why }
  }
  // What an old secret was refused for says nothing about this one.
  endRests(place.home, { upstream, credential: name }, now)
  const where = kept === null ? "" : `; its secret lies in ${kept.store.name}`
  return { kind: "done", message: `The upstream ${upstream} has the credential "${name}"${where}.` }
}

/** Takes a credential out of the file, and its secret from where we kept it. Throws StoreError. */
export async function removeCredential(
  place: StorePlace,
  { upstream, name, now }: Named,
): Promise<CredentialChange> {
  const changed = await changeConfig(place.home, place.env, now, (file) =>
    inUpstream(file, upstream, (found) => {
      const before = found.credentials ?? []
      if (!before.some((credential) => credential.name === name))
        return `The configuration file names no credential "${name}" of ${upstream}.`
      const credentials = before.filter((credential) => credential.name !== name)
      const { credentials: _, ...rest } = found
      // Without any, what is usual for its kind holds again.
      return credentials.length === 0 ? rest : { ...found, credentials }
    }),
  )
  if (changed.kind === "wrong") return { kind: "refused", why: changed.why }
  for (const store of keyStores(place)) {
    const removed = await store.remove(accountOf(upstream, name))
    if (removed.kind === "refused")
      return {
        kind: "refused",
        why: `The credential is out of the configuration, but its secret is still in ${store.name}: ${removed.why}.`,
      }
  }
  return { kind: "done", message: `The credential "${name}" of ${upstream} is removed.` }
}

/** Whether the configuration that holds names this credential. */
async function isNamed({ home, env }: StorePlace, { upstream, name }: Named): Promise<boolean> {
  const read = await readGatewayConfig(home, env)
  if (read.kind === "wrong") return true
  const found = read.config.upstreams.find((one) => one.name === upstream)
  return found?.credentials.some((credential) => credential.name === name) ?? false
}

function accountOf(upstream: string, name: string): string {
  return `gateway-${upstream}-${name}`
}

/** A key must never go to another address than the one it was given for. */
function isAsked(found: UpstreamFile, wanted: UpstreamToMake | null): boolean {
  if (wanted === null) return true
  const same = (there: string | null | undefined, asked: string | null): boolean =>
    asked === null || (there ?? null) === asked
  return (
    found.kind === wanted.kind &&
    same(found.baseUrl, wanted.baseUrl) &&
    same(found.project, wanted.project) &&
    same(found.location, wanted.location)
  )
}

/** What an upstream is paid with while it names no credential: still used beside the first one that is named. */
function implied(upstream: UpstreamFile, env: NodeJS.ProcessEnv, keptGemini: boolean): CredentialFile[] {
  return defaultCredentials(upstream.kind, env).flatMap(({ name, secret }) => {
    const there = secret.from === "env" ? isSet(env, secret.name) : secret.from === "kept" && keptGemini
    return there ? [{ name, secret }] : []
  })
}

function withUpstream(file: FullFile, { upstream, upstreamToMake }: AddOrder): FullFile {
  if (file.upstreams.some(({ name, kind }) => (name ?? kind) === upstream)) return file
  const vendor = keyOnly.find((kind) => kind === upstream)
  const usual = { baseUrl: null, project: null, location: null }
  const made = upstreamToMake ?? (vendor === undefined ? null : { ...usual, kind: vendor })
  if (made === null) return file
  const { kind, baseUrl, project, location } = made
  const added: UpstreamFile = {
    name: upstream,
    kind,
    ...(baseUrl === null ? {} : { baseUrl }),
    ...(project === null ? {} : { project }),
    ...(location === null ? {} : { location }),
  }
  return { ...file, upstreams: [...file.upstreams, added] }
}

function inUpstream(
  file: FullFile,
  name: string,
  change: (found: UpstreamFile) => UpstreamFile | string,
): ConfigFile | string {
  const found = file.upstreams.find((upstream) => (upstream.name ?? upstream.kind) === name)
  if (found === undefined) return noUpstream(file, name)
  const next = change(found)
  if (typeof next === "string") return next
  return { ...file, upstreams: file.upstreams.map((upstream) => (upstream === found ? next : upstream)) }
}

function noUpstream({ upstreams }: FullFile, name: string): string {
  const names = upstreams.map((upstream) => upstream.name ?? upstream.kind)
  const there = names.length === 0 ? "There is none at all." : `There are: ${names.join(", ")}.`
  return `There is no upstream "${name}". ${there}`
}

async function keep(
  place: StorePlace,
  account: string,
  { secret, store: wanted }: Extract<GivenSecret, { readonly from: "typed" }>,
): Promise<
  { readonly kind: "kept"; readonly store: KeyStore } | { readonly kind: "refused"; readonly why: string }
> {
  const given = readApiKey(secret)
  if (given.kind === "wrong") return { kind: "refused", why: `${given.why} Nothing was kept.` }
  const store: KeyStore = wanted === "file" ? fileStore(place) : systemStore(place)
  if (!store.isThere()) return { kind: "refused", why: `${store.name} is not there on this machine.` }
  const written = await store.write(account, given.key)
  if (written.kind === "refused")
    return { kind: "refused", why: `The secret could not be kept in ${store.name}: ${written.why}.` }
  const back = await store.read(account)
  if (back.kind !== "key" || back.key !== given.key)
    return { kind: "refused", why: `${store.name} did not give back what was written into it.` }
  return { kind: "kept", store }
}
