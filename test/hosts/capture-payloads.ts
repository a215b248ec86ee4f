import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import type { AgentHost } from "./agent-host.ts"
import { claudeCode, geminiCli } from "./agent-host.ts"
import { createSandbox, type Sandbox, stages } from "./sandbox.ts"
import type { TurnScript } from "./turn-script.ts"

const fixtures = join(import.meta.dirname, "..", "fixtures", "real-hosts")
const recorder = join(import.meta.dirname, "recording-hook.ts")

const events: Readonly<Record<AgentHost["name"], readonly string[]>> = {
  "claude-code": ["SessionStart", "UserPromptSubmit", "PreToolUse", "PostToolUse", "Stop", "SessionEnd"],
  "gemini-cli": ["SessionStart", "BeforeAgent", "BeforeTool", "AfterTool", "AfterAgent", "SessionEnd"],
}

const script: TurnScript = [
  [{ kind: "say", text: "All done." }],
  [
    { kind: "read", file: "words.js" },
    { kind: "write", file: "words.js", content: stages.oneRight },
    { kind: "say", text: "The sum is right now." },
  ],
  [{ kind: "say", text: "Both functions are right now." }],
  [{ kind: "say", text: "Nothing more to do." }],
]

for (const host of [claudeCode, geminiCli]) await capture(host)

/** Runs one conversation and its resumption in a real host and writes every payload, made neutral, as a fixture. */
async function capture(host: AgentHost): Promise<void> {
  using sandbox = createSandbox()
  const raw = join(sandbox.home, "recorded")
  mkdirSync(raw)
  const model = await host.startModel(script, sandbox.project)
  try {
    const command = (event: string) => `"${process.execPath}" "${recorder}" "${raw}" ${event}`
    host.registerHooks(sandbox, Object.fromEntries(events[host.name].map((event) => [event, command(event)])))
    const prompt = `for-loop "make the tests pass" --max-iterations 6 --check "node --test"`
    await host.run(sandbox, model, { prompt, conversation: "new" })
    await host.run(sandbox, model, { prompt: "cancel-loop", conversation: "last" })
  } finally {
    await model.close()
  }
  mkdirSync(fixtures, { recursive: true })
  for (const old of readdirSync(fixtures).filter((name) => name.startsWith(`${host.name}-`)))
    rmSync(join(fixtures, old))
  const neutral = neutraliser(sandbox)
  for (const name of readdirSync(raw).sort()) {
    const payload: unknown = JSON.parse(neutral(readFileSync(join(raw, name), "utf8")))
    writeFileSync(join(fixtures, `${host.name}-${kebab(name)}`), `${JSON.stringify(payload, null, 2)}\n`)
    process.stdout.write(`${host.name}-${kebab(name)}\n`)
  }
}

/** Replaces this machine's paths, ids and times by invented ones; equal ids stay equal across all payloads. */
function neutraliser({ project, home }: Sandbox): (text: string) => string {
  const ids = new Map<string, string>()
  let seconds = 0
  const invented = (id: string) => {
    const known = ids.get(id)
    if (known !== undefined) return known
    const fresh = `${String(ids.size + 1).padStart(8, "0")}-0000-4000-8000-000000000000`
    ids.set(id, fresh)
    return fresh
  }
  return (text) => {
    const paths = text
      .replaceAll(project, "/home/dev/words")
      .replaceAll(project.replace(/[^A-Za-z0-9]/g, "-"), "-home-dev-words")
      .replaceAll(join(home, ".gemini", "tmp", "project"), "/home/dev/.gemini/tmp/words")
      .replaceAll(home, "/home/dev")
    const full = paths.replace(/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g, invented)
    return full
      .replace(/(session-)\d{4}-\d\d-\d\dT\d\d-\d\d-([0-9a-f]{8})/g, (_all, head: string, short: string) => {
        const id = [...ids].find(([real]) => real.startsWith(short))?.[1] ?? invented(short)
        return `${head}2026-11-18T09-00-${id.slice(0, 8)}`
      })
      .replace(/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z/g, () => {
        seconds += 1
        return `2026-11-18T09:00:${String(seconds % 60).padStart(2, "0")}.000Z`
      })
  }
}

function kebab(name: string): string {
  return name.replace(/([a-z])([A-Z])/g, "$1-$2").toLowerCase()
}
