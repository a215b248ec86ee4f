import { isoOrNull } from "../../control/words.ts"
import { unknownFields } from "../../gateway/config/check-file.ts"
import type { UpstreamConfig } from "../../gateway/config/config.ts"
import { variables } from "../../gateway/config/config-env.ts"
import { effectiveConfig, secretStates } from "../../gateway/config/effective-config.ts"
import { readConfigFile, readGatewayConfig } from "../../gateway/config/read-config.ts"
import { openKeys } from "../../gateway/keys/open-keys.ts"
import { openMoney } from "../../gateway/money/open-money.ts"
import { isLoopback } from "../../gateway/serve/listen.ts"
import { usdText } from "../../spend/money.ts"
import type { Given } from "../arguments.ts"
import type { CliContext } from "../context.ts"
import type { Paint } from "../paint.ts"
import { refusedExit, unfitting } from "../problem.ts"
import { failed, output, type Result } from "../result.ts"
import type { GatewayOutput } from "./gateway-schema.ts"

type Check = Extract<GatewayOutput, { readonly action: "check" }>

export const noUpstream =
  "No upstream is there. Set GEMINI_API_KEY, ANTHROPIC_API_KEY or OPENAI_API_KEY, or keep a key with `for-loop gateway credential add gemini`."

/** `for-loop gateway --check`: every value that holds, and which secrets are there; exit code 1 where something is missing. */
export async function runCheck(_given: Given, context: CliContext): Promise<Result> {
  const { home, env, now } = context
  const read = await readGatewayConfig(home, env)
  if (read.kind === "wrong")
    return failed(unfitting(read.why, "`for-loop schema gateway-config` shows every field."))
  const { config, path, existed } = read
  const secrets = await secretStates(config, { home, env, platform: process.platform })
  const keys = openKeys(home, now).list()
  const caps = openMoney({ home, now, budget: () => config.budget }).view(
    keys.filter(({ revokedAt }) => revokedAt === null),
  )
  const notes = [
    ...(config.upstreams.length === 0 ? [noUpstream] : []),
    ...strayFields(home),
    ...(isLoopback(config.server.host)
      ? []
      : [`Other machines can reach ${config.server.host}: it is served only with --expose.`]),
    ...config.upstreams
      .filter(lacksProject)
      .map(({ name }) => `${name} has no project: name one there, or set GOOGLE_CLOUD_PROJECT.`),
    ...(keys.length === 0
      ? ["No key opens the gateway yet; make one with `for-loop gateway key add NAME`."]
      : []),
  ]
  const value: Check = {
    action: "check",
    path,
    existed,
    config: { ...effectiveConfig(config) },
    secrets: [...secrets],
    caps: caps.map((cap) => ({ ...cap, resetsAt: isoOrNull(cap.resetsAt) })),
    variables: variables.map(({ name }) => name).filter((name) => (env[name] ?? "").trim() !== ""),
    notes,
  }
  const whole =
    config.upstreams.length > 0 &&
    !config.upstreams.some(lacksProject) &&
    secrets.every(({ state }) => state !== "missing")
  return output(value, (check, paint) => checkText(check, config.upstreams, paint), whole ? 0 : refusedExit)
}

/** Fields that are written wrongly or belong to another version, each in a sentence. Throws StoreError. */
export function strayFields(home: string): string[] {
  const file = readConfigFile(home)
  if (file.kind === "wrong") return []
  return unknownFields(file.file).map(
    (field) => `${field} is no field of the configuration and does nothing.`,
  )
}

/** With a key Vertex needs none (express mode); with Google's credentials it does. */
function lacksProject({ kind, project, credentials }: UpstreamConfig): boolean {
  const vertex = kind === "vertex-gemini" || kind === "vertex-claude"
  const google = credentials.some(({ secret }) => secret.from === "adc" || secret.from === "service-account")
  return vertex && google && project === null
}

function checkText(check: Check, upstreams: readonly UpstreamConfig[], paint: Paint): string {
  const { path, existed, secrets, caps, variables: set, notes, config } = check
  const lines = [
    `${paint("bold", "configuration")}  ${path}${existed ? "" : " (no such file: made of the environment)"}`,
    ...(set.length === 0 ? [] : [`${paint("bold", "environment")}    ${set.join(", ")}`]),
    ...upstreams.flatMap(({ name, kind, baseUrl, location }) => [
      `${paint("bold", name)}  ${[kind, baseUrl, location].filter((fact) => fact !== null).join(", ")}`,
      ...secrets
        .filter(({ upstream }) => upstream === name)
        .map(({ credential, where, state, why }) => `  ${mark(state, paint)} ${credential}: ${why ?? where}`),
    ]),
    ...caps.map(
      ({ key, cap, limit, spent, resetsAt }) =>
        `${key === null ? "all keys" : `key ${key}`}: ${usdText(spent)} of ${usdText(limit)} (${cap})${resetsAt === null ? "" : ` until ${resetsAt}`}`,
    ),
    ...notes.map((note) => `${paint("yellow", "note")}  ${note}`),
    "",
    JSON.stringify(config, null, 2),
  ]
  return `${lines.join("\n")}\n`
}

function mark(state: Check["secrets"][number]["state"], paint: Paint): string {
  if (state === "there") return paint("green", "✓")
  return state === "missing" ? paint("red", "✗") : paint("dim", "·")
}
