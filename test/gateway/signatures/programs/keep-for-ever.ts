import { openSignatures } from "../../../../src/gateway/signatures/signatures.ts"

/** Keeps one signed call every few milliseconds and tells its id and time, until it is killed. */
const [home = ""] = process.argv.slice(2)
const store = openSignatures({ home, now: Date.now, onTrouble: (message) => process.stderr.write(message) })
let number = 0
setInterval(() => {
  const recorder = store.recorder(null, { family: "gemini", upstream: "gemini", session: null })
  number += 1
  const id = `${process.pid}_${number}`
  const signature = { value: `sig-${id}`, family: "gemini" } as const
  recorder.push({ kind: "call", id, name: "f", signature })
  recorder.push({ kind: "call-arguments", json: JSON.stringify({ n: id }) })
  recorder.push({ kind: "part-end" })
  process.stdout.write(`${id} ${Date.now()}\n`)
}, 5)
