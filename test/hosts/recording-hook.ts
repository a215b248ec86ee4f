import { readdirSync, readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"

/** How many stops the recording refuses, so that payloads after a refusal are seen too. */
const refusals = 2

const [folder, event] = process.argv.slice(2)
if (folder === undefined || event === undefined) throw new Error("usage: recording-hook.ts <folder> <event>")

const earlier = readdirSync(folder)
const number = String(earlier.length + 1).padStart(2, "0")
writeFileSync(join(folder, `${number}-${event}.json`), readFileSync(0, "utf8"))
process.stdout.write(JSON.stringify(answer(event)))

/** The protocol of the real hook without its judgement: announce at the prompt, refuse the first stops, let go. */
function answer(name: string): object {
  if (name === "UserPromptSubmit" || name === "BeforeAgent")
    return { hookSpecificOutput: { hookEventName: name, additionalContext: "[for-loop 0/6] Recording." } }
  if (name !== "Stop" && name !== "AfterAgent") return {}
  const stops = earlier.filter((file) => file.endsWith(`-${name}.json`)).length + 1
  if (stops > refusals) return {}
  return { decision: "block", reason: `[for-loop ${stops}/6] Not done yet: 2 failures. Keep working.` }
}
