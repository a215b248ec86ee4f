import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { describe, expect, it } from "vitest"
import type { TurnEvent, TurnOrder } from "../../../src/engine/backend.ts"
import { type AgyOptions, agyBackend } from "../../../src/engine/backends/agy/agy.ts"
import { classifyRun } from "../../../src/engine/backends/agy/classify.ts"
import { hear, nothingSaid } from "../../../src/engine/backends/agy/collect.ts"
import { turnArguments } from "../../../src/engine/backends/agy/command-line.ts"
import { exhausted, readQuota } from "../../../src/engine/backends/agy/quota.ts"
import { endOf } from "../../../src/engine/backends/agy/turn-end.ts"
import { root } from "../../architecture/sources.ts"

const fixtures = join(root, "test", "fixtures", "agy")
type Recorded = {
  readonly name: string
  readonly file: string
  readonly stdin?: string
  readonly stderr: string
  readonly exitCode: number | null
  readonly expect: Readonly<Record<string, unknown>> & { readonly outcome: string }
}
const index: { readonly runs: readonly Recorded[] } = JSON.parse(
  readFileSync(join(fixtures, "index.json"), "utf8"),
)
const turns = index.runs.filter(({ expect: { outcome } }) => outcome !== "probe")
const now = Date.parse("2026-11-18T12:00:00Z")
const stdoutOf = (name: string): string => {
  const run = index.runs.find((one) => one.name === name)
  return readFileSync(join(fixtures, run?.file ?? ""), "utf8")
}

/** Our classes by the names of the fixture index. */
const classes: Readonly<Record<string, string>> = {
  success: "finished",
  denied: "denied",
  timeout: "timeout",
  "idle-timeout": "timeout",
  quota: "quota",
  "config-error": "unsupported",
  auth: "auth",
  empty: "empty",
  canceled: "infrastructure",
  "infra-error": "infrastructure",
  incomplete: "infrastructure",
  crashed: "infrastructure",
}

