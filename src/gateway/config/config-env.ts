import type { ConfigFile } from "./config-schema.ts"

/** A variable that stands above the file. `apply` returns the changed file, or what the variable must be. */
type Variable = {
  readonly name: string
  readonly help: string
  readonly apply: (file: ConfigFile, text: string) => ConfigFile | string
}

/** Every documented variable that changes the configuration; `OUTBOUND_PROXY` holds where an upstream names no proxy. */
export const variables: readonly Variable[] = [
  {
    name: "FOR_LOOP_GATEWAY_HOST",
    help: "address to listen at",
    apply: (file, host) => ({ ...file, server: { ...file.server, host } }),
  },
  {
    name: "FOR_LOOP_GATEWAY_PORT",
    help: "port to listen at; 0 = any that is free",
    apply: (file, text) => {
      const port = wholeOf(text, 0, 65_535)
      return port === null ? "a port from 0 to 65535" : { ...file, server: { ...file.server, port } }
    },
  },
  {
    name: "FOR_LOOP_GATEWAY_DAILY_USD",
    help: "cap of a day in US dollars",
    apply: (file, text) => {
      const dailyUsd = usdOf(text)
      return dailyUsd === null ? anAmount : { ...file, budget: { ...file.budget, dailyUsd } }
    },
  },
  {
    name: "FOR_LOOP_GATEWAY_WEEKLY_USD",
    help: "cap of a week in US dollars",
    apply: (file, text) => {
      const weeklyUsd = usdOf(text)
      return weeklyUsd === null ? anAmount : { ...file, budget: { ...file.budget, weeklyUsd } }
    },
  },
  {
    name: "FOR_LOOP_GATEWAY_LOG_HOURS",
    help: "how long the request log is kept",
    apply: (file, text) => {
      const keepHours = wholeOf(text, 1, 87_600)
      return keepHours === null ? "hours from 1 to 87600" : { ...file, log: { ...file.log, keepHours } }
    },
  },
  {
    name: "FOR_LOOP_GATEWAY_CAPTURE",
    help: "1 = keep bodies too, redacted",
    apply: (file, text) => {
      if (!/^(0|1|true|false)$/i.test(text)) return "0 or 1"
      return { ...file, log: { ...file.log, capture: /^(1|true)$/i.test(text) } }
    },
  },
  {
    name: "OUTBOUND_PROXY",
    help: "HTTP proxy towards upstreams that are not on this machine",
    apply: (file, text) => (isHttpUrl(text) ? file : "an address like http://proxy.example:3128"),
  },
]

const anAmount = "US dollars of at least 0.01"

/** The file with the environment over it, or what is wrong in one sentence. */
export function withEnvironment(
  file: ConfigFile,
  env: NodeJS.ProcessEnv,
): { readonly kind: "file"; readonly file: ConfigFile } | { readonly kind: "wrong"; readonly why: string } {
  let over = file
  for (const { name, apply } of variables) {
    const text = env[name]?.trim() ?? ""
    if (text === "") continue
    const applied = apply(over, text)
    if (typeof applied === "string")
      return { kind: "wrong", why: `The variable ${name} must be ${applied}; correct or unset it.` }
    over = applied
  }
  return { kind: "file", file: over }
}

export function isHttpUrl(text: string): boolean {
  return URL.canParse(text) && /^https?:$/.test(new URL(text).protocol)
}

function wholeOf(text: string, least: number, most: number): number | null {
  const value = /^\d{1,9}$/.test(text) ? Number(text) : Number.NaN
  return value >= least && value <= most ? value : null
}

function usdOf(text: string): number | null {
  const value = /^\d{1,7}(\.\d{1,6})?$/.test(text) ? Number(text) : Number.NaN
  return value >= 0.01 && value <= 1e6 ? value : null
}
