import { vi } from "vitest"

/** Waits until a check of what is about to happen holds. Nobody is in a hurry: a busy machine takes seconds for what takes none. */
export function soon(check: () => void): Promise<void> {
  return vi.waitFor(check, { timeout: 20_000, interval: 10 })
}
