import { describe, expect, it } from "vitest"
import { readSources } from "./architecture/sources.ts"

/** Scenarios of the acceptance corpus that wait for a part that is not built yet, and for which part. */
const pending: Readonly<Record<string, string>> = {}

const all = Array.from({ length: 96 }, (_, i) => `S${String(i + 1).padStart(2, "0")}`)
const titled = new Set(
  readSources("test")
    .filter((file) => file.path.endsWith(".test.ts") && file.path !== "test/scenarios.test.ts")
    .flatMap((file) => file.text.match(/\bS\d{2}\b/g) ?? []),
)

describe("the acceptance corpus", () => {
  it("stands in a test title or in the list of pending scenarios, each number in exactly one of them", () => {
    expect(all.filter((scenario) => !titled.has(scenario) && !(scenario in pending))).toEqual([])
    expect(Object.keys(pending).filter((scenario) => titled.has(scenario))).toEqual([])
  })

  for (const [scenario, why] of Object.entries(pending)) it.todo(`${scenario} ${why}`)
})
