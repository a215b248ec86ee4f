import { fileURLToPath } from "node:url"
import { Worker } from "node:worker_threads"
import { isCount, isRecord } from "../../system/json-record.ts"
import { isFile } from "../../system/list-folder.ts"

/** Counts texts; the first call loads the vocabulary. */
export type Counter = {
  count(texts: readonly string[]): Promise<readonly number[]>
  /** Gives the vocabulary's memory back; another count loads it again. */
  close(): Promise<void>
}

/** A counter in a thread of its own, or in this one where a bundle carries no file for it. */
export function openCounter(): Counter {
  let opened: Counter | null = null
  return {
    count: (texts) => {
      opened ??= openFile(workerFile())
      // A thread that ends early (its memory is bounded) must not cost the pack.
      return opened.count(texts).catch(() => inThisThread.count(texts))
    },
    close: async () => {
      await opened?.close()
      opened = null
    },
  }
}

function openFile(path: string): Counter {
  return isFile(path) ? inWorker(path) : inThisThread
}

/** Beside this file: the source while developing, a bundle of its own beside the one that this file is part of. */
function workerFile(): string {
  const name = import.meta.url.endsWith(".ts") ? "./count-worker.ts" : "./count-worker.cjs"
  return fileURLToPath(new URL(name, import.meta.url))
}

type Waiting = { resolve(counts: readonly number[]): void; reject(error: Error): void }

/** The vocabulary needs 35 MB. Without limits what was counted would lie around by the tens of megabytes. */
const resourceLimits = { maxYoungGenerationSizeMb: 2, maxOldGenerationSizeMb: 72 }

function inWorker(path: string): Counter {
  const worker = new Worker(path, { resourceLimits })
  const waiting = new Map<number, Waiting>()
  let calls = 0
  let failed: Error | null = null
  const fail = (error: Error): void => {
    failed ??= error
    for (const { reject } of waiting.values()) reject(error)
    waiting.clear()
  }
  worker.on("message", (answer: unknown) => {
    if (!isRecord(answer) || typeof answer.id !== "number" || !Array.isArray(answer.counts)) return
    waiting.get(answer.id)?.resolve(answer.counts.filter(isCount))
    waiting.delete(answer.id)
  })
  worker.on("error", (error) => fail(error instanceof Error ? error : new Error(String(error))))
  worker.on("exit", () => fail(new Error("the thread that counts tokens ended")))
  return {
    count: (texts) =>
      new Promise((resolve, reject) => {
        if (failed !== null) return reject(failed)
        const id = ++calls
        waiting.set(id, { resolve, reject })
        worker.postMessage({ id, texts })
      }),
    close: async () => {
      await worker.terminate()
    },
  }
}

const inThisThread: Counter = {
  count: async (texts) => {
    const { estimateTokens } = await import("./count-tokens.ts")
    return texts.map(estimateTokens)
  },
  close: async () => {},
}
