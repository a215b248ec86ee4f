import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from "node:fs"
import { tmpdir } from "node:os"
import { basename, dirname, join } from "node:path"
import { gunzipSync } from "node:zlib"
import { digestOf } from "../../src/verify/digest.ts"
import { runCheck } from "../../src/verify/run-check.ts"

/** One recorded failure: what was run, how it ended, and the lines that name its root cause, chosen from the raw output alone. */
export type Recorded = {
  readonly name: string
  readonly command: string
  readonly version: string
  /** As a shell reports it: 128 + the signal for a crash; null when it was ended at its time limit. */
  readonly exitCode: number | null
  readonly timedOut: boolean
  readonly rootCause: readonly string[]
  /** Sources that the output speaks of. */
  readonly files: Readonly<Record<string, string>>
  readonly raw: string
}

export type Measured = {
  readonly name: string
  readonly rawBytes: number
  readonly digest: string
  readonly digestBytes: number
  /** Root causes that the digest does not hold. */
  readonly lost: readonly string[]
  readonly suspicions: number
  /** How many failures a reader named. */
  readonly named: number
}

/** Where everything was recorded; replaced by the folder of the replay. */
const recordedIn = "/home/dev/shop"
const folder = import.meta.dirname

/** The corpus, by name. */
export function readCorpus(): Recorded[] {
  const names = readdirSync(folder).filter((name) => name.endsWith(".json"))
  return names.sort().map((name) => {
    const base = join(folder, basename(name, ".json"))
    const raw = existsSync(`${base}.txt.gz`)
      ? gunzipSync(readFileSync(`${base}.txt.gz`))
      : readFileSync(`${base}.txt`)
    return {
      ...JSON.parse(readFileSync(join(folder, name), "utf8")),
      name: basename(name, ".json"),
      raw: raw.toString("latin1"),
    }
  })
}

/** Runs a check that prints the recorded output and ends as recorded, through the same code as any check, and digests it. */
export async function measure(recorded: Recorded, budgetBytes: number): Promise<Measured> {
  const root = realpathSync(mkdtempSync(join(tmpdir(), "digest-corpus-")))
  try {
    const workspace = join(root, "shop")
    mkdirSync(workspace)
    for (const [path, text] of Object.entries(recorded.files)) {
      mkdirSync(dirname(join(workspace, path)), { recursive: true })
      writeFileSync(join(workspace, path), text)
    }
    const output = join(root, "output.txt")
    writeFileSync(output, recorded.raw.replaceAll(recordedIn, workspace), "latin1")
    const end = recorded.timedOut ? "sleep 60" : `exit ${recorded.exitCode}`
    const result = await runCheck({
      command: `cat '${output}'; ${end}`,
      workspace,
      env: process.env,
      timeoutMs: recorded.timedOut ? 1500 : 60_000,
      base: join(root, "check-1"),
      signal: undefined,
    })
    const { text, suspicions } = await digestOf({
      results: [{ ...result, command: recorded.command }],
      previousFailing: [],
      baselineFailing: [],
      workspace,
      budgetBytes,
    })
    const digest = text.replaceAll(workspace, recordedIn)
    const plain = flat(digest)
    return {
      name: recorded.name,
      rawBytes: recorded.raw.length,
      digest,
      digestBytes: Buffer.byteLength(digest),
      lost: recorded.rootCause.filter((cause) => !plain.includes(flat(cause))),
      suspicions: suspicions.length,
      named: result.failures.length,
    }
  } finally {
    rmSync(root, { recursive: true, force: true })
  }
}

/** Text with every run of blanks as one. */
export function flat(text: string): string {
  return text.replace(/\s+/g, " ").trim()
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  const middle = sorted.length >> 1
  return sorted.length % 2 === 1
    ? (sorted[middle] ?? 0)
    : ((sorted[middle - 1] ?? 0) + (sorted[middle] ?? 0)) / 2
}
