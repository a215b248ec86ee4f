import type { Fields } from "../fields.ts"

/** A member under its name in JSON or in the service's own definitions (`inlineData`, `inline_data`): both are accepted. */
export function member(fields: Fields, name: string): unknown {
  return fields[name] ?? fields[snakeCase(name)]
}

/** The few names that are asked for; they stand in our own code. */
const known = new Map<string, string>()

function snakeCase(name: string): string {
  const before = known.get(name)
  if (before !== undefined) return before
  const made = name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)
  known.set(name, made)
  return made
}
