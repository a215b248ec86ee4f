import { setTimeout as pause } from "node:timers/promises"

/** Waits until `probe` gives something else than null or false, looking every 50 ms; fails naming `what` after `ms`. */
export async function until<T>(
  what: string,
  probe: () => T | Promise<T>,
  ms = 15_000,
): Promise<Exclude<T, null | false>> {
  const end = Date.now() + ms
  for (;;) {
    const found = await probe()
    if (isThere(found)) return found
    if (Date.now() >= end) throw new Error(`waited ${ms / 1000} s in vain for ${what}`)
    await pause(50)
  }
}

function isThere<T>(value: T): value is Exclude<T, null | false> {
  return value !== null && value !== false
}
