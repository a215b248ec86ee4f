import { posix } from "node:path"
import type { Step } from "./parse.ts"

const valueOptions =
  /^(-k|-m|-t|-g|-f|-run|-skip|--grep|--fgrep|--testNamePattern|--exclude|--ignore|--deselect|--filter|--project|--dir|--spec|-c|--config|--reporter|--outputFile|-p|--timeout|-timeout|--testTimeout|--retry|--retries|--reruns|-n|--cov|--maxfail|--shard|--tags|--rootdir|--root|-count|-o|--require|-r|--import|--loader|--test-name-pattern|--env|--pool|-j|--ext|--extension|--workers|--maxWorkers|-w|--coverprofile|-coverprofile|-tags|--durations|--tb|--test-reporter|--exclude-tag|--tag|--pattern|--settings|--testrunner|--package|--test-list|--test-list-invert|--grep-invert|-gv|--test-reporter-destination)$/
/** What a coverage tool demands of the tests behind it. */
const demands = /^--((no-)?check-coverage|100|all|per-file|lines|branches|functions|statements)$/

/**
 * Options of a step, `--a=b` and `--a b` alike, and what is left. Of a coverage tool in front (`nyc --lines 90 mocha`) only
 * what it demands counts.
 */
export function optionsOf(
  name: string,
  { words }: Step,
): { readonly options: ReadonlyMap<string, string>; readonly paths: readonly string[] } {
  const start = words.findIndex((word) => name.split(" ").includes(posix.basename(word)))
  const rest = words.slice(start + 1).filter(
    (word, i, all) =>
      !(i === 0 && name.split(" ")[1] === word) &&
      !(word === "run" && i === 0) &&
      // Where the output goes is no argument: `> log 2>&1`.
      !/^\d*[<>]/.test(word) &&
      !/^\d*[<>]+$/.test(all[i - 1] ?? ""),
  )
  const { options, paths } = split(rest)
  if (/(^|\/)(c8|nyc)/.test(words.slice(0, 1).join()))
    for (const [option, value] of split(words).options) if (demands.test(option)) options.set(option, value)
  return { options, paths }
}

function split(words: readonly string[]): { options: Map<string, string>; paths: string[] } {
  const options = new Map<string, string>()
  const paths: string[] = []
  for (let i = 0; i < words.length; i++) {
    const word = words[i] ?? ""
    if (!word.startsWith("-")) {
      paths.push(word)
      continue
    }
    const [option = "", ...value] = word.split("=")
    const next = words[i + 1]
    const takes = valueOptions.test(option) || /^(\d+|true|false)$/.test(`${next}`)
    if (value.length > 0) options.set(option, value.join("="))
    else if (takes && next !== undefined && !next.startsWith("-")) {
      options.set(option, next)
      i += 1
    } else options.set(option, "")
  }
  return { options, paths }
}
