import { z } from "zod"
import { isRecord } from "../system/json-record.ts"
import { priceFileSchema } from "./price-file-schema.ts"
import { spendSettingsSchema } from "./spend-settings-schema.ts"

type Schema = Readonly<Record<string, unknown>>

/** JSON Schemas of the user's files; put into bundles as data (`gateway/config/schemas-plugin.ts`), so that zod stays out. */
export const priceFileJsonSchema: Schema = jsonSchemaOf(priceFileSchema)
export const spendFileJsonSchema: Schema = jsonSchemaOf(spendSettingsSchema)

function jsonSchemaOf(schema: z.ZodType): Schema {
  const written: unknown = z.toJSONSchema(schema, { io: "input" })
  if (!isRecord(written)) throw new TypeError("a JSON Schema of an object is an object")
  return written
}
