import { basename, join } from "node:path"
import { mayBeInGit } from "../../git/near.ts"
import type { Repository } from "../../git/repository.ts"
import { type WorkingFiles, workingFiles } from "../../git/working-files.ts"
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
import { keepPack, type LastPack, lastPack } from "./last-pack.ts"
import { packFolder, removeOldPacks } from "./pack-folder.ts"
import { compareRanks, rankBy } from "./rank.ts"
import { repeatPack } from "./repeat-pack.ts"

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

export type Pack = Omit<Assembled, "tail"> & {
  readonly basis: "exact" | "estimated"
  readonly notes: readonly string[]
}

/**
 * Packs the code base in a folder into a token budget: what failing tests, changes and imports point to first, without
 * secrets and without what a machine wrote. Equal trees give equal texts; after an edit the text begins as the last one
 * did for as long as possible. Throws StoreError and GitError.
 */
export async function packCodebase(order: PackOrder): Promise<Pack> {
  const { workspace, home, env, selection, loop, now } = order
  const purpose = shortHash(JSON.stringify([workspace, loop?.id ?? null, order.budget, selection]))
  const looking = mayBeInGit(workspace) ? workingFiles(workspace, env) : null
  // Read while git looks at the files.
  const [looked, last] = await Promise.all([looking, later(() => lastPack(home, purpose, now))])
  const repo = looked?.repo ?? null
  const listed = looked?.listed ?? null
  const folder = packFolder(home, repo?.commonDir ?? workspace)
  const factor = calibration(home)
  const state = listed === null ? "" : stateOf(order, listed, factor)
  const made = makerOf({ ...order, repo, folder, listed, last, factor })
  const isSame = last !== null && state !== "" && last.state === state
  const again = isSame ? await repeatPack(basename(workspace), workspace, last) : null
  const { pack, tail, budget } = await fitted(order, again, made)
  if (again === null || pack.files !== again.files) {
    const standsForNext = budget === order.budget ? state : ""
    keepPack(home, purpose, { ...pack, tail, at: now, state: standsForNext })
    removeOldPacks(home)
  }
  return pack
}

/** Begun after what stands beside it; a fault is the promise's. */
async function later<T>(work: () => T): Promise<T> {
  return work()
}

/** Everything that decides about a pack, in short. */
function stateOf({ workspace, loop }: PackOrder, listed: WorkingFiles, factor: number): string {
  const stamps = listed.unknown.map((path) => [path, plainFile(join(workspace, path))?.stamp ?? ""])
  const work = loop === null ? null : [loop.iteration, loop.updatedAt, loop.baseline.failing]
  return shortHash(JSON.stringify([packVersion, listed.fingerprint, stamps, work, factor]))
}

/** Counts up when the same tree is packed in another way than before. */
const packVersion = 1

type Making = PackOrder & {
  readonly repo: Repository | null
  readonly folder: string
  readonly listed: WorkingFiles | null
  readonly last: LastPack | null
  readonly factor: number
}

/** Makes packs of a budget; what all of them need is looked up once, and only when one is made. */
function makerOf(making: Making): (budget: number) => Promise<Assembled> {
  const { workspace, env, selection, last, folder, listed } = making
  let looked: {
    readonly facts: Facts
    readonly material: Material
    readonly keys: ReadonlySet<string>
  } | null = null
  return async (budget) => {
    if (looked === null) {
      const facts = openFacts(folder)
      const found = await findCandidates(listed, workspace, env, selection)
      const offers = await offersOf(making, found, facts)
      const material = { leftOut: found.leftOut, offers, last: last?.files ?? [] }
      looked = { facts, material, keys: new Set(found.candidates.map(({ key }) => key)) }
    }
    const { facts, material, keys } = looked
    const counter = openCounter()
    try {
      const desk: Desk = { workspace, facts, counter, factor: making.factor }
      return await assemble(basename(workspace), material, desk, budget)
    } finally {
      await counter.close()
      facts.save(keys)
    }
  }
}

async function offersOf(making: Making, found: Found, facts: Facts): Promise<readonly Offer[]> {
  const rank = rankBy(await focusOf(making, found, facts))
  const offers = found.candidates.map((candidate): Offer => {
    const { path, key } = candidate
    const bytes = candidate.bytes ?? sizeOf(candidate, making.workspace, facts)
    const { why, rank: own, sort } = rank(path, bytes)
    const cap = capOf(sort, why)
    return { path, key, bytes, why, rank: own, cap, variant: variantOf(key, bytes, cap) }
  })
  return offers.sort(compareRanks)
}

function sizeOf({ path, key }: Candidate, workspace: string, facts: Facts): number {
  const known = facts.get(key)
  if (known !== null) return known.bytes
  const bytes = plainFile(join(workspace, path))?.bytes ?? 0
  facts.set(key, bytes === 0 ? { kind: "left-out", bytes, why: "empty" } : { kind: "size", bytes })
  return bytes
}

const mostRounds = 4

/** The pack, counted by the service where that can be asked, and made smaller until it fits. */
async function fitted(
  order: PackOrder,
  first: Assembled | null,
  make: (budget: number) => Promise<Assembled>,
): Promise<{ readonly pack: Pack; readonly tail: string; readonly budget: number }> {
  let { budget } = order
  const notes: string[] = []
  for (let round = 1; ; round++) {
    const { tail, ...made } = (round === 1 ? first : null) ?? (await make(budget))
    const counted = await order.countExactly?.(made.text)
    if (counted?.kind !== "counted") {
      if (counted !== undefined) notes.push(`The tokens are estimated: ${counted.why}.`)
      return { pack: { ...made, basis: "estimated", notes }, tail, budget }
    }
    const { tokens } = counted
    calibrate(order.home, made.tokens, tokens)
    if (tokens <= order.budget || round === mostRounds)
      return { pack: { ...made, tokens, basis: "exact", notes }, tail, budget }
    notes.push(`The service counted ${tokens} tokens, so files were left out until it fitted.`)
    budget = Math.floor((budget * order.budget * 0.97) / tokens)
  }
}
