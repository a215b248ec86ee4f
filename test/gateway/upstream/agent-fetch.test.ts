import { Agent, createServer, type Server } from "node:http"
import { afterEach, beforeEach, expect, it } from "vitest"
import { agentFetch } from "../../../src/gateway/upstream/agent-fetch.ts"

let server: Server
let url = ""
let heard: string[] = []

beforeEach(async () => {
  heard = []
  server = createServer(async (request, response) => {
    let body = ""
    for await (const part of request) body += String(part)
    heard.push([request.method, request.url, request.headers["content-type"] ?? "", body].join(" "))
    if (request.url === "/gone") response.writeHead(204)
    else response.writeHead(401, { "content-type": "application/json", "set-cookie": ["a=1", "b=2"] })
    response.end(request.url === "/gone" ? undefined : '{"error":"no"}')
  })
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve))
  const address = server.address()
  url = `http://127.0.0.1:${typeof address === "object" && address !== null ? address.port : 0}`
})
afterEach(() => new Promise<void>((resolve) => void server.close(() => resolve())))

it("goes through the agent that is named, with the body and its type", async () => {
  let used = 0
  const agent = new (class extends Agent {
    override createConnection(...given: Parameters<Agent["createConnection"]>) {
      used += 1
      return super.createConnection(...given)
    }
  })()
  const init = { method: "POST", body: new URLSearchParams({ grant: "x y" }), agent }
  const answer = await agentFetch(`${url}/token`, init)
  expect(used).toBe(1)
  expect(heard).toEqual(["POST /token application/x-www-form-urlencoded;charset=UTF-8 grant=x+y"])
  expect([answer.status, answer.headers.get("content-type")]).toEqual([401, "application/json"])
  expect(await answer.json()).toEqual({ error: "no" })
  expect((await agentFetch(`${url}/gone`, through(new Agent()))).status).toBe(204)
})

it("is Node's own fetch where no agent is named", async () => {
  expect(await (await agentFetch(url)).json()).toEqual({ error: "no" })
})

it("ends when its signal fires, and tells what cannot be reached", async () => {
  const gone = AbortSignal.abort(new Error("enough"))
  await expect(agentFetch(url, { signal: gone, ...through(new Agent()) })).rejects.toThrow()
  await expect(agentFetch("http://127.0.0.1:1/", through(new Agent()))).rejects.toThrow(/ECONNREFUSED/)
})

/** As the library passes it, beside what fetch knows. */
function through(agent: Agent): RequestInit & { readonly agent: Agent } {
  return { agent }
}
