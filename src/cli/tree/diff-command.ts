import { diffBetween } from "../../control/diff-checkpoints.ts"
import { block, oneLine } from "../../control/words.ts"
import { plural } from "../../loop/plural.ts"
import { type Given, textGiven } from "../arguments.ts"
import type { CliContext } from "../context.ts"
import { findState } from "../loops/find-loop.ts"
import type { Outputs } from "../output-schema.ts"
import type { Paint } from "../paint.ts"
import { personOf } from "../person-of.ts"
import { problemOf } from "../problem-of.ts"
import { failed, output, type Result } from "../result.ts"
import { readNumber } from "./checkpoint-number.ts"

type Diff = Outputs["diff"]

/** `for-loop diff N [M]`: what changed between two checkpoints, or from one to the working tree as it is now. */
export async function runDiff(given: Given, context: CliContext): Promise<Result> {
  const from = readNumber("diff", given.words[0] ?? "")
  if (from.kind === "problem") return from
  const last = given.words[1]
  const to = last === undefined ? null : readNumber("diff", last)
  if (to?.kind === "problem") return to
  const found = findState(context, textGiven(given, "loop"))
  if (found.kind === "problem") return found
  const { id } = found.state
  const diff = await diffBetween(personOf(context), id, from.number, to?.number ?? null)
  if (diff.kind === "refused") return failed(problemOf(diff))
  const { files, added, removed, text } = diff
  const value: Diff = {
    loop: id,
    from: from.number,
    to: to?.number ?? null,
    files: [...files],
    added,
    removed,
    text,
  }
  return output(value, diffAsText)
}

function diffAsText(diff: Diff, paint: Paint): string {
  const end = diff.to === null ? "the working tree" : `checkpoint ${diff.to}`
  if (diff.files.length === 0) return `Nothing changed from checkpoint ${diff.from} to ${end}.\n`
  const count = `${plural(diff.files.length, "file")}, ${diff.added} added, ${diff.removed} removed`
  const files = diff.files.map(({ path, added, removed }) => {
    const size = added === null || removed === null ? "binary" : `+${added} −${removed}`
    return `  ${oneLine(path, 200)}  ${size}`
  })
  return `${[`From checkpoint ${diff.from} to ${end}: ${count}`, ...files, "", coloured(block(diff.text), paint)].join("\n")}\n`
}

function coloured(text: string, paint: Paint): string {
  return text
    .trimEnd()
    .split("\n")
    .map((line) => {
      if (/^(?:diff |index |\+\+\+ |--- )/.test(line)) return paint("bold", line)
      if (line.startsWith("@@")) return paint("cyan", line)
      if (line.startsWith("+")) return paint("green", line)
      return line.startsWith("-") ? paint("red", line) : line
    })
    .join("\n")
}
