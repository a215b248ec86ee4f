import type { TestCounts } from "../../loop/evidence.ts"

/**
 * The totals Node's test runner prints at its end (`ℹ tests 7` in spec, `# tests 7` in TAP), summed over all runs in the text; null
 * without any. A cancelled test did not pass, so it counts as failed.
 */
export function nodeCounts(text: string, mark: "ℹ" | "#"): TestCounts | null {
  const sum = (name: string) => {
    let total = 0
    for (const match of text.matchAll(new RegExp(`^${mark} ${name} (\\d+)$`, "gm"))) total += Number(match[1])
    return total
  }
  if (!new RegExp(`^${mark} tests \\d+$`, "m").test(text)) return null
  return {
    passed: sum("pass"),
    failed: sum("fail") + sum("cancelled"),
    skipped: sum("skipped") + sum("todo"),
  }
}
