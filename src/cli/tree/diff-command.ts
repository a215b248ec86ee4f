import { treeHash } from "../../git/checkpoint.ts"
import { checkpointRef } from "../../git/checkpoint-ref.ts"
import { diffStat, diffText } from "../../git/diff.ts"
import { commitOf } from "../../git/head.ts"
import type { Repository } from "../../git/repository.ts"
import { type Given, textGiven } from "../arguments.ts"
import type { CliContext } from "../context.ts"
import { findState } from "../loops/find-loop.ts"
import type { Outputs } from "../output-schema.ts"
import type { Paint } from "../paint.ts"
import { output, type Problem, type Result } from "../result.ts"
import { block, oneLine, plural } from "../words.ts"
import { missingCheckpoint, readNumber } from "./checkpoint-number.ts"
import { repositoryOf } from "./repository-of.ts"

type Diff = Outputs["diff"]

const maxBytes = 4 * 1024 * 1024

/** `for-loop diff N [M]`: what changed between two checkpoints, or from one to the working tree as it is now. */
export async function runDiff(given: Given, context: CliContext): Promise<Result> {
  const from = readNumber("diff", given.words[0] ?? "")
  if (from.kind === "problem") return from
  const last = given.words[1]
  const to = last === undefined ? null : readNumber("diff", last)
  if (to?.kind === "problem") return to
  const found = findState(context, textGiven(given, "loop"))
  if (found.kind === "problem") return found
  const { state } = found
  const opened = await repositoryOf(context, state)
  if (opened.kind === "problem") return opened
  const { repo } = opened
  const start = await commitFor(repo, state.id, from.number)
  if (start.kind === "problem") return start
  const end =
    to === null
      ? { kind: "commit" as const, id: await treeHash(repo) }
      : await commitFor(repo, state.id, to.number)
  if (end.kind === "problem") return end
  const { files, added, removed } = await diffStat(repo, start.id, end.id)
  const value: Diff = {
    loop: state.id,
    from: from.number,
    to: to?.number ?? null,
    files: files.map((file) => ({ path: file.path, added: file.added, removed: file.removed })),
    added,
    removed,
    text: await diffText(repo, start.id, end.id, maxBytes),
  }
  return output(value, diffAsText)
}

type Commit =
  | { readonly kind: "commit"; readonly id: string }
  | { readonly kind: "problem"; readonly problem: Problem }

async function commitFor(repo: Repository, loop: string, number: number): Promise<Commit> {
  const id = await commitOf(repo, checkpointRef(loop, number))
  return id === null ? { kind: "problem", problem: missingCheckpoint(loop, number) } : { kind: "commit", id }
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