describe("the agy backend", () => {
  it.each(turns)("takes the recorded run $name for what its index says", async (recorded) => {
    using desk = agyDesk(stdoutOf(recorded.name), recorded.stderr, recorded.exitCode)
    const { end, events } = await desk.turn()
    expect(end.kind === "finished" ? "finished" : end.class).toBe(classes[recorded.expect.outcome])
    if (end.kind === "finished" && typeof recorded.expect.text === "string") {
      expect(end.message).toBe(recorded.expect.text)
    }
    if (end.kind === "fault" && typeof recorded.expect.retryable === "boolean") {
      expect(end.retryable).toBe(recorded.expect.retryable)
    }
    if (end.kind === "fault" && typeof recorded.expect.resetsInSeconds === "number") {
      expect(end.resumeAt).toBe(now + recorded.expect.resetsInSeconds * 1000)
    }
    expect(events.every(({ kind }) => ["text", "tool", "usage", "note"].includes(kind))).toBe(true)
  })

  it.each(turns)(
    "classifies $name by the word of its index and bills only the steps of this process",
    (recorded) => {
      const said = nothingSaid()
      for (const line of stdoutOf(recorded.name).split("\n")) hear(said, line)
      const outcome = classifyRun(said, exitOf(recorded, said.result !== null), recorded.stderr, now)
      expect(outcome.kind).toBe(recorded.expect.outcome)
      const { usage } = endOf(outcome, said, now)
      const told = recorded.expect.usage
      if (typeof told !== "object" || told === null || !("input_tokens" in told)) return
      const count = (name: string): number =>
        Number(Object.entries(told).find(([key]) => key === name)?.[1] ?? 0)
      expect(usage).toEqual({
        inputTokens: count("input_tokens") + count("cache_read_tokens"),
        outputTokens: count("output_tokens"),
        usd: null,
        basis: "measured",
      })
    },
  )

  it("tells text, tools and usage while they come", async () => {
    using desk = agyDesk(stdoutOf("success-tools"), "", 0)
    const { events } = await desk.turn()
    const tools = events.flatMap((event) =>
      event.kind === "tool" ? [`${event.phase} ${event.name} ${event.what}`] : [],
    )
    expect(tools).toContain("started run_command npm test -- cart && npm run lint > lint.txt")
    expect(events.flatMap((event) => (event.kind === "text" ? [event.text] : [])).join("")).toContain(
      "<promise>DONE</promise>",
    )
  })

  it("keeps the answer of a process that never leaves, and ends it", async () => {
    using desk = agyDesk(stdoutOf("never-exits-after-result"), "", null)
    expect((await desk.turn()).end).toMatchObject({ kind: "finished" })
  })

  it("asks for a paid answer only once: after a kill the kept one is taken", async () => {
    using desk = agyDesk(stdoutOf("success-tools"), "", 0)
    const first = await desk.turn()
    const again = await desk.turn()
    expect(again.end).toMatchObject({
      kind: "finished",
      message: first.end.kind === "finished" ? first.end.message : "",
    })
    expect(desk.calls()).toHaveLength(1)
  })

  it("gives a model without a certain price one turn and no more where a cap in US dollars was named", async () => {
    using desk = agyDesk(stdoutOf("success-tools"), "", 0, { capped: true, estimate: () => null })
    expect((await desk.turn()).end).toMatchObject({ kind: "finished", usage: { usd: null } })
    expect((await desk.turn({ turn: 2 })).end).toMatchObject({
      kind: "fault",
      class: "unsupported",
      why: expect.stringContaining("prices.json"),
    })
    expect(desk.calls()).toHaveLength(1)
  })

  it("goes on in the same conversation after a turn that was cut off", async () => {
    using desk = agyDesk(stdoutOf("torn-stdout"), "", 137)
    await desk.turn()
    await desk.turn()
    expect(desk.calls()[1]?.args).toContain("--conversation")
    expect(desk.calls()[1]?.stdin).toContain("interrupted")
  })

  it("sends the prompt through stdin in the envelope that agy reads, never as an argument (S28)", async () => {
    using desk = agyDesk(stdoutOf("success-tools"), "", 0)
    const prompt = `fix "$(rm -rf /)" \`x\`\nand 'that'`
    await desk.turn({ prompt })
    const [call] = desk.calls()
    expect(JSON.parse(call?.stdin ?? "")).toEqual({
      event: "user",
      message: { role: "user", content: prompt },
    })
    expect(JSON.stringify(call?.args)).not.toContain("rm -rf")
  })

  it("does not begin a turn whose quota is used up, and says when it opens again", async () => {
    const usage = readFileSync(join(fixtures, "usage-probe.json"), "utf8").replace("0.0418", "0")
    using desk = agyDesk(stdoutOf("success-tools"), "", 0, { usage })
    const { end } = await desk.turn()
    expect(end).toMatchObject({ kind: "fault", class: "quota", resumeAt: Date.parse("2026-11-18T13:40:00Z") })
    expect(desk.calls()).toEqual([])
  })

  it("reads the lowest bucket of a model's own group", () => {
    const buckets = readQuota(readFileSync(join(fixtures, "usage-probe.json"), "utf8"))
    expect(buckets.map(({ id }) => id)).toEqual(["gemini-weekly", "gemini-5h", "3p-weekly", "3p-5h"])
    expect(exhausted(buckets, "gemini-3.8-flash-high", now)).toBeNull()
    const empty = buckets.map((bucket) => (bucket.id.startsWith("3p") ? { ...bucket, remaining: 0 } : bucket))
    expect(exhausted(empty, "gemini-3.8-flash-high", now)).toBeNull()
    expect(exhausted(empty, "claude-opus", now)?.id).toBe("3p-weekly")
  })

  it.each([
    ["1.1.25", true],
    ["1.2.17", false],
    ["1.5.7", false],
  ])("speaks to agy %s in its own form of the flags", (text, print) => {
    const [major = 0, minor = 0, patch = 0] = text.split(".").map(Number)
    const order = { model: null, workspace: "/work space", conversation: null, mode: "auto" as const }
    const args = turnArguments(order, [major, minor, patch], 120)
    expect(args.includes("--print=")).toBe(print)
    expect(args).not.toContain("--dangerously-skip-permissions")
    expect(turnArguments({ ...order, mode: "unsafe" }, [major, minor, patch], 120)).toContain(
      "--dangerously-skip-permissions",
    )
  })

  it.each([
    ["1.1.14", "unavailable"],
    ["1.3.1", "ready"],
    ["9.0.0", "ready"],
  ])("judges agy %s as %s before it starts", async (version, kind) => {
    using desk = agyDesk("", "", 0, { version })
    expect((await desk.probe()).kind).toBe(kind)
  })

  it("names attached files in the prompt and lets agy read those outside the workspace, then and later", async () => {
    using desk = agyDesk(stdoutOf("success-tools"), "", 0)
    const outside = mkdtempSync(join(tmpdir(), "for-loop shot-"))
    writeFileSync(join(outside, "shot.png"), "a picture")
    const { end } = await desk.turn({ attachments: [join(outside, "shot.png")] })
    await desk.turn({ turn: 2, prompt: "go on", conversation: end.conversation })
    rmSync(outside, { recursive: true })
    for (const { args } of desk.calls()) {
      const folders = args.flatMap((word, at) => (args[at - 1] === "--add-dir" ? [word] : []))
      expect(folders).toHaveLength(2)
      expect(folders[1]).toMatch(/engine[\\/]attachments$/)
    }
    const [first, later] = desk.calls()
    const path = /- (\S.*shot-[0-9a-f]{8}\.png)/.exec(JSON.parse(first?.stdin ?? "{}").message.content)?.[1]
    expect(readFileSync(path ?? "", "utf8")).toBe("a picture")
    expect(later?.stdin).not.toContain("shot")
  })
})

