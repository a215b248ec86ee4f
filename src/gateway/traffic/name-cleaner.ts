import { cleanName } from "./redact-traffic.ts"

const mostNames = 2000
/** Ids we made ourselves: no secret has this form, and each comes once. */
const ownId = /^(?:[a-z]{1,6}_)?[0-9a-f]{8}(?:-?[0-9a-f]{4}){3}-?[0-9a-f]{12}$/

/** Cleans the names that come with every call; the same few come again and again. */
export function createNameCleaner(secrets: () => readonly string[]): (name: string | null) => string | null {
  const known = new Map<string, string>()
  return (name) => {
    if (name === null) return null
    const before = known.get(name)
    if (before !== undefined) return before
    if (ownId.test(name)) return name
    const clean = cleanName(name, secrets())
    if (known.size >= mostNames) known.clear()
    if (name.length <= 200) known.set(name, clean)
    return clean
  }
}
