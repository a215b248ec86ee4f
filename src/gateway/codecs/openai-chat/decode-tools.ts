import type { ToolChoice, ToolDeclaration } from "../../model/exchange.ts"
import { freeTextSchema } from "../call-arguments.ts"
import type { Faults } from "../faults.ts"
import { type Fields, listOf, recordOf, shown, textOf } from "../fields.ts"

export type Toolbox = { readonly tools: readonly ToolDeclaration[]; readonly choice: ToolChoice }

/** The tools of a request and which of them the model may or must use; a kind nobody can translate is told (G23). */
export function toolbox(body: Fields, faults: Faults): Toolbox {
  const tools = listOf(body.tools).map((tool, at) => declaration(recordOf(tool), `tools[${at}]`, faults))
  const said = recordOf(body.tool_choice)
  if (said.type === "allowed_tools") {
    const allowed = recordOf(said.allowed_tools)
    const names = listOf(allowed.tools).map((tool) => nameIn(recordOf(tool)))
    return {
      tools: tools.filter((tool) => names.includes(tool.name)),
      choice: { kind: allowed.mode === "required" ? "any" : "auto" },
    }
  }
  return { tools, choice: choiceOf(body.tool_choice, tools, faults) }
}

function declaration(tool: Fields, where: string, faults: Faults): ToolDeclaration {
  const custom = tool.type === "custom"
  if (!custom && tool.type !== "function")
    faults.tell(`A tool of type "${shown(tool.type)}" cannot be translated.`, where)
  const told = recordOf(custom ? tool.custom : tool.function)
  const name = textOf(told.name) ?? ""
  if (name === "") faults.tell("A tool needs a name.", `${where}.${custom ? "custom" : "function"}.name`)
  const description = textOf(told.description) ?? ""
  if (!custom) return { name, description, schema: told.parameters ?? { type: "object", properties: {} } }
  const origin = { kind: "custom", name, namespace: null } as const
  return { name, description, schema: freeTextSchema, origin }
}

function choiceOf(choice: unknown, tools: readonly ToolDeclaration[], faults: Faults): ToolChoice {
  if (choice === undefined || choice === null || choice === "auto") return { kind: "auto" }
  if (choice === "none") return { kind: "none" }
  if (choice === "required") return { kind: "any" }
  const name = nameIn(recordOf(choice))
  if (tools.some((tool) => tool.name === name)) return { kind: "tool", name }
  faults.tell("tool_choice names no tool of this request.", "tool_choice")
  return { kind: "auto" }
}

function nameIn(tool: Fields): string {
  return textOf(recordOf(tool.function).name) ?? textOf(recordOf(tool.custom).name) ?? ""
}
