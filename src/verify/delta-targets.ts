import type { Delta } from "./delta.ts"

/** Shapes of test names and files that nobody writes by accident. */
const plain: readonly RegExp[] = [
  /(?<![\w./:-])[\w@.][\w./-]{0,200}\.py(?:::[A-Za-z_]\w*)+(?:\[[^\]\n]{1,100}\])?/g, // pytest node id
  /(?<![\w./:-])[\w@.][\w@./-]{0,200}[._-](?:tests?|specs?)\.(?:[cm]?[jt]sx?|py|rb|go|rs|php)\b(?!::)/g, // test file
  /(?<![\w./:-])(?:[\w@.-]{1,60}\/){0,10}test_\w{1,100}\.py\b(?!::)/g, // pytest file
  /(?<![\w:])(?:[a-z_]\w{0,60}::){0,10}tests?(?:::[a-z_]\w{0,100}){1,10}(?![\w:])/g, // Rust test
]

/** Shapes that may as well be a variable or a class: they count only when there is such a test. */
const doubtful: readonly RegExp[] = [
  /(?<![\w./:])(?:Test|Fuzz|Example)[A-Z]\w{1,100}(?:\/[\w#.-]{0,99}[\w#])*/g, // Go test, unittest class
  /(?<![\w./:-])test_\w{2,100}(?:\[[^\]\n]{1,100}\])?(?!\w|\.\w|::)/g, // pytest or unittest function
]

const mostTargets = 100

/**
 * Tests and test files a task names (S25, S80): ids it holds word for word, pytest node ids, test files, Rust and Go tests.
 * `knownIds` are those that failed or ran at the baseline. A task that names none has none: then everything red is its goal.
 */
export function targetsOf(task: string, knownIds: readonly string[]): string[] {
  const whole = knownIds.filter((id) => id.includes(" > ") && task.includes(id))
  // Whoever names one test of a file does not name the file.
  const rest = [...whole]
    .sort((a, b) => b.length - a.length)
    .reduce((text, id) => text.replaceAll(id, " "), task)
  const found = (shapes: readonly RegExp[]) =>
    shapes.flatMap((shape) => [...rest.matchAll(shape)].map((match) => match[0].replace(/^\.\//, "")))
  const known = found(doubtful).filter((target) => knownIds.some((id) => isTargeted(id, target)))
  return [...new Set([...whole, ...found(plain), ...known])].slice(0, mostTargets)
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

/**
 * Named tests that were not among those that ran (S25); null when the reports do not tell what ran. Files are left out: a task may
 * well ask to rename or remove one.
 */
export function neverRan(targets: readonly string[], ran: readonly string[] | null): string[] | null {
  const tests = targets.filter((target) => !/\.[a-z]{1,4}$/.test(target))
  if (tests.length === 0) return []
  if (ran === null) return null
  return tests.filter((target) => !ran.some((id) => isTargeted(id, target)))
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
