import { createHash } from "node:crypto"

const longest = 40

/**
 * Branch name for a task: `for-loop/<slug>` of lower-case ASCII letters and digits, at most 40 characters after the
 * prefix. A task without any (another script, only symbols) gets a short hash, so that two of them still differ.
 */
export function slugOf(task: string): string {
  const words = task
    .normalize("NFKD")
    .toLowerCase()
    .replace(/\p{Mark}/gu, "")
    .match(/[a-z0-9]+/g)
  const [first, ...rest] = words ?? []
  if (first === undefined)
    return `for-loop/task-${createHash("sha256").update(task).digest("hex").slice(0, 8)}`
  let slug = first.slice(0, longest)
  for (const word of rest) {
    if (slug.length + 1 + word.length > longest) break
    slug += `-${word}`
  }
  return `for-loop/${slug}`
}
