import type { Plugin } from "rolldown"
import { priceFileJsonSchema, spendFileJsonSchema } from "../../spend/user-files-schema.ts"
import { asData } from "../../store/stored-schemas-plugin.ts"
import { configJsonSchema } from "./config-json-schema.ts"

const modules = [
  { path: /[\\/]src[\\/]gateway[\\/]config[\\/]config-json-schema\.ts$/, schemas: { configJsonSchema } },
  {
    path: /[\\/]src[\\/]spend[\\/]user-files-schema\.ts$/,
    schemas: { priceFileJsonSchema, spendFileJsonSchema },
  },
]

/**
 * Bundler plugins that replace the modules with the schemas of what a user writes by the schemas as data. Refuse to build when one
 * uses a keyword that the check would pass over. Used at build time only.
 */
export function schemasPlugins(): Plugin[] {
  return modules.map(({ path, schemas }) => ({
    name: `schemas of ${path.source}`,
    load: { filter: { id: path }, handler: () => ({ code: asData(schemas), moduleType: "js" }) },
  }))
}
