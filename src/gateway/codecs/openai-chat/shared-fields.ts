import type { AnswerShape, ToolChoice } from "../../model/exchange.ts"
import type { Faults } from "../faults.ts"
import { type Fields, shown, textOf } from "../fields.ts"

/** The fields that both of OpenAI's formats have, each with its own nesting. */

/** The word for a choice of tools; `auto` is the upstream's own default and is left out. */
export function choiceWord(choice: ToolChoice, named: (tool: string) => Fields): string | Fields | null {
  switch (choice.kind) {
    case "auto":
      return null
    case "none":
      return "none"
    case "any":
      return "required"
    case "tool":
      return named(choice.name)
  }
}

/** The wanted form of an answer; plain text is left out. */
export function formatOf(shape: AnswerShape, nested: (schema: Fields) => Fields): Fields | null {
  if (shape.kind === "text") return null
  const { schema, strict, name } = shape
  if (schema === null || schema === undefined) return { type: "json_object" }
  return nested({ name: name ?? "answer", schema, strict })
}

/** Reads the wanted form of an answer; `nested` finds the fields of its schema, `where` names it in a complaint. */
export function shapeOf(
  format: Fields,
  { nested, where, faults }: { nested: (format: Fields) => Fields; where: string; faults: Faults },
): AnswerShape {
  switch (format.type) {
    case undefined:
    case "text":
      return { kind: "text" }
    case "json_object":
      return { kind: "json", schema: null, name: null, strict: false }
    case "json_schema": {
      const { schema, name, strict } = nested(format)
      return { kind: "json", schema: schema ?? null, name: textOf(name), strict: strict === true }
    }
    default:
      faults.tell(`An answer of type "${shown(format.type)}" is unknown.`, `${where}.type`)
      return { kind: "text" }
  }
}
