import { execFileSync } from "node:child_process"
import { cpSync, mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { describe, expect, it } from "vitest"
import type { Backend } from "../../src/engine/backend.ts"
import { agyBackend } from "../../src/engine/backends/agy/agy.ts"
import { geminiBackend } from "../../src/engine/backends/gemini/gemini.ts"
import { startRun } from "../../src/engine/driver/run-loop.ts"
import { openSpending } from "../../src/engine/spending.ts"
import { defaultSettings } from "../../src/loop/settings.ts"
import { root } from "../architecture/sources.ts"
import { openUpstreams } from "./driver/run-playground.ts"
import { call, fakeGemini, type Scripted, says } from "./gemini/fake-gemini.ts"

type Edit = { readonly file: string; readonly from: string; readonly to: string }
type Turn = { readonly edits: readonly Edit[]; readonly says: string }
type Example = { readonly name: string; readonly needs: readonly string[]; readonly turns: readonly Turn[] }

/** What an agent has to do in each example: a first turn that is not enough, then the rest. */
const examples: readonly Example[] = [
  {
    name: "node-cart",
    needs: ["node", "--version"],
    turns: [
      {
        edits: [
          {
            file: "src/money.js",
            from: "Math.floor(Number(price) * 100)",
            to: "Math.round(Number(price) * 100)",
          },
        ],
        says: "Prices are right. Done.\n\n<promise>DONE</promise>",
      },
      {
        edits: [
          { file: "src/cart.js", from: "sum + amount)", to: "sum + amount, 0)" },
          {
            file: "src/cart.js",
            from: "return cart.toSpliced(index, 1)",
            to: "return index === -1 ? cart : cart.toSpliced(index, 1)",
          },
          {
            file: "src/cart.js",
            from: "return percentOf(subtotal(cart), taxPercent)",
            to: "const net = subtotal(cart)\n  return net + percentOf(net, taxPercent)",
          },
        ],
        says: "The cart is right too.",
      },
    ],
  },
  {
    name: "python-shop",
    needs: ["python3", "-m", "pytest", "--version"],
    turns: [
      {
        edits: [
          {
            file: "shop/discount.py",
            from: "return round(cents * (100 - percent) / 100)",
            to: "return (cents * (100 - percent) * 2 + 100) // 200",
          },
          { file: "shop/discount.py", from: "return max(offers)", to: "return max(offers, default=0)" },
        ],
        says: "Discounts are right.",
      },
      {
        edits: [
          {
            file: "shop/stock.py",
            from: "if count > stock[article]:",
            to: "if count > stock.get(article, 0):",
          },
          {
            file: "shop/stock.py",
            from: 'raise ValueError(f"only {stock[article]} of',
            to: 'raise ValueError(f"only {stock.get(article, 0)} of',
          },
          {
            file: "shop/stock.py",
            from: "[article for article, count in stock.items() if count <= minimum]",
            to: "sorted(article for article, count in stock.items() if count < minimum)",
          },
        ],
        says: "The stock is right too.",
      },
    ],
  },
  {
    name: "go-words",
    needs: ["go", "version"],
    turns: [
      {
        edits: [{ file: "words.go", from: 'strings.Split(text, " ")', to: "strings.Fields(text)" }],
        says: "Words are counted right.",
      },
      {
        edits: [
          {
            file: "words.go",
            from: "if len(text) <= limit {",
            to: "letters := []rune(text)\n\tif len(letters) <= limit {",
          },
          { file: "words.go", from: "return text[:limit-1]", to: "return string(letters[:limit-1])" },
          { file: "words.go", from: "if len(word) >= len(longest)", to: "if len(word) > len(longest)" },
        ],
        says: "Shortening and the longest word are right too.",
      },
    ],
  },
]

for (const example of examples) {
  describe.skipIf(!works(example.needs))(`a full run on ${example.name}`, { timeout: 120_000 }, () => {
    it("ends verified with agy at work", async () => {
      using place = placeFor(example)
      writeFileSync(
        join(place.folder, "play.json"),
        JSON.stringify({ stdout: "", stderr: "", exitCode: 0, turns: example.turns }),
      )
      const backend = agyBackend({
        env: {
          ...process.env,
          FAKE_AGY: join(place.folder, "play.json"),
          FAKE_AGY_CALLS: join(place.folder, "calls.jsonl"),
        },
        now: Date.now,
        program: { path: process.execPath, words: [join(import.meta.dirname, "agy", "fake-agy.ts")] },
      })
      const ran = await place.run(backend)
      expect(ran).toMatchObject({ kind: "ran", state: { outcome: { kind: "verified" }, iteration: 2 } })
    })

    it("ends verified with the Gemini API at work", async () => {
      using place = placeFor(example)
      const script = example.turns.flatMap(({ edits, says: words }): Scripted[] => [
        {
          kind: "answer",
          parts: edits.map(({ file, from, to }) =>
            call("edit_file", { path: file, old_text: from, new_text: to }),
          ),
        },
        says(words),
      ])
      await using api = await fakeGemini((_call, number) => script[number - 1] ?? says("nothing more"))
      const spending = openSpending({
        home: place.home,
        now: Date.now,
        mode: "auto",
        maxUsd: 5,
        daily: null,
        weekly: null,
      })
      if (spending.kind === "wrong") throw new Error(spending.why)
      const backend = geminiBackend({
        env: {
          ...process.env,
          GEMINI_API_KEY: "AIzaFakeKeyOfATestThatIsNoSecretAtAll12",
          GOOGLE_GEMINI_BASE_URL: api.url,
        },
        now: Date.now,
        keptKey: async () => null,
        wait: async () => {},
        budget: spending.budget,
        judge: () => null,
      })
      const ran = await place.run(backend)
      expect(ran).toMatchObject({ kind: "ran", state: { outcome: { kind: "verified" }, iteration: 2 } })
      expect(api.paid()).toBe(4)
    })
  })
}

function works([program = "", ...args]: readonly string[]): boolean {
  try {
    execFileSync(program, args, { stdio: "ignore" })
    return true
  } catch {
    return false
  }
}

function placeFor({ name }: Example) {
  const folder = mkdtempSync(join(tmpdir(), "for-loop example-"))
  const project = join(folder, name)
  const home = join(folder, "state")
  cpSync(join(root, "examples", name), project, { recursive: true })
  for (const args of [
    ["init", "-q", "-b", "main"],
    ["add", "-A"],
    ["commit", "-qm", "start"],
  ]) {
    execFileSync("git", ["-c", "user.name=t", "-c", "user.email=t@localhost", ...args], { cwd: project })
  }
  return {
    folder,
    home,
    run: (backend: Backend) =>
      startRun(
        {
          home,
          env: { ...process.env, FOR_LOOP_HOME: home },
          now: Date.now,
          wait: async () => {},
          backends: { [backend.name]: backend },
          upstreams: openUpstreams,
          on: () => {},
          kill: new AbortController().signal,
          programFolder: folder,
        },
        {
          workspace: project,
          task: "make the tests pass",
          settings: defaultSettings("auto"),
          checks: { kind: "detect" },
          chain: [{ backend: backend.name, model: backend.name === "gemini" ? "gemini-2.5-flash" : null }],
          attachments: [],
        },
      ),
    [Symbol.dispose]: () => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }),
  }
}
