import { writeSync } from "node:fs"
import { openBudget } from "../../../src/spend/budget.ts"
import type { Caps } from "../../../src/spend/caps.ts"

type Step =
  | { readonly kind: "reserve"; readonly loop: string; readonly usd: number }
  | { readonly kind: "settle"; readonly which: number; readonly part: number }
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
const made: { readonly id: string; readonly usd: number }[] = []
const say = (value: object): void => {
  writeSync(1, `${JSON.stringify(value)}\n`)
}
for (const step of plan.steps) {
  if (step.kind === "die") process.kill(process.pid, "SIGKILL")
  if (step.kind === "reserve") {
    const { loop, usd } = step
    const answer = budget.reserve({ loop, model: "gemini-3.5-flash", upstream: "gemini-api", maxUsd: usd })
    if (answer.kind === "reserved") made.push({ id: answer.id, usd })
    say(
      answer.kind === "reserved"
        ? { said: "reserved", id: answer.id, usd }
        : { said: "refused", cap: answer.cap },
    )
  }
  const call =
    step.kind === "settle" || step.kind === "release"
      ? made[step.which % Math.max(1, made.length)]
      : undefined
  if (call === undefined) continue
  const { id } = call
  if (step.kind === "settle") {
    // 9 USD per million tokens: a call costs at most what was reserved for it.
    const output = Math.floor((step.part * call.usd * 1e6) / 9)
    const tokens = { input: 0, cachedInput: 0, cacheWrite: 0, output, thinking: 0 }
    say({ said: "settled", id, answer: budget.settle(id, { tokens, model: null, upstream: "gemini-api" }) })
  }
  if (step.kind === "release") say({ said: "released", id, answer: budget.release(id) })
}
