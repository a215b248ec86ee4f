import type { Words } from "../model/words/words.ts"
import { isRecord } from "./host-message.ts"

/** The texts that the page carries. It is written by the same version as this code, so that all are there. */
export function readWords(page: Document): Words {
  const found: unknown = JSON.parse(page.getElementById("words")?.textContent ?? "{}")
  return isWords(found) ? found : fail()
}

function isWords(value: unknown): value is Words {
  return isRecord(value) && Object.values(value).every((text) => typeof text === "string")
}

function fail(): never {
  throw new Error("The page of the dashboard carries no texts.")
}
