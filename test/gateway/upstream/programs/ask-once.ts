import { openUpstreamClient } from "../../../../src/gateway/upstream/upstream-client.ts"
import { textOf } from "../loopback.ts"
import { upstreamOf } from "../upstream-of.ts"

/** Asks the address in its arguments twice and prints what came of it: which certificates hold is known at a start alone. */
const [url = ""] = process.argv.slice(2)
const client = openUpstreamClient({ env: process.env })
const { signal } = new AbortController()
const told: string[] = []
for (let call = 0; call < 2; call++) {
  const order = {
    upstream: upstreamOf("openai"),
    method: "POST",
    url,
    headers: {},
    body: "{}",
    signal,
  } as const
  const answer = await client.send(order)
  told.push(answer.kind === "answer" ? await textOf(answer.body) : answer.error.message)
}
await client.close()
process.stdout.write(JSON.stringify(told))
