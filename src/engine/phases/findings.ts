import { excerpt } from "../../loop/excerpt.ts"
import { isRecord } from "../../system/json-record.ts"

/** P0: the design is wrong. P1: the work is wrong. P2: worth knowing. */
export const severities = ["P0", "P1", "P2"] as const
export type Severity = (typeof severities)[number]

/** One finding of a review, an audit or a test run. Texts are the agent's: one line, bounded. */
export type PhaseFinding = {
  readonly id: string
  readonly severity: Severity
  readonly what: string
  readonly where: string
}

export type Listed =
  | { readonly kind: "list"; readonly findings: readonly PhaseFinding[] }
  | { readonly kind: "unreadable"; readonly why: string }

const mostFindings = 100
const open = "<findings>"
const close = "</findings>"

/**
 * The findings in an agent's last message: the last `<findings>` block with a JSON list. Small slips are forgiven (a code
 * fence, trailing commas, a list inside an object, other words for the fields); what cannot be understood is said and
 * never taken for an empty list.
 */
export function readFindings(message: string): Listed {
  const start = message.lastIndexOf(open)
  if (start < 0) return unreadable(`there is no ${open} block`)
  const end = message.indexOf(close, start)
  const inner = message.slice(start + open.length, end < 0 ? undefined : end)
  const value = parse(inner)
  if (value.kind === "broken") return unreadable(`the ${open} block holds no JSON list (${value.why})`)
  const list = Array.isArray(value.value) ? value.value : listIn(value.value)
  if (list === null) return unreadable(`the ${open} block holds something else than a list`)
  const findings: PhaseFinding[] = []
  for (const [at, item] of list.slice(0, mostFindings).entries()) {
    const finding = findingOf(item, at)
    if (finding === null) return unreadable(`entry ${at + 1} of the list does not say what was found`)
    findings.push(finding)
  }
  if (list.length > mostFindings) return unreadable(`the list has more than ${mostFindings} entries`)
  return { kind: "list", findings }
}

function unreadable(why: string): Listed {
  return { kind: "unreadable", why }
}

function parse(inner: string): { kind: "value"; value: unknown } | { kind: "broken"; why: string } {
  const bare = inner
    .trim()
    .replace(/^`{3,}[a-z]*\s*/i, "")
    .replace(/`{3,}$/, "")
    .trim()
  if (bare === "" || /^none\.?$/i.test(bare)) return { kind: "value", value: [] }
  for (const text of [bare, bare.replace(/,(\s*[\]}])/g, "$1")]) {
    try {
      return { kind: "value", value: JSON.parse(text) }
    } catch {
      // The second text is the one without trailing commas.
    }
  }
  return { kind: "broken", why: `it begins with ${JSON.stringify(excerpt(bare, 40))}` }
}

/** `{"findings": […]}`, or one finding that stands alone. */
function listIn(value: unknown): readonly unknown[] | null {
  if (!isRecord(value)) return null
  if (Array.isArray(value.findings)) return value.findings
  return findingOf(value, 0) === null ? null : [value]
}

function findingOf(value: unknown, at: number): PhaseFinding | null {
  if (!isRecord(value)) return null
  const what = textOf(value, ["what", "title", "description", "message", "why"], 600)
  if (what === "") return null
  return {
    id: textOf(value, ["id", "key"], 60) || `F${at + 1}`,
    severity: severityOf(textOf(value, ["severity", "priority", "level"], 20)),
    what,
    where: textOf(value, ["where", "file", "location", "path"], 300),
  }
}

function textOf(value: Readonly<Record<string, unknown>>, names: readonly string[], max: number): string {
  for (const name of names) {
    const found = value[name]
    if (typeof found === "string" || typeof found === "number") return excerpt(String(found), max)
  }
  return ""
}

const words: readonly (readonly [RegExp, Severity])[] = [
  [/^(p?0|critical|blocker)$/i, "P0"],
  [/^(p?[2-9]|minor|low|medium|info|nit)$/i, "P2"],
]

/** A severity that nobody agreed on weighs like the middle one: neither lost nor a reason to start over. */
function severityOf(text: string): Severity {
  return words.find(([shape]) => shape.test(text.trim()))?.[1] ?? "P1"
}
