import { writeSync } from "node:fs"
import { openBudget } from "../../../src/spend/budget.ts"
import type { Caps } from "../../../src/spend/caps.ts"

type Step =
  | { readonly kind: "reserve"; readonly loop: string; readonly usd: number }
  | { readonly kind: "settle"; readonly which: number; readonly output: number }
  | { readonly kind: "release"; readonly which: number }
  | { readonly kind: "die" }

type Plan = {
  readonly home: string
  readonly caps: Caps
  readonly fileBytes: number
  readonly steps: readonly Step[]
}

// A process that spends: plays its steps and says after each what came of it. `die` is a kill without any warning.
const plan: Plan = JSON.parse(process.argv[2] ?? "")
const budget = openBudget({ ...plan, now: Date.now, zone: "utc" })
const ids: string[] = []
const say = (value: object): void => {
  writeSync(1, `${JSON.stringify(value)}\n`)
}
for (const step of plan.steps) {
  if (step.kind === "die") process.kill(process.pid, "SIGKILL")
  if (step.kind === "reserve") {
    const { loop, usd } = step
    const answer = budget.reserve({ loop, model: "gemini-3.5-flash", upstream: "gemini-api", maxUsd: usd })
    if (answer.kind === "reserved") ids.push(answer.id)
    say(
      answer.kind === "reserved"
        ? { said: "reserved", id: answer.id, usd }
        : { said: "refused", cap: answer.cap },
    )
  }
  const id =
    step.kind === "settle" || step.kind === "release" ? ids[step.which % Math.max(1, ids.length)] : undefined
  if (id === undefined) continue
  if (step.kind === "settle") {
    const tokens = { input: 0, cachedInput: 0, cacheWrite: 0, output: step.output, thinking: 0 }
    say({ said: "settled", id, answer: budget.settle(id, { tokens, model: null, upstream: "gemini-api" }) })
  }
  if (step.kind === "release") say({ said: "released", id, answer: budget.release(id) })
}
