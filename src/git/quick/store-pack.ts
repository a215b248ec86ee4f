import { randomBytes } from "node:crypto"
import {
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeSync,
} from "node:fs"
import { join } from "node:path"
import type { Repository } from "../repository.ts"
import { makePack, type Pack, type PackedObject, readPack } from "./pack-file.ts"

/** Files that were made while there was nothing else to do; creating one is slow on many disks, filling it is not. */
export type Blank = { readonly file: number; readonly path: string }

/** An empty file at `path`, which must not exist. */
export function makeBlank(path: string, mode: number): Blank {
  return { file: openSync(path, "wx", mode), path }
}

/** Writes into a blank file and closes it. */
export function fillBlank(blank: Blank, bytes: Buffer): void {
  try {
    for (let at = 0; at < bytes.length; ) at += writeSync(blank.file, bytes, at)
  } finally {
    closeSync(blank.file)
  }
}

/** The two blank files of a pack, in its folder, under names that git's own clean-up knows. */
export function blankPack(repo: Repository): readonly [pack: Blank, index: Blank] {
  const folder = packFolder(repo)
  mkdirSync(folder, { recursive: true })
  const token = randomBytes(6).toString("hex")
  const pack = makeBlank(join(folder, `tmp_pack_${token}`), 0o444)
  return [pack, makeBlank(join(folder, `tmp_idx_${token}`), 0o444)]
}

/** Stores a pack; its objects are there when this returns. The index comes last, because git finds packs by it. */
export function storePack(repo: Repository, made: Pack, [pack, index]: readonly [Blank, Blank]): void {
  fillBlank(pack, made.pack)
  fillBlank(index, made.index)
  const path = join(packFolder(repo), made.name)
  renameSync(pack.path, `${path}.pack`)
  renameSync(index.path, `${path}.idx`)
}

/**
 * Puts packs of ours together into one, so that a long loop leaves no hundreds of them; returns those that are still
 * separate. Objects of a pack that is gone were taken over by git's own clean-up.
 */
export function mergePacks(repo: Repository, names: readonly string[]): readonly string[] {
  const folder = packFolder(repo)
  // A file over all packs must not name one that is gone.
  if (existsSync(join(folder, "multi-pack-index"))) return names
  const objects: PackedObject[] = []
  const merged: string[] = []
  for (const name of names) {
    const found = packedIn(join(folder, name))
    if (found === null) continue
    objects.push(...found)
    merged.push(name)
  }
  if (merged.length < 2) return []
  const made = makePack(objects)
  storePack(repo, made, blankPack(repo))
  for (const name of merged) {
    if (name === made.name) continue
    rmSync(join(folder, `${name}.idx`), { force: true })
    rmSync(join(folder, `${name}.pack`), { force: true })
  }
  return []
}

function packFolder(repo: Repository): string {
  return join(repo.commonDir, "objects", "pack")
}

function packedIn(path: string): readonly PackedObject[] | null {
  try {
    if (existsSync(`${path}.keep`)) return null
    return readPack(readFileSync(`${path}.pack`), readFileSync(`${path}.idx`))
  } catch {
    return null
  }
}
