import { settableClients } from "../../gateway/clients/client-plan.ts"
import { clientSnippet, modelFor, type SnippetClient } from "../../gateway/clients/client-snippet.ts"
import { connectClient, disconnectClient } from "../../gateway/clients/connect-client.ts"
import type { ClientChange } from "../../gateway/clients/set-up-client.ts"
import { readGatewayConfig } from "../../gateway/config/read-config.ts"
import { openKeys } from "../../gateway/keys/open-keys.ts"
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
  if (settable === undefined && isGiven(given, "undo")) {
    const others = settableClients.join(", ")
    return failed(wrongUsage("gateway", `${client} is only shown; --undo goes with ${others}.`))
  }
  const url = await urlOf(context)
  if (typeof url !== "string") return url
  const named = textGiven(given, "model")
  const model = named ?? modelFor(client, [])
  if (settable === undefined || isGiven(given, "show")) return shown(client, url, model)
  const keys = openKeys(context.home, context.now)
  const { home, env } = context
  if (isGiven(given, "undo"))
    return changed(await disconnectClient(settable, { home, env }, keys), "undo", settable)
  const change = await connectClient(settable, { home, env, url, models: [model], model: named }, keys)
  const lacks = settable === "claude-code" && change.kind !== "refused" && (await lacksClaude(context))
  const hint = lacks ? { ...change, message: `${change.message} ${aliasHint}` } : change
  return changed(hint, "set-up", settable)
}

const aliasHint =
  'It asks for Claude models, and no upstream here has one: add an alias whose name begins with "claude" (on the gateway\'s page, or in gateway/config.json), then start `claude --model ALIAS`.'

/** Whether Claude Code would find no model at all: it asks for those of its vendor alone. */
async function lacksClaude({ home, env }: CliContext): Promise<boolean> {
  const read = await readGatewayConfig(home, env)
  if (read.kind === "wrong") return false
  const { aliases, upstreams } = read.config
  const named = aliases.some(({ name }) => /^(claude|anthropic)/.test(name))
  return !named && !upstreams.some(({ kind }) => kind === "anthropic" || kind === "vertex-claude")
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
