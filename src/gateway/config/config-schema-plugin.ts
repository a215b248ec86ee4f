import type { Plugin } from "rolldown"
import { unknownKeywords } from "../../store/stored-schemas-plugin.ts"
import { configJsonSchema } from "./config-json-schema.ts"

/**
 * Bundler plugin that replaces `config-json-schema.ts` by the schema as data. Refuses to build when it uses a keyword that the
 * check would pass over. Used at build time only.
 */
export function configSchemaPlugin(): Plugin {
  return {
    name: "config-schema",
    load: {
      filter: { id: /[\\/]src[\\/]gateway[\\/]config[\\/]config-json-schema\.ts$/ },
      handler: () => {
        const unknown = unknownKeywords(configJsonSchema)
        if (unknown.length > 0)
          throw new Error(`the configuration uses ${unknown.join(", ")}; teach schema-check.ts first`)
        const text = JSON.stringify(JSON.stringify(configJsonSchema))
        return { code: `export const configJsonSchema = JSON.parse(${text})`, moduleType: "js" }
      },
    },
  }
}
