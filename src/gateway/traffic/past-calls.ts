import { readLines } from "../../system/read-lines.ts"
import type { Call, CallEnd } from "./call.ts"
import { decodeCall } from "./call-line.ts"

/** A line of the log with every attempt's text is shorter. */
const longestLine = 2 * 1024 * 1024

/** The calls in files of the log, in their order; lines that are no calls (torn by a kill, say) are skipped. */
export async function* pastCalls(paths: readonly string[]): AsyncGenerator<Call & { readonly end: CallEnd }> {
  for (const path of paths) {
    for await (const line of readLines(path, longestLine)) {
      const call = decodeCall(line)
      if (call !== null) yield call
    }
  }
}
