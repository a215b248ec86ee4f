import { createHash } from "node:crypto"

/** Which names of tools an upstream takes. */
export type NameRule = { readonly legal: RegExp; readonly longest: number; readonly illegal: RegExp }

/** SDK types of @google/genai 2.32.0. */
export const geminiNames: NameRule = {
  legal: /^[A-Za-z_][A-Za-z0-9_.:-]{0,127}$/,
  longest: 128,
  illegal: /[^A-Za-z0-9_.:-]/g,
}

/** Anthropic and OpenAI: letters, digits, underscore and hyphen, 64 at most. */
export const strictNames: NameRule = {
  legal: /^[A-Za-z0-9_-]{1,64}$/,
  longest: 64,
  illegal: /[^A-Za-z0-9_-]/g,
}

export type NameMap = {
  /** The name at the upstream. */
  readonly out: (name: string) => string
  /** The client's own name again; a name nobody mapped stays. */
  readonly back: (name: string) => string
}

/**
 * A mapping of tool names to an upstream's rule that can be turned around and has no collisions (G22). Legal names stay;
 * others are cleaned and marked with a digest of themselves, so that the same name maps the same way on every turn.
 */
export function mapNames(names: Iterable<string>, rule: NameRule): NameMap {
  const all = new Set(names)
  const there = new Map<string, string>()
  const here = new Map<string, string>()
  for (const name of all) {
    if (rule.legal.test(name)) continue
    const fit = fittingName(name, rule, (other) => all.has(other) || here.has(other))
    there.set(name, fit)
    here.set(fit, name)
  }
  return {
    out: (name) => there.get(name) ?? (rule.legal.test(name) ? name : fittingName(name, rule, () => false)),
    back: (name) => here.get(name) ?? name,
  }
}

function fittingName(name: string, rule: NameRule, taken: (name: string) => boolean): string {
  const clean = name.replace(rule.illegal, "_").replace(/^[^A-Za-z_]/, "_$&")
  for (let length = 8; ; length += 8) {
    const digest = createHash("sha256").update(`${length} ${name}`).digest("hex").slice(0, length)
    const fit = `${clean.slice(0, rule.longest - length - 1)}_${digest}`
    if (!taken(fit) || length >= 32) return fit
  }
}
