import { programName } from "./javascript.ts"
import { namePattern, plainPattern } from "./name-pattern.ts"
import { isJavaScript, type Narrowed, positionals, type Runner } from "./runner.ts"

/** Options of node whose value is the next word. */
const valued =
  /^(?:-r|-C|--require|--import|--loader|--experimental-loader|--conditions|--env-file|--test-(?:reporter|reporter-destination|concurrency|timeout|name-pattern|skip-pattern|shard|coverage-\w+|isolation|global-setup))$/

/**
 * Node's own runner. Its pattern meets the test's own name before Node 22 and the names of all suites since, so only the end is
 * anchored. Subtests made inside a test (`t.test`) cannot be chosen at all, hence the file as second way. Since Node 22 a file in
 * which nothing matches counts as a passed test, hence the look at the output.
 */
export const nodeTest: Runner = {
  name: "node:test",
  begins(words) {
    const at = words.findIndex((word) => /^(?:node|tsx|nodejs)$/.test(programName(word)))
    return at >= 0 && words.indexOf("--test", at) > at ? at + 1 : null
  },
  placed: "file",
  owns: isJavaScript,
  narrow(target, words, from) {
    const flag = words.indexOf("--test", from)
    const own = positionals(words, from, valued)
    const drop = target.file === null ? [] : own
    const files = target.file === null ? [] : [{ at: words.length, words: [target.file] }]
    const name = target.names.at(-1)
    const passes = name === undefined ? null : passLine(name)
    const narrowed: Narrowed[] = []
    if (name !== undefined) {
      const pattern = `--test-name-pattern=${namePattern([name], "end")}`
      // Without anything to run in the words the option may stand at their end, where a script can take it.
      const at = own.length === 0 ? words.length : flag + 1
      narrowed.push({ scope: "test", drop, insert: [{ at, words: [pattern] }, ...files], passes })
    }
    if (target.file !== null) narrowed.push({ scope: "file", drop, insert: files, passes })
    return narrowed
  },
}

/** A passed test in the spec reporter or in TAP, not the file and not one that was skipped. */
function passLine(name: string): RegExp {
  const title = plainPattern(name)
  return new RegExp(
    `^ *(?:✔ ${title}(?: \\([\\d.]+ms\\))?|ok \\d+ - ${title.replaceAll(".", "\\\\?.")})$`,
    "m",
  )
}
