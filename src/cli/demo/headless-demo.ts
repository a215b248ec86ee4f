import { join } from "node:path"
import type { RunEvent } from "../../engine/driver/run-event.ts"
import { startRun } from "../../engine/driver/run-loop.ts"
import { openBackends } from "../../engine/open-backends.ts"
import { openSpending } from "../../engine/spending.ts"
import { defaultSettings } from "../../loop/settings.ts"
import { makeTempFolder } from "../../system/temp-folder.ts"
import type { CliContext } from "../context.ts"
import { packageRoot } from "../package-root.ts"
import { sleep } from "../sleep.ts"
import { makeProject } from "./project.ts"
import type { Played } from "./run-demo.ts"
import { stages } from "./scripted-agent.ts"

export type HeadlessDemo = Played | { readonly kind: "failed"; readonly why: string }

/**
 * The demo through the headless engine: the same example and the same scripted agent, without any host. Nothing is sent
 * anywhere and nothing is spent.
 */
export async function runHeadlessDemo(
  examples: string,
  context: CliContext,
  on: (event: RunEvent) => void,
): Promise<HeadlessDemo> {
  const folder = makeTempFolder("for-loop-demo-")
  const home = join(folder, "state")
  const project = join(folder, "node-cart")
  await makeProject(examples, project)
  const { env, now } = context
  const spending = openSpending({ home, now, mode: "auto", maxUsd: null, daily: null, weekly: null })
  if (spending.kind === "wrong") return { kind: "failed", why: spending.why }
  const turns = stages.map(({ edits, says }) => ({
    edits: [...edits],
    says,
    faults: [],
    thinkMs: 0,
    usage: null,
  }))
  const kill = new AbortController().signal
  const opened = await openBackends(
    {
      ...{
        home,
        env,
        now,
        wait: sleep,
        mode: "auto",
        breaker: {},
        capped: false,
        pack: "off",
        judge: () => null,
      },
      budget: spending.budget,
      scenario: { turns },
    },
    kill,
  )
  const { backends, upstreams } = opened
  const run = { home, env, now, wait: sleep, backends, upstreams, on, kill, programFolder: packageRoot() }
  const ran = await startRun(run, {
    workspace: project,
    task: "make the cart tests pass",
    settings: { ...defaultSettings("auto"), maxIterations: 8 },
    checks: { kind: "detect" },
    chain: [{ backend: "scripted", model: null }],
    attachments: [],
  })
  if (ran.kind === "refused") return { kind: "failed", why: ran.why }
  return { kind: "played", folder, home, project, state: ran.state }
}
