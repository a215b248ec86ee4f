import { join } from "node:path"
import type { LeftOut } from "./candidates.ts"
import { type Chosen, type Desk, fill, type Offer } from "./fill.ts"
import { layOut, type Placed } from "./layout.ts"
import type { LeftOutReason } from "./left-out.ts"
import { type Prepared, prepareFile, prepareKnown } from "./prepare.ts"
import { compareRanks, type RankReason } from "./rank.ts"
import type { Redactions } from "./redactions.ts"
import { frameTokens, packTail, packText } from "./render.ts"

/** What a pack is made of: offers by rank, what was left out before, and the order of the last pack. */
export type Material = {
  readonly offers: readonly Offer[]
  readonly leftOut: readonly LeftOut[]
  readonly last: readonly Placed[]
}

/** A file of a pack, with what it takes to make its text again. */
export type PackedFile = Placed & {
  readonly why: RankReason
  /** Estimated. */
  readonly tokens: number
  readonly cap: number
  readonly bytes: number
  readonly cut: boolean
  readonly redacted: boolean
  readonly redactions: Redactions | null
}

export type Assembled = {
  readonly text: string
  /** Estimated. */
  readonly tokens: number
  /** In the order of the text. */
  readonly files: readonly PackedFile[]
  /** Files at the beginning that stand as they stood in the last pack. */
  readonly kept: number
  readonly leftOut: readonly LeftOut[]
  /** What stands behind the files. */
  readonly tail: string
}

/** An estimate may be off by five in a hundred, and the pack still fits. */
const firstFill = 0.94
/** What the files of the last pack may grow by before one of them has to go. */
const nextFill = 0.955
const headTokens = 150

/** A pack of at most `budget` estimated tokens. */
export async function assemble(
  name: string,
  material: Material,
  desk: Desk,
  budget: number,
): Promise<Assembled> {
  const reasons = new Map<string, LeftOutReason>(material.leftOut.map(({ path, why }) => [path, why]))
  const tailTokens = Math.min(6000, Math.max(200, Math.floor(budget / 50)))
  const room = (share: number): number => Math.max(0, Math.floor(budget * share) - headTokens - tailTokens)
  const chosen = await choose(material, room, desk, (path, why) => reasons.set(path, why))
  await desk.counter.close()
  const read = await readAll(chosen, room(nextFill), desk)
  const { files, kept } = layOut(read, material.last)
  const packed = new Set(files.map(({ path }) => path))
  const missing = material.offers.filter(({ path, variant }) => {
    if (packed.has(path)) return false
    const fact = desk.facts.get(variant)
    const why = reasons.get(path) ?? (fact?.kind === "left-out" ? fact.why : "no-room")
    reasons.set(path, why)
    return why === "no-room"
  })
  const tail = tailOf(missing, tailTokens)
  return {
    text: packText(
      name,
      files.map(({ path, prepared }) => ({ path, text: prepared.text })),
      tail,
    ),
    tokens: files.reduce(
      (sum, file) => sum + file.tokens,
      headTokens + Math.ceil(tail.length / charactersPerToken),
    ),
    files: files.map(({ prepared, ...file }) => ({
      path: file.path,
      key: file.key,
      why: file.why,
      tokens: file.tokens,
      cap: file.cap,
      bytes: prepared.bytes,
      cut: prepared.cut,
      redacted: prepared.redacted,
      redactions: prepared.redactions,
    })),
    kept,
    leftOut: [...reasons].map(([path, why]) => ({ path, why })),
    tail,
  }
}

/**
 * First what the work is about, then the files of the last pack from its beginning on, so that an edit shortens what both
 * have in common as little as possible, then the others by rank.
 */
async function choose(
  { offers, last }: Material,
  room: (share: number) => number,
  desk: Desk,
  leftOut: (path: string, why: LeftOutReason) => void,
): Promise<readonly Chosen[]> {
  const byPath = new Map(offers.map((offer) => [offer.path, offer]))
  const before = last.flatMap(({ path }) => byPath.get(path) ?? [])
  const about = before.length === 0 ? [] : offers.filter(({ why }) => why === "failing" || why === "changed")
  const taken = new Set(about)
  const kept = before.filter((offer) => !taken.has(offer))
  for (const offer of kept) taken.add(offer)
  const first = await fill([...about, ...kept], room(nextFill), desk, leftOut)
  const others = offers.filter((offer) => !taken.has(offer))
  const second = await fill(others, room(firstFill) - first.used, desk, leftOut)
  return [...first.chosen, ...second.chosen].sort(compareRanks)
}

type Read = Chosen & { readonly prepared: Extract<Prepared, { kind: "text" }> }

/** The texts. A file that is not what the cache knew is counted anew, and left out when there is no room for it any more. */
async function readAll(chosen: readonly Chosen[], room: number, desk: Desk): Promise<readonly Read[]> {
  let used = chosen.reduce((sum, { tokens }) => sum + tokens, 0)
  const read: Read[] = []
  for (const file of chosen) {
    const again = file.prepared === null ? await readAgain(file, desk) : { ...file, prepared: file.prepared }
    used += (again?.tokens ?? 0) - file.tokens
    if (again === null) continue
    if (again.tokens <= file.tokens || used <= room) read.push({ ...again, key: again.variant })
    else used -= again.tokens
  }
  return read
}

async function readAgain(file: Chosen, desk: Desk): Promise<Read | null> {
  const place = join(desk.workspace, file.path)
  const fact = desk.facts.get(file.variant)
  const quick = fact?.kind === "text" ? prepareKnown(place, fact, file.cap) : null
  if (quick?.kind === "text") return { ...file, prepared: quick }
  const prepared = await prepareFile(file.path, place, file.cap)
  if (prepared.kind === "left-out") return null
  if (prepared.bytes === fact?.bytes) return { ...file, prepared }
  const [counted = prepared.text.length] = await desk.counter.count([prepared.text])
  const { bytes, redactions } = prepared
  desk.facts.set(file.variant, { kind: "text", bytes, tokens: counted, redactions })
  return { ...file, prepared, tokens: Math.ceil(counted * desk.factor) + frameTokens(file.path) }
}

/** Characters per token of a list of paths, on the low side. */
const charactersPerToken = 2.6
const mostPaths = 300

function tailOf(missing: readonly Offer[], tokens: number): string {
  const shown: string[] = []
  let characters = 200
  for (const { path } of missing.slice(0, mostPaths)) {
    characters += path.length + 3
    if (characters > tokens * charactersPerToken) break
    shown.push(path)
  }
  return packTail(shown, missing.length - shown.length)
}
