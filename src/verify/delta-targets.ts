import type { Delta } from "./delta.ts"

/** Shapes of test names that nobody writes by accident. */
const shapes: readonly RegExp[] = [
  /(?<![\w./-])[\w./-]{1,200}\.py(?:::[A-Za-z_]\w*)+(?:\[[^\]\n]{1,100}\])?/g, // pytest node id
  /(?<![\w./-])[\w@./-]{1,200}(?:[._-](?:test|spec)|[._-](?:tests|specs))\.(?:[cm]?[jt]sx?|py|rb|go|rs|php)\b/g, // test file
  /(?<![\w./-])(?:[\w@.-]{1,60}\/){0,10}test_\w{1,100}\.py\b(?!::)/g, // pytest file
  /(?<![\w./:])(?:Test|Fuzz|Benchmark|Example)[A-Z]\w{1,100}(?:\/[\w#.-]{1,100})*/g, // go test
  /(?<![\w./:-])test_\w{2,100}(?:\[[^\]\n]{1,100}\])?(?![\w.])/g, // pytest or unittest function
  /(?<![\w:])[a-z_]\w{0,60}(?:::[a-z_]\w{0,100}){1,10}(?!\w)(?!::)/g, // rust path
]

const mostTargets = 100

/**
 * Tests and test files a task names, in the order of the shapes (S25, S80): pytest ids, test files, Go and Rust tests, and ids of the
 * baseline that the task holds word for word. A task that names none has none: then everything red is its goal.
 */
export function targetsOf(task: string, knownIds: readonly string[]): string[] {
  const found = shapes.flatMap((shape) => [...task.matchAll(shape)].map((match) => match[0]))
  const known = knownIds.filter((id) => task.includes(id))
  return [...new Set([...known, ...found])].slice(0, mostTargets)
}

/** Whether `id` is the test a target names, or lies in the file or suite it names. */
export function isTargeted(id: string, target: string): boolean {
  const wanted = target.replaceAll("::", " > ")
  const plain = id.replaceAll("::", " > ")
  if (plain === wanted) return true
  const at = plain.indexOf(wanted)
  if (at < 0) return false
  const before = plain.slice(0, at)
  const after = plain.slice(at + wanted.length)
  // A name begins a part of the id (or of its path) and ends one, or is what parameters and subtests hang on.
  return /(?:^|[/>]\s?| )$/.test(before) && /^(?:$| > |[[/])/.test(after)
}

/** Targets that no test of this run was (S25); null when the reports do not tell what ran. */
export function neverRan(targets: readonly string[], ran: readonly string[] | null): string[] | null {
  if (targets.length === 0) return []
  if (ran === null) return null
  return targets.filter((target) => !ran.some((id) => isTargeted(id, target)))
}

/** What has to be turned green before the loop may end, and what is only listed. */
export type Blocking = { readonly blocking: readonly string[]; readonly listed: readonly string[] }

/**
 * Which failures block (S80). What the loop broke always does. What failed before blocks when the task names it, or when it names
 * nothing, for then the red checks are the task. Quarantined tests are listed. Without a baseline everything blocks.
 */
export function blockingOf(delta: Delta, targets: readonly string[]): Blocking {
  const { added, still, flaky, preexisting } = delta
  const old = new Set(preexisting)
  const spared = (id: string) =>
    targets.length > 0 && old.has(id) && !targets.some((target) => isTargeted(id, target))
  const deciding = [...added, ...still].sort()
  return {
    blocking: deciding.filter((id) => !spared(id)),
    listed: [...deciding.filter(spared), ...flaky].sort(),
  }
}
