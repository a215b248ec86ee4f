import { isAbsolute, relative, sep } from "node:path"
import { storedResults } from "../../hook/evidence-file.ts"
import type { Failure } from "../../loop/evidence.ts"
import type { LoopState } from "../../loop/state.ts"
import { findByEnd } from "./find-by-end.ts"

/**
 * Files that the loop's last checks name as failing: the files of the tests, and those that their ids, messages and
 * stack frames point into. Only paths among `paths` (relative to the workspace, with `/`). Throws StoreError.
 */
export function failingFiles(home: string, loop: LoopState, paths: readonly string[]): ReadonlySet<string> {
  const failures = (storedResults(home, loop) ?? []).flatMap((check) => check.failures)
  const find = finderOf(loop.workspace, paths)
  const found = new Set<string>()
  for (const failure of failures.slice(0, mostFailures)) {
    for (const named of namedIn(failure, loop.workspace)) for (const path of find(named)) found.add(path)
  }
  // Before any check left its evidence, the ids of the baseline are all there is.
  for (const id of failures.length === 0 ? loop.baseline.failing.slice(0, mostFailures) : [])
    for (const named of pathsIn(id, loop.workspace)) for (const path of find(named)) found.add(path)
  return found
}

const mostFailures = 300
/** A name that fits more files than this points nowhere. */
const mostMeant = 3

function namedIn({ file, id, message, frame }: Failure, workspace: string): readonly string[] {
  const texts = [id, frame ?? "", message].flatMap((text) => pathsIn(text, workspace))
  return file === null ? texts : [file, ...texts]
}

/** Bounded everywhere: messages are written by whoever wrote the tests. */
const pathShape = /[\w@~+.-]{0,100}(?:[\\/][\w@~+.-]{1,100}){0,20}\.\w{1,6}(?=[:(,)\s"'>\]]|$)/g

function pathsIn(text: string, workspace: string): readonly string[] {
  // The workspace's own path may hold spaces, at which a path in a text would end.
  const inside = text.slice(0, 4000).replaceAll(workspace + sep, "")
  return (inside.match(pathShape) ?? []).slice(0, 20)
}

function finderOf(workspace: string, paths: readonly string[]): (named: string) => readonly string[] {
  const known = new Set(paths)
  const find = findByEnd(paths)
  return (named) => {
    const inside = isAbsolute(named) ? relative(workspace, named) : named
    const tail = inside.replaceAll("\\", "/").replace(/^(?:\.{1,2}\/)+/, "")
    if (known.has(tail)) return [tail]
    return find(tail, mostMeant)
  }
}
