import { keptGeminiKey } from "../../secrets/stores.ts"
import { readTextIfPresent } from "../../system/atomic-file.ts"
import { checkFile } from "./check-file.ts"
import type { GatewayConfig } from "./config.ts"
import { withEnvironment } from "./config-env.ts"
import type { ConfigFile } from "./config-schema.ts"
import { geminiVariable } from "./default-credentials.ts"
import { discoverUpstreams } from "./discover.ts"
import { fillConfig } from "./fill-config.ts"
import { configPath } from "./paths.ts"

export type ConfigRead =
  | {
      readonly kind: "config"
      readonly config: GatewayConfig
      readonly path: string
      /** False = no such file: everything is made of what the environment offers. */
      readonly existed: boolean
    }
  /** One sentence that names file and field, and what to do next. */
  | { readonly kind: "wrong"; readonly why: string }

/** The gateway's configuration: its file, then the environment over it, then defaults. Throws StoreError. */
export async function readGatewayConfig(home: string, env: NodeJS.ProcessEnv): Promise<ConfigRead> {
  const read = readConfigFile(home)
  if (read.kind === "wrong") return read
  return effective(read.file, read.existed, home, env)
}

export type FileRead =
  | { readonly kind: "file"; readonly file: ConfigFile; readonly existed: boolean }
  | { readonly kind: "wrong"; readonly why: string }

/** The file as a person wrote it; empty when there is none. Throws StoreError. */
export function readConfigFile(home: string): FileRead {
  const path = configPath(home)
  const text = readTextIfPresent(path)
  if (text === null) return { kind: "file", file: {}, existed: false }
  const parsed = parse(text)
  if (parsed.kind === "wrong") return wrongFile(path, parsed.what)
  const checked = checkFile(parsed.value)
  return checked.kind === "wrong" ? wrongFile(path, checked.what) : { ...checked, existed: true }
}

/** What holds with this file; its own upstreams, or those of the environment. */
export async function effective(
  file: ConfigFile,
  existed: boolean,
  home: string,
  env: NodeJS.ProcessEnv,
): Promise<ConfigRead> {
  const path = configPath(home)
  const over = withEnvironment(file, env)
  if (over.kind === "wrong") return over
  const upstreams = file.upstreams?.length ? file.upstreams : await foundUpstreams(home, env)
  const names = new Set(upstreams.map(({ name, kind }) => name ?? kind))
  const lost = file.aliases?.findIndex(({ upstream }) => !names.has(upstream)) ?? -1
  if (lost !== -1)
    return wrongFile(
      path,
      `aliases.${lost}.upstream: there is no upstream "${file.aliases?.[lost]?.upstream}"`,
    )
  return { kind: "config", config: fillConfig(over.file, upstreams, env), path, existed }
}

/** Upstreams as the environment offers them, in the form of the file. */
export async function foundUpstreams(
  home: string,
  env: NodeJS.ProcessEnv,
): Promise<NonNullable<ConfigFile["upstreams"]>> {
  const place = { home, env, platform: process.platform }
  // The system's store is a program that has to be run: asked only where its answer matters.
  const kept = geminiVariable(env) === null && (await keptGeminiKey(place)).key !== null
  return discoverUpstreams(env, kept)
}

function wrongFile(path: string, what: string): { readonly kind: "wrong"; readonly why: string } {
  return {
    kind: "wrong",
    why: `${path} cannot be used: ${what}. Correct the file or move it away, then try again.`,
  }
}

function parse(
  text: string,
): { readonly kind: "json"; readonly value: unknown } | { readonly kind: "wrong"; readonly what: string } {
  try {
    const value: unknown = JSON.parse(text)
    return { kind: "json", value }
  } catch (error) {
    // The message may repeat what stands there, which may be a secret in the wrong place.
    const where = error instanceof Error ? /line \d+ column \d+/.exec(error.message)?.[0] : undefined
    return { kind: "wrong", what: where === undefined ? "it is no JSON" : `it is no JSON, see ${where}` }
  }
}
