import { isForeignSignInFile } from "../../secrets/foreign-sign-in.ts"
import { isRecord } from "../../system/json-record.ts"
import { misfitOf } from "../../system/schema-check.ts"
import { isHttpUrl } from "./config-env.ts"
import { configJsonSchema } from "./config-json-schema.ts"
import type { ConfigFile } from "./config-schema.ts"

type UpstreamFile = NonNullable<ConfigFile["upstreams"]>[number]

export type CheckedFile =
  | { readonly kind: "file"; readonly file: ConfigFile }
  /** `field: complaint`. */
  | { readonly kind: "wrong"; readonly what: string }

/** Checks what a configuration file holds: its shape first, then what no schema can say. */
export function checkFile(value: unknown): CheckedFile {
  if (!isRecord(value)) return { kind: "wrong", what: "it must be an object in braces" }
  const misfit = misfitOf(configJsonSchema, value)
  if (misfit !== null) return { kind: "wrong", what: choicesHint(secretHint(misfit)) }
  if (!isConfigFile(value)) return { kind: "wrong", what: "it has another form" }
  const what = faultOf(value)
  return what === null ? { kind: "file", file: value } : { kind: "wrong", what }
}

/** Fields that this version does not know: kept as they are, and told so that a misspelt one is found. */
export function unknownFields(value: unknown, schema: unknown = configJsonSchema, path = ""): string[] {
  if (!isRecord(schema)) return []
  if (Array.isArray(value))
    return value.flatMap((item, index) => unknownFields(item, schema.items, `${path}.${index}`))
  if (!isRecord(value) || !isRecord(schema.properties)) return []
  const known = schema.properties
  return Object.entries(value).flatMap(([key, inner]) =>
    Object.hasOwn(known, key)
      ? unknownFields(inner, known[key], `${path}.${key}`)
      : [`${path}.${key}`.slice(1)],
  )
}

/** The schema was made of the type, and the check is of the schema. */
function isConfigFile(value: Readonly<Record<string, unknown>>): value is ConfigFile {
  return misfitOf(configJsonSchema, value) === null
}

const aName = /^[A-Za-z0-9][A-Za-z0-9._-]*$/

function faultOf({ upstreams = [], aliases = [] }: ConfigFile): string | null {
  for (const [index, upstream] of upstreams.entries()) {
    const fault = upstreamFault(upstream)
    if (fault !== null) return `upstreams.${index}.${fault}`
  }
  const twice = repeated(upstreams.map(({ name, kind }) => name ?? kind))
  if (twice !== null) return `upstreams: two are called "${twice}"; give one another name`
  const alias = repeated(aliases.map(({ name }) => name))
  return alias === null ? null : `aliases: "${alias}" stands there twice`
}

function upstreamFault({ name, kind, baseUrl, proxy, credentials = [] }: UpstreamFile): string | null {
  if (name !== undefined && !aName.test(name))
    return "name: letters, digits, dots, hyphens and underscores only"
  if (typeof baseUrl === "string" && !isHttpUrl(baseUrl))
    return "baseUrl: must begin with http:// or https://"
  if (typeof baseUrl === "string" && hasUserOrQuery(baseUrl))
    return "baseUrl: must hold no user, password or query; secrets stand in credentials"
  if (kind === "openai-compatible" && typeof baseUrl !== "string") return "baseUrl: is missing"
  if (typeof proxy === "string" && !isHttpUrl(proxy)) return "proxy: must begin with http:// or https://"
  if (credentials.length === 0) return null
  const bad = credentials.find((credential) => !aName.test(credential.name))
  if (bad !== undefined) return "credentials: a name has letters, digits, dots, hyphens and underscores only"
  const twice = repeated(credentials.map((credential) => credential.name))
  if (twice !== null) return `credentials: two are called "${twice}"; give one another name`
  const foreign = credentials.find(
    ({ secret }) => secret.from === "service-account" && isForeignSignInFile(secret.path),
  )
  return foreign === undefined
    ? null
    : `credentials: "${foreign.name}" is the sign-in of another Google product, which is not ours to use`
}

function hasUserOrQuery(address: string): boolean {
  const { username, password, search } = new URL(address)
  return username !== "" || password !== "" || search !== ""
}

function repeated(names: readonly string[]): string | null {
  return names.find((name, index) => names.indexOf(name) !== index) ?? null
}

/** "is not an allowed value" helps nobody who does not know the allowed ones. */
function choicesHint(misfit: string): string {
  const path = /^(\S+): is not an allowed value$/.exec(misfit)?.[1]
  if (path === undefined) return misfit
  const schema = path.split(".").reduce<unknown>(memberOf, configJsonSchema)
  const choices = isRecord(schema) && Array.isArray(schema.enum) ? schema.enum : []
  return choices.length === 0 ? misfit : `${path}: must be one of ${choices.join(", ")}`
}

/** The schema of a field or of an item of a list. */
function memberOf(schema: unknown, name: string): unknown {
  if (!isRecord(schema)) return null
  if (/^\d+$/.test(name)) return schema.items
  return isRecord(schema.properties) ? schema.properties[name] : null
}

function secretHint(misfit: string): string {
  return misfit.replace(
    /(\.secret): matches none of the allowed shapes$/,
    '$1: must be like {"from":"env","name":"GEMINI_API_KEY"}, never the secret itself',
  )
}
