import { GitError } from "../git/git-error.ts"
import { StoreError } from "../system/store-error.ts"
import { environment, fault } from "./problem.ts"
import type { Problem } from "./result.ts"
import { oneLine } from "./words.ts"

/** What a user is told of something thrown: trouble of disk and git in their own words, everything else as our fault. */
export function explainThrown(thrown: unknown): Problem {
  if (thrown instanceof StoreError || thrown instanceof GitError) {
    return environment(thrown.code, oneLine(thrown.message, 600))
  }
  return fault(oneLine(thrown instanceof Error ? thrown.message : String(thrown), 400))
}
