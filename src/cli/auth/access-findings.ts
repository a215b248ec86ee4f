import { accessReport } from "../../engine/auth/access-report.ts"
import { type Diagnosis, ok, warn } from "../../install/diagnosis.ts"
import type { StorePlace } from "../../secrets/stores.ts"

const id = "gemini-access"

/**
 * What the doctor says of the access to the Gemini API. Credentials for Vertex AI are proven by a token that is made and
 * dropped; a key is only named, because trying it would ask the service.
 */
export async function accessFindings(place: StorePlace): Promise<Diagnosis[]> {
  const gemini = (await accessReport(place, "local")).find(({ backend }) => backend === "gemini")
  if (gemini === undefined || gemini.access === "none")
    return [ok(id, "No access to the Gemini API is set up; only `for-loop run` without agy needs it.")]
  if (gemini.proof.kind === "refused") {
    const { why, next } = gemini.proof
    return [warn(id, `Headless runs would use ${gemini.what}, but ${why}.`, next)]
  }
  const proven =
    gemini.proof.kind === "proven" ? `: ${gemini.proof.what}` : "; `for-loop auth --check` tries it"
  return [ok(id, `Headless runs can use ${gemini.what}${proven}.`)]
}
