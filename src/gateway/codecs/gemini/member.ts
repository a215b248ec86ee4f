import type { Fields } from "../fields.ts"

/** A member under its name in JSON or in the service's own definitions (`inlineData`, `inline_data`): both are accepted. */
export function member(fields: Fields, name: string): unknown {
  return fields[name] ?? fields[name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)]
}
