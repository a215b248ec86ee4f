import { isRecord, parseRecord } from "../../system/json-record.ts"

/** Scheme of a file as a checkpoint has it; nothing of it can be written. */
export const checkpointScheme = "for-loop-checkpoint"

/** A file in a state of the working tree: `id` names the state in git, `path` is relative to the repository. */
export type FileState = { readonly loop: string; readonly id: string; readonly path: string }

/** Parts of the file's address. The path comes last, so that editors show its name and colour its language. */
export function checkpointParts(state: FileState): { scheme: string; path: string; query: string } {
  const { loop, id, path } = state
  return { scheme: checkpointScheme, path: `/${path}`, query: JSON.stringify({ loop, id, path }) }
}

/** What an address stands for; null when it is none of ours. */
export function fileStateOf(query: string): FileState | null {
  const parts = parseRecord(query)
  if (!isRecord(parts)) return null
  const { loop, id, path } = parts
  if (typeof loop !== "string" || typeof id !== "string" || typeof path !== "string") return null
  return { loop, id, path }
}
