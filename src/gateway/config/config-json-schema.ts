import { z } from "zod"
import { isRecord } from "../../system/json-record.ts"
import { gatewayConfigSchema } from "./config-schema.ts"

/**
 * The JSON Schema of the configuration file. In the shipped bundles the plugin of `schemas-plugin.ts` puts it in as
 * data, so that zod is not carried along. Objects are open: fields of a newer version stay and are told, not refused.
 */
export const configJsonSchema: Readonly<Record<string, unknown>> = written()

function written(): Readonly<Record<string, unknown>> {
  const schema: unknown = z.toJSONSchema(gatewayConfigSchema, { io: "input" })
  if (!isRecord(schema)) throw new TypeError("a JSON Schema of an object is an object")
  return schema
}
