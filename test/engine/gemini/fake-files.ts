import type { IncomingMessage, ServerResponse } from "node:http"

type FakeFile = {
  readonly name: string
  readonly mime: string
  readonly bytes: Buffer
  /** Looks that it still answers with PROCESSING. */
  looks: number
  state: "PROCESSING" | "ACTIVE" | "FAILED"
}

/** The Files API of the fake: uploads in pieces, processing that takes time, deletion. */
export type FakeFiles = {
  /** Every file that was uploaded whole, deleted or not. */
  readonly uploaded: readonly FakeFile[]
  readonly deleted: readonly string[]
  /** How often a new file says PROCESSING, and what comes then. */
  plan(looks: number, then: "ACTIVE" | "FAILED"): void
  /** Forgets every file, as after 48 hours. */
  expire(): void
  /** Answers a request that is about files; false for all others. */
  answer(request: IncomingMessage, body: Buffer, response: ServerResponse): boolean
  /** An address in a call that names no file which is ready. */
  missingIn(call: string): string | null
}

export function fakeFiles(): FakeFiles {
  const uploaded: FakeFile[] = []
  const live = new Map<string, FakeFile>()
  const deleted: string[] = []
  const sessions = new Map<string, { readonly mime: string; readonly size: number; bytes: Buffer }>()
  let looks = 1
  let then: "ACTIVE" | "FAILED" = "ACTIVE"
  const shown = (file: FakeFile): object => ({
    name: file.name,
    mimeType: file.mime,
    uri: `https://files.example/${file.name}`,
    state: file.state,
    ...(file.state === "FAILED" ? { error: { code: 3, message: "The file has no picture in it." } } : {}),
  })
  const json = (response: ServerResponse, status: number, body: object, headers: object = {}): void => {
    response.writeHead(status, { "content-type": "application/json", ...headers })
    response.end(JSON.stringify(body))
  }
  function upload(id: string, request: IncomingMessage, body: Buffer, response: ServerResponse): void {
    const session = sessions.get(id)
    const command = String(request.headers["x-goog-upload-command"])
    if (session === undefined || Number(request.headers["x-goog-upload-offset"]) !== session.bytes.length) {
      json(response, 400, { error: { code: 400, message: "no such upload" } })
      return
    }
    session.bytes = Buffer.concat([session.bytes, body])
    if (!command.includes("finalize")) {
      json(response, 200, {}, { "x-goog-upload-status": "active" })
      return
    }
    if (session.bytes.length !== session.size) throw new Error("the upload was announced with another size")
    const file = {
      name: `files/${id}`,
      mime: session.mime,
      bytes: session.bytes,
      looks,
      state: "PROCESSING",
    } as const
    const made: FakeFile = { ...file }
    uploaded.push(made)
    live.set(made.name, made)
    json(response, 200, { file: shown(made) }, { "x-goog-upload-status": "final" })
  }
  return {
    uploaded,
    deleted,
    plan: (count, end) => {
      looks = count
      then = end
    },
    expire: () => live.clear(),
    answer: (request, body, response) => {
      const { pathname } = new URL(request.url ?? "", "http://fake")
      const session = /^\/upload-session\/(\w+)$/.exec(pathname)?.[1]
      if (session !== undefined) {
        upload(session, request, body, response)
        return true
      }
      if (/^\/upload\/v1(beta)?\/files$/.test(pathname)) {
        const id = `f${sessions.size + 1}`
        const size = Number(request.headers["x-goog-upload-header-content-length"])
        const mime = String(request.headers["x-goog-upload-header-content-type"])
        sessions.set(id, { mime, size, bytes: Buffer.alloc(0) })
        json(
          response,
          200,
          {},
          { "x-goog-upload-url": `http://${request.headers.host}/upload-session/${id}` },
        )
        return true
      }
      const name = /^\/v1(?:beta)?\/(files\/\w+)$/.exec(pathname)?.[1]
      if (name === undefined) return false
      const file = live.get(name)
      if (file === undefined) json(response, 404, { error: { code: 404, message: `no ${name}` } })
      else if (request.method === "DELETE") {
        live.delete(name)
        deleted.push(name)
        json(response, 200, {})
      } else {
        file.looks -= 1
        if (file.looks <= 0) file.state = then
        json(response, 200, shown(file))
      }
      return true
    },
    missingIn: (call) => {
      const named = [...call.matchAll(/https:\/\/files\.example\/(files\/\w+)/g)].map(
        ([, name]) => name ?? "",
      )
      return named.find((name) => live.get(name)?.state !== "ACTIVE") ?? null
    },
  }
}
