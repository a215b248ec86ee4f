import type { ToolChoice, ToolDeclaration } from "../../model/exchange.ts"
import { freeTextSchema } from "../call-arguments.ts"
import type { Faults } from "../faults.ts"
import { type Fields, listOf, recordOf, shown, textOf } from "../fields.ts"

export type Toolbox = {
  readonly tools: readonly ToolDeclaration[]
  readonly choice: ToolChoice
  readonly notes: readonly string[]
}

/** What becomes of tools that run at OpenAI itself: refused by name, or left out with a note to the client (G23). */
export type HostedTools = "refuse" | "leave-out"

/** The tools of a request: functions, tools of free text, and both of them inside namespaces, which are flattened (G23). */
export function toolbox(body: Fields, hosted: HostedTools, faults: Faults): Toolbox {
  const tools: ToolDeclaration[] = []
  const notes: string[] = []
  const read = (list: unknown, where: string, namespace: string | null): void => {
    for (const [at, one] of listOf(list).entries()) {
      const tool = recordOf(one)
      const place = `${where}[${at}]`
      if (tool.type === "namespace" && namespace === null) {
        const name = textOf(tool.name) ?? ""
        if (name === "") faults.tell("A namespace needs a name.", `${place}.name`)
        read(tool.tools, `${place}.tools`, name)
      } else if (tool.type === "function" || tool.type === "custom") {
        tools.push(declaration(tool, namespace, place, faults))
      } else if (hosted === "leave-out" && typeof tool.type === "string") {
        notes.push(`tool-left-out-${tool.type}`)
      } else {
        faults.tell(`A tool of type "${shown(tool.type)}" cannot be offered by this upstream.`, place)
      }
    }
  }
  read(body.tools, "tools", null)
  const twice = tools.find((tool, at) => tools.findIndex((other) => other.name === tool.name) < at)
  if (twice !== undefined) faults.tell(`Two tools are called "${twice.name}".`, "tools")
  return { ...chosen(body.tool_choice, tools, faults), notes }
}

/** The one name of a tool inside a namespace. */
export function flatName(namespace: string | null, name: string): string {
  if (namespace === null || namespace === "") return name
  return namespace.endsWith("__") ? `${namespace}${name}` : `${namespace}__${name}`
}

function declaration(tool: Fields, namespace: string | null, where: string, faults: Faults): ToolDeclaration {
  const own = textOf(tool.name) ?? ""
  if (own === "") faults.tell("A tool needs a name.", `${where}.name`)
  const name = flatName(namespace, own)
  const description = textOf(tool.description) ?? ""
  if (tool.type === "custom") {
    const origin = { kind: "custom", name: own, namespace } as const
    return {
      name,
      description: withGrammar(description, recordOf(tool.format)),
      schema: freeTextSchema,
      origin,
    }
  }
  const schema = tool.parameters ?? { type: "object", properties: {} }
  if (namespace === null) return { name, description, schema }
  return { name, description, schema, origin: { kind: "function", name: own, namespace } }
}

/** A grammar that the model's own vendor would enforce is at least told to the model. */
function withGrammar(description: string, format: Fields): string {
  const definition = textOf(format.definition)
  if (definition === null) return description
  return `${description}\n\nThe input must follow this ${textOf(format.syntax) ?? ""} grammar:\n${definition}`.trim()
}

function chosen(
  choice: unknown,
  tools: readonly ToolDeclaration[],
  faults: Faults,
): Pick<Toolbox, "tools" | "choice"> {
  if (choice === undefined || choice === null || choice === "auto") return { tools, choice: { kind: "auto" } }
  if (choice === "none") return { tools, choice: { kind: "none" } }
  if (choice === "required") return { tools, choice: { kind: "any" } }
  const said = recordOf(choice)
  if (said.type === "allowed_tools") {
    const names = listOf(said.tools).map((tool) => nameIn(recordOf(tool)))
    return {
      tools: tools.filter((tool) => names.includes(tool.name)),
      choice: { kind: said.mode === "required" ? "any" : "auto" },
    }
  }
  const name = nameIn(said)
  if (tools.some((tool) => tool.name === name)) return { tools, choice: { kind: "tool", name } }
  faults.tell("tool_choice names no tool of this request.", "tool_choice")
  return { tools, choice: { kind: "auto" } }
}

function nameIn(tool: Fields): string {
  return flatName(textOf(tool.namespace), textOf(tool.name) ?? "")
}
