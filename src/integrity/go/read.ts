import { type FileFacts, noFacts } from "../facts.ts"
import type { Tree } from "../tree/tree.ts"

export function readGo(_tree: Tree, _text: string): FileFacts {
  return noFacts
}
