import { join } from "node:path"
import { ensureDir, readTextIfPresent, writeFileAtomic } from "../system/atomic-file.ts"
import { listNames } from "../system/list-names.ts"
import { loopFolder, safeId } from "./paths.ts"

/** What one phase of a loop left behind: Markdown in the loop's folder. */
export type PhaseArtifact = { readonly name: string; readonly path: string; readonly text: string }

const artifact = /^\d\d-[a-z-]+\.md$/

/** Folder of everything that a loop's phases leave. */
function phasesFolder(home: string, loop: string): string {
  return join(loopFolder(home, loop), "phases")
}

/** Path of one file of the phases; `name` without a path. Throws StoreError for a name that could leave the folder. */
export function phasePath(home: string, loop: string, name: string): string {
  return join(phasesFolder(home, loop), safeId(name))
}

/** Writes one file of the phases, atomic and flushed. Returns its path. Throws StoreError. */
export function writePhaseFile(home: string, loop: string, name: string, text: string): string {
  ensureDir(phasesFolder(home, loop))
  const path = phasePath(home, loop, name)
  writeFileAtomic(path, text)
  return path
}

/** Text of one file of the phases, or null when there is none. Throws StoreError. */
export function readPhaseFile(home: string, loop: string, name: string): string | null {
  return readTextIfPresent(phasePath(home, loop, name))
}

/** The newest artifact of every phase, in the order of the phases; empty for a loop without phases. Throws StoreError. */
export function phaseArtifacts(home: string, loop: string): PhaseArtifact[] {
  return listNames(phasesFolder(home, loop))
    .filter((name) => artifact.test(name))
    .map((name) => {
      const path = phasePath(home, loop, name)
      return { name, path, text: readTextIfPresent(path) ?? "" }
    })
}
