import { Ajv2020 } from "ajv/dist/2020.js"
import standalone from "ajv/dist/standalone/index.js"
import type { Plugin } from "rolldown"
import { storedSchemas, validatorOptions } from "./state-validator.ts"

/**
 * Bundler plugin that replaces `state-validator.ts` by code generated from the same schemas, so that what is shipped
 * carries neither zod nor a schema compiler: compiling at run time would more than triple the hook's start
 * (`libraries.md` §3). Used at build time only.
 */
export function validatorPlugin(): Plugin {
  return {
    name: "standalone-validators",
    load: {
      filter: { id: /[\\/]src[\\/]store[\\/]state-validator\.ts$/ },
      handler: () => ({ code: validatorModule(), moduleType: "js" }),
    },
  }
}

/** The replacement's source: the exports of `state-validator.ts` that are used at run time, as an ES module. */
function validatorModule(): string {
  const ajv = new Ajv2020({ ...validatorOptions, code: { source: true, esm: true, lines: true } })
  const schemas = storedSchemas()
  ajv.addSchema({ ...schemas.state, $id: "state" })
  ajv.addSchema({ ...schemas.settings, $id: "settings" })
  const generated = standalone.default(ajv, { stateValidator: "state", settingsValidator: "settings" })
  return `${withImports(generated)}\n${wrapper}`
}

/** The generated code calls `require` for its two helpers, which an ES module output does not have. */
function withImports(code: string): string {
  const helpers = new Map<string, string>()
  const body = code.replace(/require\("(ajv\/dist\/runtime\/[a-z0-9]+)"\)\.default/g, (_, path: string) => {
    const name = helpers.get(path) ?? `helper${helpers.size}`
    helpers.set(path, name)
    return `${name}Function`
  })
  const imports = [...helpers].map(
    ([path, name]) => `import ${name} from "${path}.js"\nconst ${name}Function = ${name}.default ?? ${name}`,
  )
  return [...imports, body].join("\n")
}

const wrapper = `
import { explainErrors } from "./explain-errors.ts"
export function validateState(value) {
  return stateValidator(value)
}
export function explainInvalid(value) {
  return stateValidator(value) ? "" : explainErrors(stateValidator.errors)
}
export function validateSettings(value) {
  return settingsValidator(value)
}
`
