/**
 * The names a model may stand under in the table, the most exact first: hosts and gateways put a path or a vendor before it
 * (`models/`, `publishers/google/models/`, `anthropic/`), a date or a context size behind it, and agy the effort (`-high`).
 * A name that still finds nothing is unknown; no model is ever priced as a similar one.
 */
export function modelNames(name: string): readonly string[] {
  const bare = (name.trim().toLowerCase().split("/").at(-1) ?? "").replace(/\[\w+\]$/, "")
  const undated = bare.replace(/(?:@|-)\d{8}$|-\d{4}-\d{2}-\d{2}$/, "")
  const effortless = undated.replace(/-(?:minimal|low|medium|high|xhigh|max)$/, "")
  const names = [bare, undated, effortless].flatMap((one) =>
    one.startsWith("claude-") ? [one, one.replaceAll(".", "-")] : [one],
  )
  return [...new Set(names)].filter((one) => one !== "")
}
