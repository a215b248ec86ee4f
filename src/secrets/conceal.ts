import { redact, redactedMark } from "../verify/redact.ts"

/** A sentence of a service or program for people: one line, without this secret and without what looks like another. */
export function conceal(text: string, secret: string | null): string {
  const without = secret === null || secret === "" ? text : text.replaceAll(secret, redactedMark)
  return redact(without).replaceAll(/\s+/g, " ").trim().slice(0, 300)
}
