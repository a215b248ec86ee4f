import { type Equivalent, isEquivalent } from "./equivalents.ts"
import type { Mutant } from "./judged.ts"

/** The survivors of an area in the order of their places, for whoever looks at them. */
export function survivorList(mutants: readonly Mutant[], equivalents: readonly Equivalent[]): string {
  return mutants
    .filter(({ end }) => end === "survived" || end === "uncovered")
    .filter((mutant) => !isEquivalent(mutant, equivalents))
    .sort((a, b) => (a.file === b.file ? a.line - b.line : a.file < b.file ? -1 : 1))
    .map(
      ({ file, line, before, after, within, end }) =>
        `- ${file}:${line}${end === "uncovered" ? " (not covered)" : ""}: \`${within}\`\n  - \`${brief(before)}\` → \`${brief(after)}\``,
    )
    .join("\n")
}

function brief(text: string): string {
  const line = text.replaceAll(/\s+/g, " ")
  return line.length <= 160 ? line : `${line.slice(0, 160)}…`
}