/** How the recorded process ended; one that does not end by itself is ended by a watchdog of ours. */
function exitOf({ exitCode }: Recorded, hasResult: boolean): Parameters<typeof classifyRun>[1] {
  if (exitCode === null) return { kind: hasResult ? "lingered" : "idle" }
  return exitCode === 137 ? { kind: "signalled", signal: "SIGKILL" } : { kind: "exited", exitCode }
}

function agyDesk(
  stdout: string,
  stderr: string,
  exitCode: number | null,
  more: Partial<AgyOptions> & { readonly usage?: string; readonly version?: string } = {},
) {
  const { usage, version = "1.3.1", ...own } = more
  const folder = mkdtempSync(join(tmpdir(), "for-loop agy-"))
  const calls = join(folder, "calls.jsonl")
  writeFileSync(join(folder, "play.json"), JSON.stringify({ stdout, stderr, exitCode, usage }))
  const options: AgyOptions = {
    env: {
      ...process.env,
      FAKE_AGY: join(folder, "play.json"),
      FAKE_AGY_CALLS: calls,
      FAKE_AGY_VERSION: version,
    },
    now: () => now,
    program: { path: process.execPath, words: [join(import.meta.dirname, "fake-agy.ts")] },
    idleMs: exitCode === null ? 1500 : 20_000,
    lingerMs: 300,
    ...own,
  }
  const backend = agyBackend(options)
  const never = new AbortController().signal
  return {
    turn: async (more: Partial<TurnOrder> = {}) => {
      const events: TurnEvent[] = []
      const order: TurnOrder = {
        loop: "l",
        turn: 1,
        iteration: 1,
        prompt: "make it green",
        workspace: folder,
        folder: join(folder, "engine"),
        model: null,
        mode: "auto",
        attachments: [],
        conversation: null,
        deadline: now + 60_000,
        ...more,
      }
      return { end: await backend.turn(order, (event) => events.push(event), never), events }
    },
    probe: () => backend.probe(never),
    calls: (): { readonly args: readonly string[]; readonly stdin: string }[] => {
      try {
        return readFileSync(calls, "utf8")
          .trim()
          .split("\n")
          .map((line) => JSON.parse(line))
      } catch {
        return []
      }
    },
    [Symbol.dispose]: () => rmSync(folder, { recursive: true, force: true }),
  }
}
