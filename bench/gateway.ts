// What the gateway adds to a model call, beside the direct way and two gateways of others; loopback and a fake model only.
// Usage: npm run build && node bench/gateway.ts [rounds]   (fetches the other gateways once; see bench/gateway/peers.ts)
import { spawn } from "node:child_process"
import { once } from "node:events"
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { spawnGateway } from "../test/gateway/faults/spawned-gateway.ts"
import { type Case, casesAt, type Subject } from "./gateway/cases.ts"
import { largestDelay } from "./gateway/load.ts"
import { type Figures, measureCase } from "./gateway/measure.ts"
import { memoryOver } from "./gateway/memory.ts"
import { installPeers, startPortkey, startRouter } from "./gateway/peers.ts"
import { pin, processorMs } from "./gateway/program.ts"

const rounds = Number(process.argv[2] ?? 5)
const amounts = { rounds, inRow: 100, width: 32, atOnce: 1200, mostMs: 3000 }
const targets = { small: 1, large: 3, first: 2, times: 2, delay: 5, streams: 10_000, growth: 0.1 }
// Timers of the model that says the words fire up to so much late.
const timerSlackMs = 5

const missed: string[] = []
installPeers()
const work = mkdtempSync(join(tmpdir(), "for-loop-bench-"))
const upstream = spawn(process.execPath, [join(import.meta.dirname, "gateway", "upstream.ts")], {
  stdio: ["ignore", "pipe", "inherit"],
})
pin(process.pid, 0)
pin(upstream.pid, 0)
const upstreamUrl = `http://127.0.0.1:${await portOf()}`
const portkey = await startPortkey(work)
const router = await startRouter(work, upstreamUrl)
await using ours = await spawnGateway({
  program: [join(import.meta.dirname, "..", "dist", "cli", "for-loop.cjs")],
  env: { BENCH_KEY: "fake" },
  config: {
    upstreams: [
      upstreamNamed("openai", "openai-compatible", `${upstreamUrl}/v1`, ["gpt-5.5", "gpt-paced"]),
      upstreamNamed("gemini", "gemini", upstreamUrl, ["gemini-2.5-flash"]),
    ],
    budget: { dailyUsd: 100_000, weeklyUsd: 100_000, unknownPrice: "allow" },
  },
})
pin(ours.pid, 1)
try {
  const caps = { dailyUsd: 50_000, weeklyUsd: 50_000, totalUsd: 50_000 }
  const ourKey = await ours.key("bench", { caps })
  const places = {
    upstream: upstreamUrl,
    ours: ours.url,
    ourKey,
    portkey: portkey.url,
    router: router.url,
  }
  console.log(
    `Node ${process.version}, ${rounds} rounds in turns; added = against the direct way, same round\n`,
  )
  for (const one of casesAt(places)) judge(one, await measureCase(one, amounts, processorOf))
  await paced(places.ours, ourKey)
  await memory(places.ours, ourKey)
} finally {
  await Promise.all([portkey.stop(), router.stop()])
  upstream.kill("SIGKILL")
  rmSync(work, { recursive: true, force: true, maxRetries: 5 })
}
console.log(missed.length === 0 ? "\nTargets met." : `\nMissed: ${missed.join("; ")}`)
process.exitCode = missed.length === 0 ? 0 : 1

function judge({ name, size, stream }: Case, figures: readonly Figures[]): void {
  console.log(`${name}, ${size}`)
  for (const {
    subject,
    p50Ms,
    addedMs,
    addedSpread,
    addedFirstMs,
    perSecond,
    processorMs: used,
  } of figures) {
    const spread = addedSpread.map((ms) => ms.toFixed(2)).join("–")
    const first = stream ? `, first words +${addedFirstMs.toFixed(2)} ms` : ""
    const cost =
      subject === "direct"
        ? ""
        : `, processor ${used.toFixed(2)} ms each, added ${addedMs.toFixed(2)} ms (${spread})${first}`
    console.log(
      `  ${subject.padEnd(20)} p50 ${p50Ms.toFixed(2).padStart(6)} ms, ${perSecond.toFixed(0).padStart(6)}/s${cost}`,
    )
  }
  const own = figures.find(({ subject }) => subject === "ours")
  if (own === undefined) return
  const title = `${name}, ${size}`
  expectAtMost(`${title}: added ms`, own.addedMs, size === "small" ? targets.small : targets.large)
  if (stream) expectAtMost(`${title}: added ms to the first words`, own.addedFirstMs, targets.first)
  for (const { subject, perSecond } of figures) {
    if (subject === "direct" || subject === "ours") continue
    const times = own.perSecond / perSecond
    if (times < targets.times) missed.push(`${title}: ${times.toFixed(2)}x the requests of ${subject}`)
    console.log(`  ${times.toFixed(1)}x the requests per second of ${subject}`)
  }
}

function processorOf(subject: Subject): number {
  const pids = {
    direct: upstream.pid,
    ours: ours.pid,
    Portkey: portkey.pid,
    "claude-code-router": router.pid,
  }
  return processorMs(pids[subject])
}

/** Chunks go on as they come: eight words, 20 ms apart, in both ways of the gateway. */
async function paced(url: string, key: string): Promise<void> {
  const headers = { authorization: `Bearer ${key}`, "anthropic-version": "2023-06-01" }
  const messages = [{ role: "user", content: "Say the words." }]
  const head = { model: "gpt-paced", messages, stream: true, max_tokens: 100 }
  for (const path of ["/v1/chat/completions", "/v1/messages"]) {
    const delay = await largestDelay({ url: `${url}${path}`, headers, body: JSON.stringify(head) }, 20)
    expectAtMost(`${path}, words 20 ms apart: ms a word came late`, delay, targets.delay + timerSlackMs)
  }
}

async function memory(url: string, key: string): Promise<void> {
  const figures = await memoryOver(url, key, targets.streams, () => ours.memoryMb())
  console.log(`\nMemory over ${targets.streams} streams, MB: ${figures.map((mb) => mb.toFixed(0)).join(" ")}`)
  const [early, late] = [Math.max(...figures.slice(1, 4)), Math.max(...figures.slice(-2))]
  expectAtMost("growth of memory, last against early streams", late / early - 1, targets.growth)
}

function expectAtMost(what: string, found: number, most: number): void {
  if (found <= most) return
  missed.push(`${what}: ${found.toFixed(2)} > ${most}`)
}

function upstreamNamed(name: string, kind: string, baseUrl: string, models: readonly string[]): object {
  const credentials = [{ name: "one", secret: { from: "env", name: "BENCH_KEY" } }]
  return { name, kind, baseUrl, models, credentials }
}

async function portOf(): Promise<number> {
  const [line] = await once(upstream.stdout ?? process.stdin, "data")
  const told: unknown = JSON.parse(String(line))
  if (typeof told !== "object" || told === null || !("port" in told)) throw new Error("the model has no port")
  return Number(told.port)
}
