/** One thing that was typed, and what the page shows of the answer. */
export type Step = { readonly typed: string; readonly seen: string; readonly line: number }

/**
 * The steps of a walk's page, from its blocks of kind `console`: a line that begins with `$ ` was typed (with the lines
 * of its here-document), the lines up to the next one were seen. Other blocks are not replayed.
 */
export function readWalk(markdown: string): Step[] {
  const steps: { typed: string[]; seen: string[]; line: number }[] = []
  let inside = false
  let until: string | null = null
  for (const [index, line] of markdown.split("\n").entries()) {
    if (line.startsWith("```")) {
      inside = line.trim() === "```console"
      until = null
      continue
    }
    if (!inside) continue
    const step = steps.at(-1)
    if (until !== null && step !== undefined) {
      step.typed.push(line)
      if (line === until) until = null
    } else if (line.startsWith("$ ")) {
      steps.push({ typed: [line.slice(2)], seen: [], line: index + 1 })
      until = /<<'(\w+)'/.exec(line)?.[1] ?? null
    } else if (step !== undefined) step.seen.push(line)
  }
  return steps.map(({ typed, seen, line }) => ({ typed: typed.join("\n"), seen: seen.join("\n"), line }))
}
