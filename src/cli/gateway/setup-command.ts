import { clientSnippet, type SnippetClient } from "../../gateway/clients/client-snippet.ts"
import {
  type ClientChange,
  settableClients,
  setUpClient,
  undoClient,
} from "../../gateway/clients/set-up-client.ts"
import { readGatewayConfig } from "../../gateway/config/read-config.ts"
import { type Keys, openKeys } from "../../gateway/keys/open-keys.ts"
import { readRunning } from "../../gateway/run/running.ts"
import { type Given, isGiven, textGiven } from "../arguments.ts"
import type { CliContext } from "../context.ts"
import { unfitting, wrongUsage } from "../problem.ts"
import { failed, output, type Result } from "../result.ts"
import type { GatewayOutput } from "./gateway-schema.ts"

type SnippetOutput = Extract<GatewayOutput, { readonly action: "snippet" }>
type ChangeOutput = Extract<GatewayOutput, { readonly client: string; readonly files: readonly string[] }>

const snippetClients: readonly SnippetClient[] = [...settableClients, "openai", "anthropic", "genai"]

/** `for-loop gateway setup CLIENT [--undo] [--show]`: points a client at the gateway with a key of its own, or takes that back. */
export async function runSetup(given: Given, context: CliContext): Promise<Result> {
  const [name, ...rest] = given.words
  const client = snippetClients.find((known) => known === name)
  if (client === undefined || rest.length > 0)
    return failed(wrongUsage("gateway", `Say which client: ${snippetClients.join(", ")}.`))
  const settable = settableClients.find((known) => known === client)
  const url = await urlOf(context)
  if (typeof url !== "string") return url
  const model = textGiven(given, "model") ?? usualModel(client)
  if (settable === undefined || isGiven(given, "show")) return shown(client, url, model)
  const keys = openKeys(context.home, context.now)
  const { home, env } = context
  if (isGiven(given, "undo")) {
    const undone = undoClient(settable, { home, env })
    if (undone.kind !== "refused") for (const key of keysOf(keys, settable)) await keys.revoke(key)
    return changed(undone, "undo", settable)
  }
  const old = keysOf(keys, settable)
  const added = await addedKey(keys, settable)
  if (added.kind === "refused")
    return failed(unfitting(`No key could be made: ${added.why}.`, "Nothing was changed."))
  const done = setUpClient(settable, { home, env, url, key: added.secret, models: [model] })
  if (done.kind === "changed") for (const key of old) await keys.revoke(key)
  else await keys.revoke(added.key.name)
  return changed(done, "set-up", settable)
}

function shown(client: SnippetClient, url: string, model: string): Result {
  const value: SnippetOutput = {
    action: "snippet",
    client,
    ...clientSnippet(client, { url, key: null, model }),
  }
  return output(
    value,
    ({ title, text }) =>
      `${title}\n\n${text.trimEnd()}\n\nMake its key with \`for-loop gateway key add NAME\`.\n`,
  )
}

function changed(change: ClientChange, action: "set-up" | "undo", client: string): Result {
  if (change.kind === "refused") return failed(unfitting(change.message, change.next))
  const files = change.kind === "changed" ? [...change.files] : []
  const value: ChangeOutput = { action, client, files, message: change.message }
  return output(value, ({ message }) => [message, ...files.map((file) => `  ${file}`), ""].join("\n"))
}

/** The gateway that runs, else where it would be. */
async function urlOf({ home, env }: CliContext): Promise<string | Result> {
  const running = readRunning(home)
  if (running !== null) return running.url
  const read = await readGatewayConfig(home, env)
  if (read.kind === "wrong") return failed(unfitting(read.why, "`for-loop gateway --check` tries it."))
  const { host, port } = read.config.server
  if (port === 0)
    return failed(
      unfitting(
        "The gateway does not run, and its port is any that is free.",
        "Start it first, or name a port in the configuration.",
      ),
    )
  return `http://${host.includes(":") ? `[${host}]` : host}:${port}`
}

/** Keys that earlier set-ups made for this client and that still open. */
function keysOf(keys: Keys, client: string): string[] {
  const ours = new RegExp(`^${client}(-\\d+)?$`)
  return keys.list().flatMap(({ name, revokedAt }) => (revokedAt === null && ours.test(name) ? [name] : []))
}

function addedKey(keys: Keys, client: string): ReturnType<Keys["add"]> {
  const names = new Set(keys.list().map(({ name }) => name))
  let name = client
  for (let number = 2; names.has(name); number += 1) name = `${client}-${number}`
  return keys.add(name, {})
}

function usualModel(client: SnippetClient): string {
  switch (client) {
    case "claude-code":
    case "anthropic":
      return "claude-sonnet-5"
    case "codex":
    case "openai":
      return "gpt-5.5"
    case "gemini-cli":
    case "genai":
    case "opencode":
      return "gemini-3.5-flash"
    default:
      return client satisfies never
  }
}
