import { readFileSync } from "node:fs"
import { join } from "node:path"
import { z } from "zod"

/** A file of a row: its text before and after the change, null where there is none. */
type Change = { readonly path: string; readonly before: string | null; readonly after: string | null }

export type Row = {
  /** What it is called: its own title, or its texts. */
  readonly name: string
  readonly files: readonly Change[]
  readonly rules: z.infer<typeof rulesSchema>
  readonly expected: readonly string[]
}

const texts = z.array(z.string()).optional()
const rulesSchema = z.strictObject({
  failuresBefore: texts,
  checks: texts,
  checksAfter: texts,
  idsBefore: texts.nullable(),
  idsAfter: texts.nullable(),
  allowTestEdits: z.boolean().optional(),
})

/**
 * The sections of a file of `test/integrity/rows`, each with its title (`# …`) and its rows. A row is a block of lines: `## `
 * its title, `@ ` a file, `> ` a line of the text before, `< ` a line of the text after, `~` a file that is gone
 * afterwards, `! ` what else is known, `= ` a line that is expected. A file without a text after stays as it is.
 */
export function sectionsOf(
  name: string,
): readonly { readonly title: string; readonly rows: readonly Row[] }[] {
  const text = readFileSync(join(import.meta.dirname, "rows", `${name}.txt`), "utf8")
  return text
    .split(/^# /m)
    .slice(1)
    .map((section) => {
      const [title = "", ...rest] = section.split("\n")
      const blocks = rest.join("\n").split(/\n\n+/)
      return { title, rows: blocks.filter((block) => block.trim() !== "").map(rowOf) }
    })
}

function rowOf(block: string): Row {
  const files: { path: string; before: string[]; after: string[]; gone: boolean }[] = []
  const expected: string[] = []
  let title: string | null = null
  let rules: unknown = {}
  const file = () => {
    const last = files.at(-1) ?? { path: "", before: [], after: [], gone: false }
    if (files.length === 0) files.push(last)
    return last
  }
  for (const line of block.split("\n").filter((entry) => entry !== "")) {
    const content = line.slice(2)
    if (line.startsWith("## ")) title = line.slice(3)
    else if (line.startsWith("@ ")) files.push({ path: content, before: [], after: [], gone: false })
    else if (line.startsWith(">")) file().before.push(content)
    else if (line.startsWith("<")) file().after.push(content)
    else if (line === "~") file().gone = true
    else if (line.startsWith("! ")) rules = JSON.parse(content)
    else if (line.startsWith("= ")) expected.push(content)
    else throw new Error(`not a line of a row: ${line}`)
  }
  const changes = files.map(({ path, before, after, gone }): Change => {
    const earlier = before.length === 0 ? null : before.join("\n")
    return { path, before: earlier, after: gone ? null : after.length === 0 ? earlier : after.join("\n") }
  })
  const shown = changes.map(({ path, before, after }) =>
    [path, ...(before === null ? [] : [before]), ...(after === before || after === null ? [] : [after])]
      .filter((part) => part !== "")
      .join(" → "),
  )
  return { name: title ?? shown.join("; "), files: changes, rules: rulesSchema.parse(rules), expected }
}
