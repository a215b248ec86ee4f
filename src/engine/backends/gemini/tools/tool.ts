import type { FunctionDeclaration } from "@google/genai"
import type { Mode } from "../../../../loop/settings.ts"

/** Where and how a tool works. */
export type ToolPlace = {
  /** Real path of the workspace; nothing outside it is read or written. */
  readonly workspace: string
  readonly env: NodeJS.ProcessEnv
  readonly mode: Mode
  /** What the command policy says; null = allowed. The sentence goes to the agent. */
  readonly judge: (commandLine: string) => string | null
  readonly signal: AbortSignal
  /** Epoch ms after which nothing may run. */
  readonly deadline: number
  readonly now: () => number
}

/** What the model is answered. `failed` is an answer too: the model decides what to do about it. */
export type ToolResult =
  | { readonly kind: "done"; readonly output: Readonly<Record<string, unknown>> }
  | { readonly kind: "failed"; readonly error: string }

export type Arguments = Readonly<Record<string, unknown>>

export type Tool = {
  readonly declaration: FunctionDeclaration & { readonly name: string; readonly parametersJsonSchema: object }
  /** Whether it may simply be carried out again when a kill came in its middle. */
  readonly repeatable: "yes" | "no"
  /** One line for people. */
  what(args: Arguments): string
  run(args: Arguments, place: ToolPlace): Promise<ToolResult>
}

export function done(output: Readonly<Record<string, unknown>>): ToolResult {
  return { kind: "done", output }
}

export function refuse(error: string): ToolResult {
  return { kind: "failed", error }
}

export function text(args: Arguments, name: string): string {
  const value = args[name]
  return typeof value === "string" ? value : ""
}

export function whole(args: Arguments, name: string, fallback: number): number {
  const value = args[name]
  return typeof value === "number" && Number.isInteger(value) ? value : fallback
}
