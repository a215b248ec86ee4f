import { z } from "zod"
import { settingsSchema, stateSchema } from "../loop/state-schema.ts"
import { isRecord } from "../system/json-record.ts"

type Schema = Readonly<Record<string, unknown>>

/**
 * The JSON Schemas of what is stored, made from the zod schemas. In the shipped bundles the plugin of
 * `stored-schemas-plugin.ts` puts them in as data, so that zod is not carried along. `io: "input"` leaves objects open:
 * a file of a newer writer with additional keys stays valid and keeps them.
 */
export const stateJsonSchema: Schema = jsonSchemaOf(stateSchema)
export const settingsJsonSchema: Schema = jsonSchemaOf(settingsSchema)

function jsonSchemaOf(schema: z.ZodType): Schema {
  const written: unknown = z.toJSONSchema(schema, { io: "input", reused: "ref" })
  if (!isRecord(written)) throw new TypeError("a JSON Schema of an object is an object")
  return written
}
