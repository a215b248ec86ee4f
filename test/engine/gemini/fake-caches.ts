import type { IncomingMessage, ServerResponse } from "node:http"

type FakeCache = { readonly name: string; readonly body: Readonly<Record<string, unknown>> }

/** The explicit caches of the fake API. As with the real one, a call that names a cache brings no instructions or tools. */
export type FakeCaches = {
  readonly made: readonly FakeCache[]
  readonly renewed: readonly string[]
  readonly deleted: readonly string[]
  /** Every further cache is refused with this. */
  refuse(status: number, message: string): void
  /** Forgets every cache before its time. */
  expire(): void
  /** Answers a request that is about caches; false for all others. */
  answer(request: IncomingMessage, body: Readonly<Record<string, unknown>>, response: ServerResponse): boolean
  /** What is wrong with how a model call uses a cache; null = nothing. */
  wrongIn(
    call: Readonly<Record<string, unknown>>,
  ): { readonly status: number; readonly message: string } | null
}

export function fakeCaches(): FakeCaches {
  const made: FakeCache[] = []
  const live = new Set<string>()
  const renewed: string[] = []
  const deleted: string[] = []
  let refusal: { readonly status: number; readonly message: string } | null = null
  const send = (response: ServerResponse, status: number, body: object): void => {
    response.writeHead(status, { "content-type": "application/json" })
    response.end(JSON.stringify(status < 400 ? body : { error: { code: status, ...body } }))
  }
  return {
    made,
    renewed,
    deleted,
    refuse: (status, message) => {
      refusal = { status, message }
    },
    expire: () => live.clear(),
    answer: (request, body, response) => {
      const { pathname } = new URL(request.url ?? "", "http://fake")
      const found = /^\/v1(?:beta)?\/cachedContents(?:\/(\w+))?$/.exec(pathname)
      if (found === null) return false
      const [, id] = found
      if (id === undefined) {
        if (refusal !== null) send(response, refusal.status, { message: refusal.message })
        else {
          const name = `cachedContents/c${made.length + 1}`
          made.push({ name, body })
          live.add(name)
          send(response, 200, { name, usageMetadata: { totalTokenCount: 5000 } })
        }
        return true
      }
      const name = `cachedContents/${id}`
      if (!live.has(name)) send(response, 403, { message: notThere })
      else if (request.method === "DELETE") {
        live.delete(name)
        deleted.push(name)
        send(response, 200, {})
      } else {
        renewed.push(name)
        send(response, 200, { name })
      }
      return true
    },
    wrongIn: (call) => {
      const { cachedContent, systemInstruction, tools } = call
      if (typeof cachedContent !== "string") return null
      if (!live.has(cachedContent)) return { status: 403, message: notThere }
      const message =
        "CachedContent can not be used with GenerateContent request setting system_instruction, tools or tool_config."
      return systemInstruction === undefined && tools === undefined ? null : { status: 400, message }
    },
  }
}

const notThere = "CachedContent not found (or permission denied)"
