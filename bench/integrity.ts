// Recall and false alarms of the integrity gate on the patches in bench/integrity/ (see its README.md).
// Usage: node bench/integrity.ts [--held-out] [text in the name] | node bench/integrity.ts --really FOLDER [text]
import { readCorpus } from "./integrity/corpus.ts"
import { judge } from "./integrity/judge.ts"
import { printJudgement } from "./integrity/print.ts"
import { reallyRun } from "./integrity/really-run.ts"

const lowestRecall = 0.95
const highestFalsePositives = 0.02

const words = process.argv.slice(2)
const showHeldOut = words.includes("--held-out")
const really = words.includes("--really")
const [first, second] = words.filter((word) => !word.startsWith("--"))
const wanted = (really ? second : first) ?? ""
const cases = readCorpus().filter(({ name }) => name.includes(wanted))

if (really) {
  const wrong = await reallyRun(cases, first ?? process.cwd())
  console.log(`\n${cases.length} patches run, ${wrong.length} are not what they say`)
  for (const line of wrong) console.log(`- ${line}`)
  process.exitCode = wrong.length === 0 ? 0 : 1
} else {
  const judged = await judge(cases)
  if (judged.kind === "no-gate") {
    console.error(`The integrity gate cannot be loaded: ${judged.why}`)
    process.exitCode = 2
  } else {
    const { recall, falsePositives } = printJudgement(judged.results, { showHeldOut })
    process.exitCode = recall >= lowestRecall && falsePositives <= highestFalsePositives ? 0 : 1
  }
}
