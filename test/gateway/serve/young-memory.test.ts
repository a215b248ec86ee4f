import { execFileSync } from "node:child_process"
import { join } from "node:path"
import { pathToFileURL } from "node:url"
import { describe, expect, it } from "vitest"

const source = join(import.meta.dirname, "..", "..", "..", "src", "gateway", "serve", "young-memory.ts")

/**
 * MB that V8 holds for new objects under much work, in a process of its own: the setting is the process's. The median of the
 * second half of the work, since V8 goes beyond its own bound for a moment while it marks the old objects.
 */
function youngMbUnderWork(setUp: string): number {
  const program = `
    import { EventEmitter } from "node:events"
    import { getHeapSpaceStatistics } from "node:v8"
    import { boundYoungMemory } from ${JSON.stringify(pathToFileURL(source).href)}
    const server = new EventEmitter()
    ${setUp}
    const kept = []
    const sizes = []
    for (let round = 0; round < 600; round += 1) {
      kept.push(Array.from({ length: 5000 }, (_, at) => ({ at, text: "x" + at })))
      if (kept.length > 40) kept.shift()
      for (let at = 0; at < 32; at += 1) server.emit("request")
      const young = getHeapSpaceStatistics().find(({ space_name }) => space_name === "new_space")
      if (round >= 300) sizes.push(young.space_size / 1024 / 1024)
    }
    console.log(sizes.sort((one, other) => one - other)[sizes.length / 2])`
  return Number(execFileSync(process.execPath, ["--input-type=module", "-e", program], { encoding: "utf8" }))
}

describe("the memory for new objects", () => {
  it("does not grow with the load beyond what pays", () => {
    expect(youngMbUnderWork("boundYoungMemory(server)")).toBeLessThanOrEqual(32)
    expect(youngMbUnderWork("")).toBeGreaterThan(48)
  })
})
