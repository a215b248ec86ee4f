import { expect } from "vitest"

/** Waits until `holds`, or fails after `withinMs` with what was seen last. */
export async function eventually(
  look: () => unknown,
  holds: (seen: unknown) => boolean,
  withinMs: number,
): Promise<void> {
  const until = Date.now() + withinMs
  let seen = await look()
  while (!holds(seen) && Date.now() < until) {
    await new Promise((resolve) => setTimeout(resolve, 20))
    seen = await look()
  }
  expect(holds(seen), `seen last: ${String(seen)}`).toBe(true)
}
