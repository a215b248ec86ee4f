import { iso, localTime, oneLine } from "../../control/words.ts"
import type { Cooldown } from "../../gateway/pool/cooldown-file.ts"
import type { Outputs } from "../output-schema.ts"

export type ShownCredential = Outputs["upstreams"]["credentials"][number]

/** A credential of the gateway that is left alone for a while. */
export function shownCredential({
  upstream,
  credential,
  model,
  until,
  why,
  ...rest
}: Cooldown): ShownCredential {
  return { upstream, credential, model, class: rest.class, until: iso(until), why }
}

export function credentialName({ upstream, credential, model }: ShownCredential): string {
  const name = `${upstream}, credential ${credential}`
  return model === null ? name : `${name} (${model})`
}

export function credentialText({ until, why }: ShownCredential): string {
  return `rests until ${localTime(Date.parse(until))}: ${oneLine(why, 120)}`
}
