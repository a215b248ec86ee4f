import { Agent, request } from "node:http"
import { median } from "../interleave.ts"
import { words } from "./words.ts"

/** One kind of request to one place. */
export type Shot = {
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

type Hit = {
  readonly ms: number
  /** Until the first chunk of the body that holds words of the model. */
  readonly firstMs: number
  /** When each word of the model came, in ms after the request went out. */
  readonly wordMs: readonly number[]
}

export type Sequential = { readonly p50Ms: number; readonly firstMs: number }

const timeoutMs = 20_000

/** One request after the other on one connection; medians. Throws for any answer that is not whole and right. */
export async function sequential(shot: Shot, count: number): Promise<Sequential> {
  using agent = connections(1)
  const hits: Hit[] = []
  for (let at = 0; at < count; at++) hits.push(await hit(shot, agent.agent))
  return { p50Ms: median(hits.map(({ ms }) => ms)), firstMs: median(hits.map(({ firstMs }) => firstMs)) }
}

export type Parallel = { readonly done: number; readonly perSecond: number }

/** `count` requests over `width` connections, or as many as fit into `mostMs`. Throws as above. */
export async function parallel(shot: Shot, width: number, count: number, mostMs: number): Promise<Parallel> {
  using agent = connections(width)
  const started = performance.now()
  let [sent, done] = [0, 0]
  const lane = async (): Promise<void> => {
    while (sent < count && performance.now() - started < mostMs) {
      sent += 1
      await hit(shot, agent.agent)
      done += 1
    }
  }
  await Promise.all(Array.from({ length: width }, lane))
  return { done, perSecond: (done / (performance.now() - started)) * 1000 }
}

/** How far the words of a paced stream (20 ms between two) come apart from one another: the largest delay of a word. */
export async function largestDelay(shot: Shot, pauseMs: number): Promise<number> {
  using agent = connections(1)
  const { wordMs } = await hit(shot, agent.agent)
  const [first = 0] = wordMs
  return Math.max(...wordMs.map((ms, at) => ms - first - at * pauseMs))
}

function connections(width: number): { readonly agent: Agent } & Disposable {
  const agent = new Agent({ keepAlive: true, maxSockets: width })
  return { agent, [Symbol.dispose]: () => agent.destroy() }
}

function hit({ url, headers, body }: Shot, agent: Agent): Promise<Hit> {
  const length = Buffer.byteLength(body)
  const started = performance.now()
  return new Promise((resolve, reject) => {
    const sent = request(
      url,
      {
        method: "POST",
        agent,
        headers: { "content-type": "application/json", "content-length": length, ...headers },
      },
      (response) => {
        let text = ""
        let firstMs = Number.NaN
        const wordMs: number[] = []
        response.setEncoding("utf8")
        response.on("data", (piece: string) => {
          text += piece
          const now = performance.now() - started
          if (Number.isNaN(firstMs) && text.includes(words[0])) firstMs = now
          while (wordMs.length < words.length && text.includes(words[wordMs.length] ?? "")) wordMs.push(now)
        })
        response.on("error", reject)
        response.on("end", () => {
          const ms = performance.now() - started
          if (response.statusCode !== 200 || wordMs.length !== words.length)
            reject(new Error(`answered ${response.statusCode}: ${text.slice(0, 300)}`))
          else resolve({ ms, firstMs, wordMs })
        })
      },
    )
    sent.setTimeout(timeoutMs, () => sent.destroy(new Error(`no answer within ${timeoutMs} ms`)))
    sent.on("error", reject)
    sent.end(body)
  })
}
