import { type Fields, recordOf } from "../fields.ts"

/** A tool's schema as OpenAI's formats take it: an object with properties at the top, whatever the client left out (G21). */
export function toolParameters(schema: unknown): Fields {
  const fields = recordOf(schema)
  return { ...fields, type: "object", properties: recordOf(fields.properties) }
}
