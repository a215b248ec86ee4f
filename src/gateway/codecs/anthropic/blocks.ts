import type { AnswerEvent, Signature } from "../../model/exchange.ts"
import { type Fields, present } from "../fields.ts"
import { type SignedOn, tagSignature } from "../signature-tag.ts"

/** What happens to the content blocks of an answer; one block is open at a time (G60). */
export type BlockStep =
  | { readonly kind: "open"; readonly block: Fields }
  | { readonly kind: "delta"; readonly delta: Fields }
  | { readonly kind: "close" }

export type BlockOptions = {
  /** Whether the client asked for thinking at all; others never see a thinking block (their code would not expect one). */
  readonly thinking: boolean
  /** Whether its text is wanted, or the signature alone (`display: omitted`). */
  readonly show: boolean
}

export type Blocks = { readonly push: (event: AnswerEvent) => BlockStep[]; readonly close: () => BlockStep[] }

/** Turns the parts of an answer into content blocks, for streams and plain answers alike. */
export function createBlocks(options: BlockOptions): Blocks {
  let open: "text" | "thinking" | "tool" | null = null

  const close = (): BlockStep[] => {
    const was = open
    open = null
    return was === null ? [] : [{ kind: "close" }]
  }
  const enter = (kind: "text" | "thinking" | "tool", block: Fields): BlockStep[] => {
    if (open === kind && kind !== "tool") return []
    const before = close()
    open = kind
    return [...before, { kind: "open", block }]
  }
  const enterThinking = () => enter("thinking", { type: "thinking", thinking: "", signature: "" })
  /** The signature comes last in its block (G61). Clients without thinking get it back from the store. */
  const sign = (signature: Signature | undefined, on: SignedOn): BlockStep[] => {
    if (signature === undefined || !options.thinking) return []
    const delta = { type: "signature_delta", signature: tagSignature(signature, on, "claude") }
    return [...enterThinking(), { kind: "delta", delta }, ...close()]
  }
  const think = (event: Extract<AnswerEvent, { kind: "thinking" }>): BlockStep[] => {
    if (!options.thinking) return []
    if (event.redacted !== undefined) {
      const block = { type: "redacted_thinking", data: event.redacted }
      return [...close(), { kind: "open", block }, { kind: "close" }]
    }
    const shown = event.text !== "" && options.show
    const steps = event.text === "" ? [] : enterThinking()
    if (shown) steps.push({ kind: "delta", delta: { type: "thinking_delta", thinking: event.text } })
    return [...steps, ...sign(event.signature, "thinking")]
  }
  const push = (event: AnswerEvent): BlockStep[] => {
    switch (event.kind) {
      case "text": {
        // A signature may come with an empty text: that opens no text block (G38).
        const steps = event.text === "" ? [] : enter("text", { type: "text", text: "" })
        if (event.text !== "") steps.push({ kind: "delta", delta: { type: "text_delta", text: event.text } })
        return [...steps, ...sign(event.signature, "text")]
      }
      case "thinking":
        return think(event)
      case "image": {
        const { mimeType, base64 } = event.data
        const block = { type: "image", source: { type: "base64", media_type: mimeType, data: base64 } }
        return [...close(), { kind: "open", block }, { kind: "close" }, ...sign(event.signature, "text")]
      }
      case "call":
        return [
          ...sign(event.signature, "call"),
          ...enter("tool", present({ type: "tool_use", id: event.id, name: event.name, input: {} })),
        ]
      case "call-arguments":
        return open === "tool" && event.json !== ""
          ? [{ kind: "delta", delta: { type: "input_json_delta", partial_json: event.json } }]
          : []
      case "part-end":
        // A thought's block stays open: the signature that belongs into it may stand on the call that follows.
        return open === "thinking" ? [] : close()
      default:
        return []
    }
  }
  return { push, close }
}
