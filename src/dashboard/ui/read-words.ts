import { isRecord } from "./wire.ts"

/** The texts that the page carries. It is written by the same version as this code, so that all are there. */
export function readWords<Key extends string>(page: Document): Readonly<Record<Key, string>> {
  const found: unknown = JSON.parse(page.getElementById("words")?.textContent ?? "{}")
  return isWords<Key>(found) ? found : fail()
}

function isWords<Key extends string>(value: unknown): value is Readonly<Record<Key, string>> {
  return isRecord(value) && Object.values(value).every((text) => typeof text === "string")
}

function fail(): never {
  throw new Error("The page carries no texts.")
}
