import { type FileSort, sortOf } from "./file-sort.ts"

/** What a pack is about: files of failing tests, files that changed, and how far the others are from them. */
export type Focus = {
  readonly failing: ReadonlySet<string>
  readonly changed: ReadonlySet<string>
  /** Steps along imports from the nearest of the two. */
  readonly distance: ReadonlyMap<string, number>
  /** Epoch seconds of the last commit of a file, as far as known. */
  readonly recent: ReadonlyMap<string, number>
}

/** Why a file stands where it stands, in a word for people. */
export const rankReasons = ["failing", "changed", "imports", "guide", "recent", "rest"] as const
export type RankReason = (typeof rankReasons)[number]

export type Rank = { readonly why: RankReason; readonly rank: number; readonly sort: FileSort }

const sortRank: Readonly<Record<FileSort, number>> = {
  guide: 0,
  source: 1,
  test: 2,
  config: 3,
  doc: 4,
  data: 5,
}
const unreached = 4

/**
 * Says where a file stands, lower being more useful: those of failing tests, those that changed, what is near them by
 * imports, then by what was worked on lately, by what a file is for and by its size.
 */
export function rankBy(focus: Focus): (path: string, bytes: number) => Rank {
  let newest = 0
  for (const at of focus.recent.values()) newest = Math.max(newest, at)
  return (path, bytes) => {
    const sort = sortOf(path)
    const why = reasonOf(path, sort, focus)
    return { why, rank: rankOf(path, bytes, sort, why, focus, newest), sort }
  }
}

/** By rank; equal ones by path, so that equal trees give equal packs. */
export function compareRanks(
  a: { readonly rank: number; readonly path: string },
  b: { readonly rank: number; readonly path: string },
): number {
  return a.rank - b.rank || (a.path < b.path ? -1 : 1)
}

function reasonOf(path: string, sort: FileSort, { failing, changed, distance, recent }: Focus): RankReason {
  if (failing.has(path)) return "failing"
  if (changed.has(path)) return "changed"
  if (distance.has(path)) return "imports"
  if (sort === "guide") return "guide"
  return recent.has(path) ? "recent" : "rest"
}

/** One number: the tier decides; within it age, what the file is for and its size are weighed against each other. */
function rankOf(
  path: string,
  bytes: number,
  sort: FileSort,
  why: RankReason,
  focus: Focus,
  newest: number,
): number {
  const tier = tierOf(path, why, focus)
  const age = ageOf(focus.recent.get(path), newest)
  const size = Math.min(12, Math.floor(Math.log2(1 + bytes / 512)))
  return tier * 10_000 + sortRank[sort] * 300 + age * 100 + size * 15
}

function tierOf(path: string, why: RankReason, { distance }: Focus): number {
  if (why === "failing") return 0
  if (why === "changed") return 1
  if (why === "guide") return path.includes("/") ? 3 : 2
  return 1 + Math.min(unreached, distance.get(path) ?? unreached)
}

/** 0 for files of the newest days to 8 for those that no recent commit touched. */
function ageOf(at: number | undefined, newest: number): number {
  if (at === undefined) return 8
  return Math.min(7, Math.floor(Math.log2(1 + Math.max(0, newest - at) / 86_400)))
}
