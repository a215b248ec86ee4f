import { readApiKey } from "../../secrets/api-key.ts"
import { geminiAccount } from "../../secrets/key-store.ts"
import { fileStore, keyStores, type StorePlace, systemStore } from "../../secrets/stores.ts"
import type { Outputs } from "../output-schema.ts"
import { interruptedExit, unfitting, wrongUsage } from "../problem.ts"
import { failed, output, type Result } from "../result.ts"
import { readSecret } from "./read-secret.ts"

type Auth = Outputs["auth"]

/** Keeps the key that comes in on stdin, and reads it back: what cannot be read again is of no use at night. */
export async function keepKey(place: StorePlace, where: "system" | "file"): Promise<Result> {
  const store = where === "file" ? fileStore(place) : systemStore(place)
  const text = await readSecret("Gemini API key (it is not shown)")
  if (text === null) {
    const next = "Nothing was kept."
    return failed({ code: "interrupted", message: "You stopped it.", next, exitCode: interruptedExit })
  }
  const read = readApiKey(text)
  if (read.kind === "wrong") {
    const { next, ...problem } = wrongUsage("auth", read.why)
    return failed({ ...problem, next: `Pipe the key in: \`for-loop auth set gemini < key.txt\`. ${next}` })
  }
  const kept = await store.write(geminiAccount, read.key)
  const back = kept.kind === "kept" ? await store.read(geminiAccount) : kept
  if (back.kind !== "key" || back.key !== read.key) {
    const why = back.kind === "refused" ? back.why : "it was not there when it was read back"
    return failed(unfitting(`The key could not be kept in ${store.name} (${why}).`, otherWay(where)))
  }
  // One place only: a file left behind would win over the store.
  if (where === "system") await fileStore(place).remove(geminiAccount)
  const value: Auth = { action: "set", account: "gemini", where: store.name }
  return output(value, () => `The key is kept in ${store.name}. \`for-loop auth --check\` tries it.\n`)
}

/** Removes it wherever it is kept. */
export async function removeKey(place: StorePlace): Promise<Result> {
  const where: string[] = []
  for (const store of keyStores(place)) {
    const gone = await store.remove(geminiAccount)
    if (gone.kind === "removed") where.push(store.name)
    if (gone.kind === "refused")
      return failed(unfitting(`${store.name} could not be asked (${gone.why}).`, "Unlock it and try again."))
  }
  const value: Auth = { action: "remove", account: "gemini", where }
  const told = where.length === 0 ? "There was no key to remove." : `Removed from ${where.join(" and ")}.`
  return output(value, () => `${told}\n`)
}

function otherWay(where: "system" | "file"): string {
  return where === "file"
    ? "Set GEMINI_API_KEY in the environment instead."
    : "Set GEMINI_API_KEY in the environment instead, or add --file to keep it in a file that only this account can read."
}
