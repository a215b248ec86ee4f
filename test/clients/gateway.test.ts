import { describe, expect, it } from "vitest"
import { listOf, recordOf, textOf } from "../../src/gateway/codecs/fields.ts"
import type { Asked } from "../gateway/fakes/fake-server.ts"
import { eventually } from "../gateway/faults/eventually.ts"
import { upstreamKey } from "../gateway/faults/upstream-config.ts"
import { clientNamed, clients } from "./client.ts"
import { gatewayFor } from "./gateway-for.ts"
import type { Family } from "./tool-loop.ts"
import { families, modelOf, playToolLoop, setTable, signature } from "./tool-loop.ts"

/** Every client on every family of upstreams, each way it can ask: its tool loop has to run to the end. */
describe.each(families)("real clients through the gateway to an upstream of family %s", (family) => {
  const cases = clients.flatMap((client) => client.modes.map((mode) => ({ client, name: client.name, mode })))

  it.each(cases)("$name, $mode: its tool runs and the final words arrive", async ({ client, mode }) => {
    await using table = await setTable(family, client)
    await using gateway = await gatewayFor(family, client, table.fake)
    const key = await gateway.key("client")
    const where = { ...table, url: gateway.url, key, model: client.asksFor(modelOf(family)) }
    await playToolLoop(client, mode, where)
    for (const { request, model } of table.fake.asked) {
      expect(model).toBe(modelOf(family))
      expect(request.bytes.includes(key)).toBe(false)
      expect(request.rawHeaders.join("\n")).not.toContain(key)
      expect(request.rawHeaders.join("\n")).toContain(upstreamKey)
    }
    expect(signaturesOf(family, table.fake.asked.at(-1))).toEqual(expectedSignatures(family))
  })
})

describe("signatures over a restart of the gateway", () => {
  it("G47 a client that drops unknown fields gets its signature back from a gateway that was killed between two turns", async () => {
    const client = clientNamed("openai chat")
    await using table = await setTable("gemini", client)
    await using before = await gatewayFor("gemini", client, table.fake)
    const key = await before.key("client")
    const model = modelOf("gemini")
    const first = await chat(before.url, key, { model, messages: [user], tools: [tool] })
    const calls = listOf(recordOf(recordOf(listOf(first.choices)[0]).message).tool_calls)
    const known = calls
      .map(recordOf)
      .map(({ id, type, function: called }) => ({ id, type, function: called }))
    expect(known).toHaveLength(1)
    // Signatures are on the disk a moment (200 ms) after the answer.
    await eventually(
      () => before.fileHolds(signature),
      (seen) => seen === true,
      3000,
    )
    await before.stop("SIGKILL")

    await using after = await gatewayFor("gemini", client, table.fake, before.home)
    const messages = [
      user,
      { role: "assistant", content: null, tool_calls: known },
      { role: "tool", tool_call_id: textOf(known[0]?.id), content: "written" },
    ]
    await chat(after.url, key, { model, messages, tools: [tool] })
    expect(signaturesOf("gemini", table.fake.asked.at(-1))).toEqual([signature])
  })
})

const user = { role: "user", content: "Write the file, please." }
const parameters = { type: "object", properties: { path: { type: "string" }, content: { type: "string" } } }
const tool = { type: "function", function: { name: "write_file", description: "Writes.", parameters } }

async function chat(url: string, key: string, body: unknown): Promise<Readonly<Record<string, unknown>>> {
  const answer = await fetch(`${url}/v1/chat/completions`, {
    method: "POST",
    headers: { "content-type": "application/json", authorization: `Bearer ${key}` },
    body: JSON.stringify(body),
  })
  const text = await answer.text()
  expect(answer.status, text).toBe(200)
  return recordOf(JSON.parse(text))
}

/** Signatures of the model that came back to it. */
function signaturesOf(family: Family, asked: Asked | undefined): readonly string[] {
  const body = recordOf(asked?.request.json)
  switch (family) {
    case "gemini": {
      const parts = listOf(body.contents).flatMap((content) => listOf(recordOf(content).parts))
      return parts.flatMap((part) => textOf(recordOf(part).thoughtSignature) ?? [])
    }
    case "anthropic": {
      const blocks = listOf(body.messages).flatMap((message) => listOf(recordOf(message).content))
      return blocks.flatMap((block) => textOf(recordOf(block).signature) ?? [])
    }
    case "openai-compatible":
      return []
    default:
      return family satisfies never
  }
}

/** Whatever the client does with it, the signature is back in the second turn (G37, G40, G43). */
function expectedSignatures(family: Family): readonly string[] {
  return family === "openai-compatible" ? [] : [signature]
}
