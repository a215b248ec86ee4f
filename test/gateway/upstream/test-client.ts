import { faultOfBody } from "../../../src/gateway/upstream/body-fault.ts"
import type { UpstreamOrder } from "../../../src/gateway/upstream/upstream-call.ts"
import { openUpstreamClient } from "../../../src/gateway/upstream/upstream-client.ts"
import { textOf } from "./loopback.ts"
import { upstreamOf } from "./upstream-of.ts"

/** A client, and calls of it that must end in one way or the other. */
export function testClient() {
  const client = openUpstreamClient({ env: {} })
  const answered = async (sent: UpstreamOrder) => {
    const answer = await client.send(sent)
    if (answer.kind !== "answer") throw new Error(answer.error.message)
    return answer
  }
  return {
    client,
    answered,
    failed: async (sent: UpstreamOrder) => {
      const answer = await client.send(sent)
      if (answer.kind !== "failed") throw new Error(`status ${answer.status}`)
      return answer
    },
    /** The error a body ends with. */
    brokenBody: async (sent: UpstreamOrder) => {
      const { body } = await answered(sent)
      return textOf(body).then(
        (text) => {
          throw new Error(`a clean end: ${text}`)
        },
        (thrown: unknown) => faultOfBody(thrown),
      )
    },
  }
}

export function order(url: string, more: Partial<UpstreamOrder> = {}): UpstreamOrder {
  const upstream = upstreamOf("openai-compatible")
  const { signal } = new AbortController()
  return { upstream, method: "POST", url, headers: {}, body: "{}", signal, ...more }
}
