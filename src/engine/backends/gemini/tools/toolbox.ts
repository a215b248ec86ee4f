import { Ajv } from "ajv"
import { isRecord } from "../../../../system/json-record.ts"
import { listFiles, readFile, searchText } from "./read-tools.ts"
import { runCommand } from "./run-tool.ts"
import { refuse, type Tool, type ToolPlace, type ToolResult } from "./tool.ts"
import { editFile, writeFile } from "./write-tools.ts"

export const tools: readonly Tool[] = [listFiles, readFile, searchText, editFile, writeFile, runCommand]

const ajv = new Ajv({ strict: true, allErrors: false })
const validators = new Map(
  tools.map((tool) => [tool.declaration.name, ajv.compile(tool.declaration.parametersJsonSchema)]),
)

export function toolNamed(name: string): Tool | null {
  return tools.find((tool) => tool.declaration.name === name) ?? null
}

/**
 * Carries one call out. Arguments are checked against the schema the model was given; a wrong call is answered with what
 * is wrong, so that the model can mend it. Never throws for what the model asked.
 */
export async function useTool(name: string, args: unknown, place: ToolPlace): Promise<ToolResult> {
  const tool = toolNamed(name)
  const validate = validators.get(name)
  if (tool === null || validate === undefined) {
    return refuse(
      `there is no tool ${name}; the tools are ${tools.map((one) => one.declaration.name).join(", ")}`,
    )
  }
  const given = args ?? {}
  if (!isRecord(given) || !validate(given)) {
    const [error] = validate.errors ?? []
    return refuse(
      `wrong arguments for ${name}: ${error === undefined ? "no object" : `${error.instancePath || "/"} ${error.message}`}`,
    )
  }
  try {
    return await tool.run(given, place)
  } catch (thrown) {
    return refuse(thrown instanceof Error ? thrown.message : String(thrown))
  }
}
