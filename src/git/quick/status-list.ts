export type StatusChange = { readonly path: string; readonly kind: "changed" | "removed" | "new" }

/**
 * Reads `git status --porcelain=v2 -z --no-renames` for what differs between index and working tree; what differs between
 * HEAD and index is passed over. Paths are latin1. Null when there is something only git itself can add: conflicts, a
 * submodule, a repository inside.
 */
export function readStatus(output: Buffer): readonly StatusChange[] | null {
  const changes: StatusChange[] = []
  for (const line of output.toString("latin1").split("\0")) {
    if (line === "" || line.startsWith("#")) continue
    const untracked = /^\? (.+[^/])$/s.exec(line)
    if (untracked?.[1] !== undefined) {
      changes.push({ path: untracked[1], kind: "new" })
      continue
    }
    const known = /^1 [.MTAD]([.MTD]) N\.\.\. [0-7]+ [0-7]+ [0-7]+ [0-9a-f]+ [0-9a-f]+ (.+)$/s.exec(line)
    if (known?.[2] === undefined) return null
    if (known[1] !== ".") changes.push({ path: known[2], kind: known[1] === "D" ? "removed" : "changed" })
  }
  return changes
}

/**
 * The same from `git ls-files -t -z`: a letter and the path, and a removed file twice. Null when a repository lies inside.
 */
export function readListing(output: Buffer): readonly StatusChange[] | null {
  const kinds = new Map<string, StatusChange["kind"]>()
  for (const line of output.toString("latin1").split("\0").slice(0, -1)) {
    const path = line.slice(2)
    const kind = letters.get(line.slice(0, 2))
    if (kind === undefined || path.endsWith("/")) return null
    if (kinds.get(path) !== "removed") kinds.set(path, kind)
  }
  return [...kinds].map(([path, kind]) => ({ path, kind }))
}

const letters: ReadonlyMap<string, StatusChange["kind"]> = new Map([
  ["C ", "changed"],
  ["R ", "removed"],
  ["? ", "new"],
])
