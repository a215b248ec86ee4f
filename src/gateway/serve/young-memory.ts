import type { EventEmitter } from "node:events"
import { getHeapSpaceStatistics, setFlagsFromString } from "node:v8"

/** Measured: from here on more room makes no call cheaper. */
const mostBytes = 16 * 1024 * 1024
const lookEvery = 32

/**
 * Under load V8 lets its room for new objects grow, to 128 MB in Node 24, and fills it before it clears it up: a process that
 * serves for weeks would hold three times the memory that it uses. From the size that pays on, the room stays as it is.
 */
export function boundYoungMemory(server: EventEmitter): void {
  let requests = 0
  const look = (): void => {
    requests += 1
    if (requests % lookEvery !== 0 || youngBytes() < mostBytes) return
    server.off("request", look)
    setFlagsFromString("--semi-space-growth-factor=1")
  }
  server.on("request", look)
}

function youngBytes(): number {
  return getHeapSpaceStatistics().find(({ space_name }) => space_name === "new_space")?.space_size ?? 0
}
