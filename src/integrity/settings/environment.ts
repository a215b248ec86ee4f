import { shortHash } from "../../loop/hash.ts"

/** Values that switch something and tell no secret. */
const plainValue =
  /^["']?(?:true|false|yes|no|on|off|\d{1,6}|test|testing|ci|development|production|dev|prod|staging|local)?["']?$/i

/**
 * An environment file without its values: only switches are kept in words, everything else as a hash, so that no
 * secret is stored and a change is still seen.
 */
export function maskEnvironment(text: string): string {
  return text
    .split(/\r?\n/)
    .flatMap((line) => {
      const match = /^\s*(?:export\s+)?([A-Za-z_][\w.]*)\s*=\s*(.*?)\s*$/.exec(line)
      const [, name, value = ""] = match ?? []
      if (name === undefined) return []
      return [`${name}=${plainValue.test(value) ? value.replace(/["']/g, "") : `#${shortHash(value)}`}`]
    })
    .join("\n")
}
