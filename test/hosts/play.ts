import type { AgentHost, Ask } from "./agent-host.ts"
import type { FakeModel, RecordedRequest } from "./fake-model.ts"
import { isStalled } from "./fake-model.ts"
import { hookCommand } from "./hook-command.ts"
import type { HostRun } from "./run-host.ts"
import { createSandbox, type Sandbox } from "./sandbox.ts"
import type { StoredLoop } from "./stored-loops.ts"
import { storedLoops } from "./stored-loops.ts"
import type { TurnScript } from "./turn-script.ts"

const pollMs = 25
const stallPolls = 1200

/** A host with our hook registered, in a sandbox of its own, talking to a model that plays a script. */
type Stage = {
  readonly sandbox: Sandbox
  /** Asks the host one thing and waits for its end. */
  ask(ask: Ask): Promise<HostRun>
  /** Asks, waits until the script stalls, then ends the host as a closed terminal would. */
  askAndCloseTerminal(ask: Ask): Promise<HostRun>
  /** The requests that carried the conversation, oldest first. */
  requests(): readonly RecordedRequest[]
  /** Everything the model was told by the last request. */
  told(): readonly string[]
  /** How many steps of the script were answered; more than it has = the host went on longer than scripted. */
  played(): number
  loops(): readonly StoredLoop[]
  [Symbol.asyncDispose](): Promise<void>
}

/**
 * Registers the hook under test in `host` and starts its model. Throws when there is no hook (`hookCommand`) or, once
 * asked, when the host is not installed. Disposing ends the model and removes the sandbox.
 */
export async function setStage(
  host: AgentHost,
  script: TurnScript,
  guard: "guarded" | "unguarded" = "unguarded",
): Promise<Stage> {
  const sandbox = createSandbox()
  const model = await host.startModel(script, sandbox.project)
  const { stop, prompt, tool } = host.events
  const names = guard === "guarded" ? [stop, prompt, tool] : [stop, prompt]
  host.registerHooks(sandbox, Object.fromEntries(names.map((name) => [name, hookCommand(host.name, name)])))
  const requests = () => model.requests.filter(({ main }) => main)
  return {
    sandbox,
    ask: (ask) => host.run(sandbox, model, ask),
    askAndCloseTerminal: async (ask) => {
      const terminal = new AbortController()
      const run = host.run(sandbox, model, { ...ask, signal: terminal.signal })
      await Promise.race([run, stalled(model)])
      terminal.abort()
      return await run
    },
    requests,
    told: () => host.toldTexts(requests().at(-1)?.body),
    played: () => Math.max(0, ...requests().map(({ chosen }) => (chosen?.index ?? -1) + 1)),
    loops: () => storedLoops(sandbox.loopHome),
    [Symbol.asyncDispose]: async () => {
      await model.close()
      sandbox[Symbol.dispose]()
    },
  }
}

async function stalled(model: FakeModel): Promise<void> {
  for (let poll = 0; poll < stallPolls; poll += 1) {
    if (model.requests.some(isStalled)) return
    await new Promise((resolve) => setTimeout(resolve, pollMs))
  }
}
