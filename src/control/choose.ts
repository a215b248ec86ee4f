import { chooseChecks } from "../hook/choose-checks.ts"
import type { ChecksChoice } from "../loop/settle.ts"
import { folderOf } from "./folder-of.ts"
import type { Person } from "./person.ts"
import { type Refused, refused } from "./refused.ts"
import { plainWording } from "./wording.ts"

export type ChosenChecks = {
  readonly kind: "chosen"
  readonly checks: readonly string[]
  /** Where they come from, for people. */
  readonly why: string
}

/** The checks that would decide about a loop in this folder if the person names none. Throws StoreError. */
export async function previewChecks(person: Person, workspace: string): Promise<ChosenChecks | Refused> {
  const place = folderOf(person, workspace)
  if (place.kind === "refused") return place
  const chosen = await choose(person, place.folder, { kind: "detect" })
  // Nothing was tried yet, so it stands as a sentence of its own; what begins with the name of a file stays.
  return chosen.kind === "refused" && chosen.code !== "config-invalid"
    ? { ...chosen, message: capitalized(chosen.message) }
    : chosen
}

/**
 * The checks for a choice, by the rules of the hook itself; a refusal of them reads on from "The loop was not prepared:".
 * Throws StoreError.
 */
export async function choose(
  { home, wording = plainWording }: Person,
  workspace: string,
  checks: ChecksChoice,
): Promise<ChosenChecks | Refused> {
  const chosen = await chooseChecks({ home }, { workspace, checks })
  if (chosen.kind === "chosen") return chosen
  return refused(chosen.code, wording.checksRefused(chosen), wording.startAgain)
}

function capitalized(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}
