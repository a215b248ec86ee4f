import { oneLine } from "../../control/words.ts"
import type { LeftOutReason } from "../../engine/pack/left-out.ts"
import type { RankReason } from "../../engine/pack/rank.ts"
import { plural } from "../../loop/plural.ts"
import type { Outputs } from "../output-schema.ts"
import type { Paint } from "../paint.ts"

type PackView = Outputs["pack"]

const because: Readonly<Record<LeftOutReason, string>> = {
  "no-room": "ranked behind what fills the budget",
  excluded: "excluded by --exclude",
  "not-included": "not matched by --include",
  secret: "made to hold secrets",
  binary: "no text",
  generated: "generated",
  minified: "minified",
  lock: "lock files",
  snapshot: "snapshots",
  empty: "empty",
  unreadable: "could not be read",
}

const rankWords: Readonly<Record<RankReason, string>> = {
  failing: "named by failing checks",
  changed: "changed",
  imports: "near them by imports",
  guide: "guides and manifests",
  recent: "worked on lately",
  rest: "others",
}

/** What was packed, in a few lines. */
export function summaryLines(view: PackView): string[] {
  const cut = view.files.filter(({ part }) => part === "ends").length
  const redacted = view.files.filter(({ secrets }) => secrets === "redacted").length
  const counted = view.basis === "exact" ? "counted by the service" : "estimated"
  const where = view.output === null ? "" : ` → ${oneLine(view.output, 300)}`
  return [
    `Packed ${plural(view.files.length, "file")}, ${thousands(view.tokens)} of ${thousands(view.budget)} tokens (${counted})${where}`,
    ...(cut > 0 ? [`  ${plural(cut, "long file")} without the middle`] : []),
    ...(redacted > 0 ? [`  secrets redacted in ${plural(redacted, "file")}`] : []),
    ...(view.kept > 0 ? [`  begins as the last pack: ${plural(view.kept, "file")}`] : []),
    ...counts(view.leftOut.map(({ why }) => because[why])).map(([why, n]) => `  left out, ${why}: ${n}`),
    ...view.notes.map((note) => `  ${note}`),
  ]
}

/** The whole manifest: what is packed and why, what is not and why. */
export function manifestText(view: PackView, paint: Paint): string {
  const ranks = counts(view.files.map(({ why }) => rankWords[why])).map(([why, n]) => `${n} ${why}`)
  const packed = view.files.toReversed().map(({ path, why, tokens, part, secrets }) => {
    const marks = [part === "ends" ? "cut" : "", secrets === "redacted" ? "redacted" : ""].filter(Boolean)
    const aside = marks.length > 0 ? `  ${paint("yellow", marks.join(", "))}` : ""
    return `  ${String(tokens).padStart(7)}  ${why.padEnd(8)} ${oneLine(path, 200)}${aside}`
  })
  const leftOut = view.leftOut.map(({ path, why }) => `  ${why.padEnd(12)} ${oneLine(path, 200)}`)
  return `${[
    ...summaryLines(view),
    "",
    paint("bold", `Packed (${ranks.join(", ")}), most useful first: tokens, why, path`),
    ...packed,
    "",
    paint("bold", `Left out (${view.leftOut.length})`),
    ...leftOut,
  ].join("\n")}\n`
}

function counts(names: readonly string[]): (readonly [string, number])[] {
  const found = new Map<string, number>()
  for (const name of names) found.set(name, (found.get(name) ?? 0) + 1)
  return [...found].sort(([, a], [, b]) => b - a)
}

function thousands(count: number): string {
  return count < 10_000 ? String(count) : `${Math.round(count / 1000)}k`
}
