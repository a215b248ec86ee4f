import type { File, GoogleGenAI } from "@google/genai"

/** What of the API's client is used for files. */
export type FilesClient = Pick<GoogleGenAI, "files">

type Uploaded =
  | { readonly kind: "uploaded"; readonly uri: string }
  /** The service has the file and cannot use it. */
  | { readonly kind: "unusable"; readonly why: string }

/** The files of one run on the Files API. */
export type Uploads = {
  /**
   * Address of a kept file there, uploaded at its first use and waited for until the service has taken it in. Throws
   * what the API's client throws.
   */
  addressOf(path: string, mime: string, client: FilesClient, signal: AbortSignal): Promise<Uploaded>
  /** Deletes what this run uploaded; returns how many could not be deleted (the service does it after 48 hours). */
  removeAll(): Promise<number>
}

type Kept = {
  readonly name: string
  readonly client: FilesClient
  readonly result: Uploaded
  readonly until: number
}

const firstLookMs = 1000
const slowestLookMs = 10_000
/** A film of an hour is taken in within minutes. */
const longestIntakeMs = 15 * 60_000
/** The service deletes a file after 48 hours; a night that lasts longer uploads it again. */
const lifeMs = 46 * 3_600_000
const removalMs = 10_000

/** Opens the books of a run's uploads. `now` in epoch ms; `wait` returns early when its signal fires. */
export function openUploads(
  now: () => number,
  wait: (ms: number, signal: AbortSignal) => Promise<void>,
): Uploads {
  const kept = new Map<string, Kept>()
  return {
    addressOf: async (path, mime, client, signal) => {
      const known = kept.get(path)
      if (known !== undefined && known.until > now()) return known.result
      const sent = await untilAborted(client.files.upload({ file: path, config: { mimeType: mime } }), signal)
      const name = sent.name ?? ""
      const until = now() + lifeMs
      // Known before it is waited for: a stop in between must not leave it behind.
      kept.set(path, { name, client, until: 0, result: { kind: "unusable", why: "" } })
      const result = await takenIn(sent, client, now, wait, signal)
      kept.set(path, { name, client, until, result })
      return result
    },
    removeAll: async () => {
      const all = [...kept.values()].filter(({ name }) => name !== "")
      kept.clear()
      const removed = await Promise.allSettled(
        all.map(({ name, client }) =>
          client.files.delete({ name, config: { abortSignal: AbortSignal.timeout(removalMs) } }),
        ),
      )
      return removed.filter(({ status }) => status === "rejected").length
    },
  }
}

async function takenIn(
  sent: File,
  client: FilesClient,
  now: () => number,
  wait: (ms: number, signal: AbortSignal) => Promise<void>,
  signal: AbortSignal,
): Promise<Uploaded> {
  const deadline = now() + longestIntakeMs
  let file = sent
  for (let pauseMs = firstLookMs; ; pauseMs = Math.min(slowestLookMs, pauseMs * 2)) {
    if (file.state === "ACTIVE" && file.uri !== undefined) return { kind: "uploaded", uri: file.uri }
    if (file.state === "FAILED") {
      return { kind: "unusable", why: file.error?.message ?? "the service could not process it" }
    }
    if (now() >= deadline) return { kind: "unusable", why: "the service did not finish processing it" }
    await wait(pauseMs, signal)
    signal.throwIfAborted()
    file = await client.files.get({ name: file.name ?? "", config: { abortSignal: signal } })
  }
}

/** The client's upload cannot be aborted; it is then left to itself. */
async function untilAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  signal.throwIfAborted()
  let stop = (): void => {}
  const aborted = new Promise<never>((_, reject) => {
    stop = () => reject(signal.reason)
    signal.addEventListener("abort", stop, { once: true })
  })
  work.catch(() => {}) // when nobody waits for it any more
  try {
    return await Promise.race([work, aborted])
  } finally {
    signal.removeEventListener("abort", stop)
  }
}
