/** A character of its own, any one but `/`, any number of them, any number of any, or whole folders one after another. */
type Step =
  | { readonly kind: "char"; readonly char: string }
  | { readonly kind: "one" | "name" | "all" | "folders" | "in folder" }

const mostAlternatives = 100
const mostCharacters = 300

/**
 * Whether a path is meant by a glob of `*`, `**`, `?` and braces; one without `/` is tried at every depth, as mocha and
 * pytest do. All readings are followed at once, character by character: a glob of many stars, which a foreign repository may
 * bring, takes no longer than its length times the path's.
 */
export function matchesGlob(glob: string, path: string): boolean {
  if (glob.length > mostCharacters) return false
  const anywhere = !glob.includes("/")
  return (alternatives(glob) ?? []).some((plain) => matches(stepsOf(plain), path, anywhere))
}

/** A glob for each choice that its braces leave; null where they are not closed, not opened or too many. */
function alternatives(glob: string): readonly string[] | null {
  const close = glob.indexOf("}")
  const open = glob.lastIndexOf("{", close < 0 ? glob.length : close)
  if (close < 0 && open < 0) return [glob]
  if (close < 0 || open < 0) return null
  const chosen: string[] = []
  for (const choice of glob.slice(open + 1, close).split(",")) {
    const rest = alternatives(glob.slice(0, open) + choice + glob.slice(close + 1))
    if (rest === null || chosen.length + rest.length > mostAlternatives) return null
    chosen.push(...rest)
  }
  return chosen
}

function stepsOf(glob: string): readonly Step[] {
  return (glob.match(/\*\*\/?|./gsu) ?? []).flatMap((mark): Step[] => {
    if (mark === "**/") return [{ kind: "folders" }, { kind: "in folder" }]
    if (mark === "**") return [{ kind: "all" }]
    if (mark === "*") return [{ kind: "name" }]
    return [mark === "?" ? { kind: "one" } : { kind: "char", char: mark }]
  })
}

function matches(steps: readonly Step[], path: string, anywhere: boolean): boolean {
  let at = entered(steps, [0])
  for (const char of path) {
    const next = [...at].flatMap((step) => following(steps[step], step, char))
    at = entered(steps, anywhere && char === "/" ? [...next, 0] : next)
  }
  return at.has(steps.length)
}

/** Where a reading may go on with the next character, beside where it stands: what may be empty is passed over. */
function entered(steps: readonly Step[], from: readonly number[]): ReadonlySet<number> {
  const all = new Set(from)
  for (const at of all) {
    const kind = steps[at]?.kind
    if (kind === "name" || kind === "all") all.add(at + 1)
    if (kind === "folders") all.add(at + 2)
  }
  return all
}

function following(step: Step | undefined, at: number, char: string): readonly number[] {
  if (step === undefined) return []
  if (step.kind === "all") return [at]
  if (step.kind === "char") return step.char === char ? [at + 1] : []
  if (step.kind === "in folder") return [char === "/" ? at - 1 : at]
  if (char === "/") return []
  return [step.kind === "name" ? at : at + 1]
}
