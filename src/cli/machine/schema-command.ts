import { z } from "zod"
import { nearestOption } from "../../loop/options.ts"
import type { Given } from "../arguments.ts"
import { flag } from "../option.ts"
import { outputSchemas } from "../output-schema.ts"
import { wrongUsage } from "../problem.ts"
import { failed, output, type Result } from "../result.ts"

/** `for-loop schema [NAME]`: the JSON Schema of the configuration file or of a command's --json output. */
export async function runSchema(given: Given): Promise<Result> {
  const wanted = given.words[0]
  const names = Object.keys(outputSchemas)
  if (wanted === undefined) return output({ schemas: names }, () => `${names.join("\n")}\n`)
  const found = Object.entries(outputSchemas).find(([name]) => name === wanted)
  if (found === undefined) {
    const near = nearestOption(
      wanted,
      names.map((name) => flag(name, "")),
    )
    const hint = near === null ? `the schemas are ${names.join(", ")}.` : `did you mean ${near}?`
    return failed(wrongUsage("schema", `There is no schema ${JSON.stringify(wanted.slice(0, 40))}; ${hint}`))
  }
  // Objects of an input schema stay open, as an editor needs it for a file that people write and that may name `$schema`.
  const schema = z.toJSONSchema(found[1], {
    io: ["config", "scenario", "gateway-config"].includes(found[0]) ? "input" : "output",
  })
  return output(schema, () => `${JSON.stringify(schema, null, 2)}\n`)
}
