import { symlinkSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { describe, expect, it } from "vitest"
import { geminiBackend } from "../../../src/engine/backends/gemini/gemini.ts"
import { call, fakeGemini, type Received, type Scripted, says } from "./fake-gemini.ts"
import { contentsOf, freeBudget, geminiDesk } from "./gemini-desk.ts"

const plays =
  (...scripts: readonly Scripted[]) =>
  (_call: Received, number: number): Scripted =>
    scripts[number - 1] ?? says("nothing more")

describe("the Gemini backend", () => {
  it("looks, edits and runs commands until the model says it is done", async () => {
    await using api = await fakeGemini(
      plays(
        { kind: "answer", parts: [call("list_files", {}), call("read_file", { path: "a.txt" })] },
        {
          kind: "answer",
          parts: [call("edit_file", { path: "a.txt", old_text: "wrong", new_text: "right" })],
        },
        { kind: "answer", parts: [call("run_command", { command: "cat a.txt; exit 3" })] },
        says("The word is right now."),
      ),
    )
    using desk = geminiDesk(api)
    const { end, events } = await desk.turn()
    expect(end).toMatchObject({
      kind: "finished",
      message: "The word is right now.",
      usage: { basis: "measured" },
    })
    expect(desk.read("a.txt")).toBe("the right word\n")
    expect(
      events.flatMap((event) => (event.kind === "tool" && event.phase === "ended" ? [event.name] : [])),
    ).toEqual(["list_files", "read_file", "edit_file", "run_command"])
    const last = JSON.stringify(api.received.at(-1)?.body.contents)
    expect(last).toContain('"exit_code":3')
    expect(last).toContain("the right word")
  })

  it("keeps thought signatures and gives them back as they came", async () => {
    await using api = await fakeGemini(
      plays(
        {
          kind: "answer",
          parts: [
            { text: "thinking aloud", thought: true },
            call("list_files", {}, { thoughtSignature: "c2lnbmF0dXJl" }),
            call("read_file", { path: "a.txt" }),
          ],
        },
        says("done"),
      ),
    )
    using desk = geminiDesk(api)
    const { end } = await desk.turn()
    expect(end).toMatchObject({ kind: "finished", message: "done" })
    const [, model] = contentsOf(api.received[1])
    expect(JSON.stringify(model)).toContain('"thoughtSignature":"c2lnbmF0dXJl"')
  })

  it("joins the pieces of a streamed text into one part", async () => {
    await using api = await fakeGemini(
      plays({ kind: "answer", parts: [{ text: "Grüße aus dem Strom 🛒" }], chunks: 5 }),
    )
    using desk = geminiDesk(api)
    const { end, events } = await desk.turn()
    expect(end).toMatchObject({ message: "Grüße aus dem Strom 🛒" })
    expect(events.filter(({ kind }) => kind === "text").length).toBeGreaterThan(1)
  })

  const retry = {
    error: {
      code: 429,
      message: "slow down",
      status: "RESOURCE_EXHAUSTED",
      details: [{ retryDelay: "34s" }],
    },
  }
  it.each<[string, Scripted, object]>([
    [
      "429 with a retry time",
      { kind: "error", status: 429, body: retry },
      { class: "rate-limited", retryable: true, resumeAt: 34_000 },
    ],
    [
      "500",
      { kind: "error", status: 500, body: { error: { code: 500, message: "oops" } } },
      { class: "infrastructure", retryable: true },
    ],
    [
      "a refused key",
      { kind: "error", status: 403, body: { error: { code: 403, message: "no" } } },
      { class: "auth", retryable: false },
    ],
    [
      "a key that is none",
      {
        kind: "error",
        status: 400,
        body: { error: { code: 400, message: "API key not valid. Please pass a valid API key." } },
      },
      { class: "auth", retryable: false },
    ],
    [
      "a prompt that is too long",
      {
        kind: "error",
        status: 400,
        body: {
          error: {
            code: 400,
            message: "The input token count (1200000) exceeds the maximum number of tokens allowed",
          },
        },
      },
      { class: "context", retryable: true },
    ],
    [
      "an unknown model",
      { kind: "error", status: 404, body: { error: { code: 404, message: "models/x is not found" } } },
      { class: "unsupported", retryable: false },
    ],
    ["a stream that breaks off", { kind: "cut", text: "half" }, { class: "infrastructure", retryable: true }],
    ["a reset connection", { kind: "reset" }, { class: "infrastructure", retryable: true }],
    [
      "a blocked prompt",
      { kind: "blocked", reason: "PROHIBITED_CONTENT" },
      { class: "safety", retryable: false },
    ],
    [
      "a withheld answer",
      { kind: "answer", parts: [], finish: "SAFETY" },
      { class: "safety", retryable: false },
    ],
  ])("takes %s for what it is", async (_name, script, expected) => {
    await using api = await fakeGemini(plays(script))
    using desk = geminiDesk(api)
    const { end } = await desk.turn()
    expect(end).toMatchObject({ kind: "fault", ...expected })
    expect(api.received).toHaveLength(1)
    expect(JSON.stringify(end)).not.toContain(desk.key)
  })

  it("lets the model go on after an answer that ran into its length", async () => {
    await using api = await fakeGemini(
      plays({ kind: "answer", parts: [{ text: "first half" }], finish: "MAX_TOKENS" }, says("second half")),
    )
    using desk = geminiDesk(api)
    expect((await desk.turn()).end).toMatchObject({ kind: "finished", message: "second half" })
  })

  it("answers wrong calls with what is wrong, and never leaves the workspace (S28)", async () => {
    await using api = await fakeGemini(
      plays(
        {
          kind: "answer",
          parts: [
            call("read_file", { path: "../secret.txt" }),
            call("read_file", { path: "link/secret.txt" }),
            call("write_file", { path: ".git/config", content: "x" }),
            call("edit_file", { path: "a.txt", old_text: "nowhere", new_text: "x" }),
            call("read_file", { file: "a.txt" }),
            call("delete_everything", {}),
            call("run_command", { command: "forbidden thing" }),
          ],
        },
        says("I see."),
      ),
    )
    using desk = geminiDesk(api)
    writeFileSync(join(desk.folder, "secret.txt"), "top secret")
    symlinkSync(desk.folder, join(desk.workspace, "link"))
    await desk.turn()
    const answers = JSON.stringify(contentsOf(api.received[1]).at(-1))
    for (const sentence of [
      "lies outside the workspace",
      "the .git folder is not for tools",
      "does not hold that excerpt",
      "must have required property",
      "there is no tool delete_everything",
      "the policy forbids it",
    ]) {
      expect(answers).toContain(sentence)
    }
    expect(answers).not.toContain("top secret")
  })

  it("goes on after a kill without paying an answer twice or running a command twice", async () => {
    await using api = await fakeGemini(
      plays(
        { kind: "answer", parts: [call("run_command", { command: "echo once >> ran.txt" })] },
        says("done"),
      ),
    )
    using desk = geminiDesk(api)
    const stop = new AbortController()
    const first = await desk.turn({}, stop.signal, (event) => {
      if (event.kind === "tool" && event.phase === "ended") stop.abort()
    })
    expect(first.end).toMatchObject({ kind: "fault", class: "cancelled" })
    const conversation = first.end.conversation
    expect((await desk.turn({ conversation })).end).toMatchObject({ kind: "finished", message: "done" })
    expect((await desk.turn({ conversation })).end).toMatchObject({ kind: "finished", message: "done" })
    expect(desk.read("ran.txt")).toBe("once\n")
    expect(api.paid()).toBe(2)
  })

  it("finds its conversation again after a kill in the very first turn, and begins another when it no longer fits", async () => {
    const tooLong = {
      error: { code: 400, message: "The input token count exceeds the maximum number of tokens allowed" },
    }
    await using api = await fakeGemini(
      plays(
        { kind: "answer", parts: [call("run_command", { command: "echo once >> ran.txt" })] },
        { kind: "error", status: 400, body: tooLong },
        says("begun anew"),
      ),
    )
    using desk = geminiDesk(api)
    const stop = new AbortController()
    await desk.turn({}, stop.signal, (event) => {
      if (event.kind === "tool" && event.phase === "ended") stop.abort()
    })
    // Nobody kept the conversation's name: the same order finds it, and its answer is not asked for again.
    expect((await desk.turn()).end).toMatchObject({ kind: "fault", class: "context" })
    expect(contentsOf(api.received[1])).toHaveLength(3)
    expect((await desk.turn()).end).toMatchObject({ kind: "finished", message: "begun anew" })
    expect(contentsOf(api.received[2])).toHaveLength(1)
    expect(desk.read("ran.txt")).toBe("once\n")
  })

  it("carries the conversation into the next turn", async () => {
    await using api = await fakeGemini(plays(says("one"), says("two")))
    using desk = geminiDesk(api)
    const { end } = await desk.turn({ prompt: "first" })
    await desk.turn({ prompt: "second", turn: 2, conversation: end.conversation })
    expect(contentsOf(api.received[1]).map((content) => JSON.stringify(content))).toEqual([
      expect.stringContaining("first"),
      expect.stringContaining("one"),
      expect.stringContaining("second"),
    ])
  })

  it("reserves before a call and settles what it cost, and asks nothing when the budget refuses (S59)", async () => {
    await using api = await fakeGemini(plays(says("one")))
    const seen: string[] = []
    using desk = geminiDesk(api, {
      budget: {
        ...freeBudget,
        costOf: () => ({ usd: 0.25, basis: "measured" }),
        reserve: ({ upstream, maxOutputTokens }) => {
          seen.push(`reserve ${upstream} ${maxOutputTokens > 0}`)
          return seen.length > 2
            ? { kind: "refused", why: "the day's $1 is used up", resetsAt: 99 }
            : { kind: "reserved", id: "r" }
        },
        settle: (id, { usage }) => {
          seen.push(`settle ${id} ${usage.input}`)
          return ["80 % of the day's cap are used"]
        },
      },
    })
    expect((await desk.turn()).end).toMatchObject({
      kind: "finished",
      usage: { usd: 0.25, inputTokens: 1000 },
    })
    expect((await desk.turn({ turn: 2 })).end).toMatchObject({
      kind: "fault",
      class: "budget",
      why: "the day's $1 is used up",
    })
    expect(seen).toEqual(["reserve gemini-api true", "settle r 1000", "reserve gemini-api true"])
    expect(api.received).toHaveLength(1)
  })

  it("says what is missing when there is no key, and shows no key to commands", async () => {
    await using api = await fakeGemini(
      plays(
        { kind: "answer", parts: [call("run_command", { command: "env | grep -c GEMINI_API_KEY; true" })] },
        says("ok"),
      ),
    )
    using desk = geminiDesk(api)
    expect(
      await geminiBackend({ ...desk.options, env: {} }).probe(new AbortController().signal),
    ).toMatchObject({
      kind: "unavailable",
      next: expect.stringContaining("GEMINI_API_KEY"),
    })
    await desk.turn()
    expect(JSON.stringify(contentsOf(api.received[1]).at(-1))).toContain('"stdout":"0\\n"')
    expect(api.received[0]?.key).toBe(desk.key)
  })
})
