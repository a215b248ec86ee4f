import { GitError } from "../git/git-error.ts"
import { StoreError } from "../system/store-error.ts"
import type { Person } from "./person.ts"
import { plainWording } from "./wording.ts"
import { oneLine } from "./words.ts"

/** What a person is told when something cannot be done: `next` is the sentence with the next step. */
export type Refused = {
  readonly kind: "refused"
  /** For programs: which refusal this is. */
  readonly code: string
  readonly message: string
  readonly next: string
}

export function refused(code: string, message: string, next: string): Refused {
  return { kind: "refused", code, message, next }
}

/** The same for something thrown: trouble of disk and git in their own words, everything else as our fault. */
export function refusedBy(thrown: unknown, { wording = plainWording }: Pick<Person, "wording">): Refused {
  if (thrown instanceof StoreError || thrown instanceof GitError) {
    return refused(thrown.code, oneLine(thrown.message, 600), wording.examine)
  }
  const what = oneLine(thrown instanceof Error ? thrown.message : String(thrown), 400)
  return refused("fault", `For Loop met an error of its own: ${what}`, wording.reportFault)
}
