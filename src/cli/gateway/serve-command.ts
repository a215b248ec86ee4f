import { join } from "node:path"
import { adminEntrance, adminToken } from "../../admin/admin-token.ts"
import { openAdmin } from "../../admin/open-admin.ts"
import { secretStates } from "../../gateway/config/effective-config.ts"
import { openKeys } from "../../gateway/keys/open-keys.ts"
import { type RanGateway, runGateway } from "../../gateway/run/run-gateway.ts"
import { type Given, isGiven, numberGiven, textGiven } from "../arguments.ts"
import type { CliContext } from "../context.ts"
import { packageRoot } from "../package-root.ts"
import { unfitting } from "../problem.ts"
import { failed, type Problem, type Result } from "../result.ts"
import { version } from "../version.ts"
import { noUpstream, strayFields } from "./check-command.ts"
import type { GatewayOutput } from "./gateway-schema.ts"

type Serve = Extract<GatewayOutput, { readonly action: "serve" }>

/** `for-loop gateway [--port N] [--host H] [--expose]`: serves until Ctrl-C, then lets what is under way finish. */
export async function runServe(given: Given, context: CliContext): Promise<Result> {
  const { home, env, now, terminal } = context
  // Bodies keep every digit of a large number, which older runtimes cannot do.
  if (!("rawJSON" in JSON)) return failed(tooOld)
  const trouble = (text: string): void => terminal.progress(`for-loop: ${text}`)
  const assets = join(packageRoot(), "dist", "dashboard")
  const ran = await runGateway({
    home,
    env,
    now,
    host: textGiven(given, "host"),
    port: numberGiven(given, "port"),
    expose: isGiven(given, "expose"),
    admin: (parts) => openAdmin({ assets, version, onTrouble: trouble }, parts),
    onTrouble: trouble,
  })
  if (ran.kind === "refused") return failed(notServed(ran))
  const { url, port, config } = ran
  const open = openKeys(home, now)
    .list()
    .filter(({ revokedAt, expiresAt }) => revokedAt === null && (expiresAt === null || expiresAt > now()))
  const states = await secretStates(config, { home, env, platform: process.platform })
  const missing = states.filter(({ state }) => state === "missing")
  const value: Serve = {
    action: "serve",
    url,
    port,
    page: adminEntrance(url, adminToken(home)),
    upstreams: config.upstreams.map(({ name }) => name),
    keys: open.length,
    notes: [
      ...(config.upstreams.length === 0 ? [noUpstream] : []),
      ...strayFields(home),
      ...missing.map(
        ({ upstream, credential, why }) =>
          `${upstream} cannot be used with its credential "${credential}": ${why}; \`for-loop gateway credential add ${upstream} ${credential}\` takes one in.`,
      ),
      ...(open.length === 0 ? ["No key opens it yet; make one with `for-loop gateway key add NAME`."] : []),
    ],
  }
  // Printed now and not at the end: the address is what everything else waits for.
  terminal.write(isGiven(given, "json") ? `${JSON.stringify(value, null, 2)}\n` : servedText(value))
  await stopped()
  terminal.progress("for-loop: finishing what is under way; Ctrl-C again ends it at once.")
  await ran.close()
  return { kind: "printed", exitCode: 0 }
}

function servedText({ url, page, upstreams, notes }: Serve): string {
  return [
    `The gateway is at ${url}`,
    ...(upstreams.length === 0 ? [] : [`  forwards to   ${upstreams.join(", ")}`]),
    `  page          ${page}`,
    ...notes.map((note) => `  note          ${note}`),
    "",
    "`for-loop gateway setup CLIENT` points a client at it. Ctrl-C stops it.",
    "",
  ].join("\n")
}

const tooOld = unfitting(
  `The gateway needs Node 22 or newer; this is ${process.version}.`,
  "Start it with a newer Node; everything else of For Loop runs on this one too.",
)

function notServed(refused: Extract<RanGateway, { readonly kind: "refused" }>): Problem {
  switch (refused.why) {
    case "config":
      return unfitting(refused.message, "`for-loop gateway --check` tries it without serving.")
    case "home":
      return unfitting(
        `The gateway cannot keep its files: ${refused.message}.`,
        "Repair the folder, then try again.",
      )
    case "running": {
      const at = refused.running === null ? "" : ` at ${refused.running.url} (process ${refused.running.pid})`
      return unfitting(
        `A gateway of this home runs already${at}.`,
        "Use that one, or stop it first; another FOR_LOOP_HOME has a gateway of its own.",
      )
    }
    case "port-taken":
      return unfitting(
        `Port ${refused.port} is taken by another program.`,
        "Name another with --port, or --port 0 for any that is free.",
      )
    case "port-forbidden":
      return unfitting(`Your account may not use port ${refused.port}.`, "Choose one above 1023.")
    case "host-unknown":
      return unfitting(
        `This machine has no address ${refused.host}.`,
        "Leave --host out: 127.0.0.1 is used then.",
      )
    case "host-needs-expose":
      return unfitting(
        `At ${refused.host} other machines could reach the gateway.`,
        "Add --expose if that is what you want; every client needs its key all the same.",
      )
    default:
      return refused satisfies never
  }
}

/** The first Ctrl-C or request to end; a second one has its usual effect. */
function stopped(): Promise<void> {
  return new Promise((resolve) => {
    const end = (): void => {
      process.removeListener("SIGINT", end)
      process.removeListener("SIGTERM", end)
      resolve()
    }
    process.on("SIGINT", end)
    process.on("SIGTERM", end)
  })
}
