import { type Narrowed, positionals, type Runner } from "./runner.ts"

/** Options of pytest and its usual plug-ins whose value is the next word. */
const valued =
  /^(?:-[kmncporW]|--(?:maxfail|rootdir|confcutdir|basetemp|ignore|ignore-glob|deselect|tb|junit-?xml|junit-prefix|durations|cov|cov-report|cov-config|cov-fail-under|timeout|dist|numprocesses|reruns|log-level|log-cli-level|import-mode|pyargs|override-ini|show-capture|color|capture|html|randomly-seed|count))$/

/** pytest: a test is named by its node id; parameters a shell could misread are left out, so that all of them run. */
export const pytest: Runner = {
  name: "pytest",
  begins(words) {
    const at = words.findIndex((word, index) =>
      word === "pytest" || word === "py.test" ? true : /[\\/]pytest(?:\.exe)?$/.test(word) && index >= 0,
    )
    return at < 0 ? null : at + 1
  },
  placed: "file",
  owns: (place) => place.endsWith(".py"),
  narrow(target, words, from) {
    if (target.file === null) return []
    const drop = positionals(words, from, valued)
    const at = words.length
    const path = nodePath(target.names)
    const whole: Narrowed = { scope: "file", drop, insert: [{ at, words: [target.file] }], passes: null }
    if (path === null) return [whole]
    const nodeId = [target.file, ...path].join("::")
    return [{ scope: "test", drop, insert: [{ at, words: [nodeId] }], passes: null }]
  },
}

/** Classes and function of a node id; null when there are none, or they hold more than names. */
function nodePath(names: readonly string[]): string[] | null {
  const joined = names.join("::")
  const bracket = joined.indexOf("[")
  const head = bracket < 0 ? joined : joined.slice(0, bracket)
  if (!/^[\p{L}_][\p{L}\p{N}_]*(?:::[\p{L}_][\p{L}\p{N}_]*)*$/u.test(head)) return null
  const parameters = bracket < 0 ? "" : joined.slice(bracket)
  return [`${head}${/^\[[\w.-]+\]$/.test(parameters) ? parameters : ""}`]
}
