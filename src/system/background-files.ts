import { readdir, rm, stat } from "node:fs/promises"
import { join } from "node:path"

/** Removes files in the background; what cannot be removed stays. */
export async function removeFiles(paths: readonly string[]): Promise<void> {
  for (const path of paths) {
    try {
      await rm(path, { force: true })
    } catch {
      // Open elsewhere, or not ours to remove: the next time may succeed.
    }
  }
}

/** Paths of the entries of a folder whose names pass, in alphabetical order, without blocking; none without the folder. */
export async function pathsIn(folder: string, passes: (name: string) => boolean): Promise<readonly string[]> {
  try {
    const names = await readdir(folder)
    return names
      .filter(passes)
      .sort()
      .map((name) => join(folder, name))
  } catch {
    return []
  }
}

/** Sizes in bytes of the files that are there, without blocking. */
export async function fileSizes(
  paths: readonly string[],
): Promise<readonly { readonly path: string; readonly bytes: number }[]> {
  const sizes: { path: string; bytes: number }[] = []
  for (const path of paths) {
    try {
      sizes.push({ path, bytes: (await stat(path)).size })
    } catch {
      // Gone meanwhile.
    }
  }
  return sizes
}
