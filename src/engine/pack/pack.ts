import { basename, join } from "node:path"
import { shortHash } from "../../loop/hash.ts"
import type { LoopState } from "../../loop/state.ts"
import { plainFile } from "../../system/read-content.ts"
import { type Assembled, assemble, type Material } from "./assemble.ts"
import { calibrate, calibration } from "./calibration.ts"
import { type Candidate, type Found, findCandidates, type Selection } from "./candidates.ts"
import { openCounter } from "./counter.ts"
import { type Facts, openFacts } from "./facts.ts"
import { capOf, type Desk, type Offer, variantOf } from "./fill.ts"
import { focusOf } from "./focus.ts"
import { keepLayout, lastLayout } from "./last-layout.ts"
import type { Placed } from "./layout.ts"
import { packFolder, removeOldFolders } from "./pack-folder.ts"
import { rankFiles } from "./rank.ts"

/** The service's own count of a text, or why there is none. */
export type CountExactly = (
  text: string,
) => Promise<
  { readonly kind: "counted"; readonly tokens: number } | { readonly kind: "failed"; readonly why: string }
>

export type PackOrder = {
  readonly workspace: string
  readonly home: string
  readonly env: NodeJS.ProcessEnv
  /** Epoch ms. */
  readonly now: number
  /** Tokens the pack may have at most. */
  readonly budget: number
  readonly selection: Selection
  /** Its failing tests and its changes come first. */
  readonly loop: LoopState | null
  /** Null: the estimate is all there is. */
  readonly countExactly: CountExactly | null
}

export type Pack = Omit<Assembled, "placed"> & {
  readonly basis: "exact" | "estimated"
  readonly notes: readonly string[]
}

/**
 * Packs the code base in a folder into a token budget: what failing tests, changes and imports point to first, without
 * secrets and without what a machine wrote. Equal trees give equal texts; after an edit the text begins as the last one
 * did for as long as possible. Throws StoreError and GitError.
 */
export async function packCodebase(order: PackOrder): Promise<Pack> {
  const { workspace, home, env, selection } = order
  const found = await findCandidates(workspace, env, selection)
  const folder = packFolder(home, found.repo?.commonDir ?? workspace)
  const facts = openFacts(folder)
  const counter = openCounter()
  try {
    const desk: Desk = { workspace, facts, counter, factor: calibration(home) }
    const offers = await offersOf(order, found, folder, facts)
    const purpose = shortHash(JSON.stringify([workspace, order.loop?.id ?? null, order.budget, selection]))
    const last = lastLayout(folder, purpose, order.now)
    const { pack, placed } = await fitted(order, { leftOut: found.leftOut, offers, last }, desk)
    keepLayout(folder, purpose, placed, order.now)
    facts.save(new Set(found.candidates.map(({ key }) => key)))
    removeOldFolders(home)
    return pack
  } finally {
    await counter.close()
  }
}

async function offersOf(
  order: PackOrder,
  found: Found,
  folder: string,
  facts: Facts,
): Promise<readonly Offer[]> {
  const focus = await focusOf({ ...order, folder }, found, facts)
  const sized = found.candidates.map((candidate) => ({
    ...candidate,
    bytes: candidate.bytes ?? sizeOf(candidate, order.workspace, facts),
  }))
  const byPath = new Map(sized.map((candidate) => [candidate.path, candidate]))
  return rankFiles(sized, focus).flatMap((ranked): Offer[] => {
    const candidate = byPath.get(ranked.path)
    if (candidate === undefined) return []
    const cap = capOf(ranked)
    return [{ ...candidate, ...ranked, cap, variant: variantOf(candidate.key, candidate.bytes, cap) }]
  })
}

function sizeOf({ path, key }: Candidate, workspace: string, facts: Facts): number {
  const known = facts.get(key)
  if (known !== null) return known.bytes
  const bytes = plainFile(join(workspace, path))?.bytes ?? 0
  facts.set(key, { kind: "size", bytes })
  return bytes
}

const mostRounds = 4

/** The pack, counted by the service where that can be asked, and made smaller until it fits. */
async function fitted(
  order: PackOrder,
  material: Material,
  desk: Desk,
): Promise<{ readonly pack: Pack; readonly placed: readonly Placed[] }> {
  const name = basename(order.workspace)
  let budget = order.budget
  const notes: string[] = []
  for (let round = 1; ; round++) {
    const { placed, ...made } = await assemble(name, material, desk, budget)
    const counted = await order.countExactly?.(made.text)
    if (counted?.kind !== "counted") {
      if (counted !== undefined) notes.push(`The tokens are estimated: ${counted.why}.`)
      return { pack: { ...made, basis: "estimated", notes }, placed }
    }
    const { tokens } = counted
    calibrate(order.home, made.tokens, tokens)
    if (tokens <= order.budget || round === mostRounds)
      return { pack: { ...made, tokens, basis: "exact", notes }, placed }
    notes.push(`The service counted ${tokens} tokens, so files were left out until it fitted.`)
    budget = Math.floor((budget * order.budget * 0.97) / tokens)
  }
}
