import { settableClients } from "../../gateway/clients/client-plan.ts"
import { clientSnippet, modelFor } from "../../gateway/clients/client-snippet.ts"
import { connectClient, disconnectClient } from "../../gateway/clients/connect-client.ts"
import type { GatewayParts } from "../../gateway/serve/gateway-parts.ts"
import type { AdminAsk, AdminReply } from "../model/messages.ts"
import { refused } from "./refused.ts"

type ClientAsk = Extract<AdminAsk, { readonly kind: "snippet" | "client-set-up" | "client-undo" }>

/** Shows what a client needs, or puts it there, or takes it back. */
export async function answerClient(parts: GatewayParts, ask: ClientAsk): Promise<AdminReply> {
  const { home, env, url, keys, models } = parts
  const offered = (await models.list()).map(({ id }) => id)
  if (ask.kind === "snippet") {
    const { title, text, fileName } = clientSnippet(ask.client, {
      url,
      key: null,
      model: modelFor(ask.client, offered),
    })
    return { kind: "text", title, text, fileName }
  }
  const client = settableClients.find((one) => one === ask.client)
  if (client === undefined)
    return refused("A library has no settings of its own.", "Use the code that is shown.")
  const change =
    ask.kind === "client-set-up"
      ? await connectClient(client, { home, env, url, models: offered }, keys)
      : await disconnectClient(client, { home, env }, keys)
  return change.kind === "refused"
    ? refused(change.message, change.next)
    : { kind: "done", message: change.message }
}
