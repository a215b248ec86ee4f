import type { AnswerEvent } from "../../model/exchange.ts"
import type { NameMap } from "../../schema/names.ts"
import { type Fields, numberOf, recordOf, textOf } from "../fields.ts"
import type { PartQueue } from "../part-queue.ts"
import { signatureOf } from "./decode-messages.ts"

export type CallReader = {
  /** One piece of `tool_calls`; `at` is its place in the list, for servers that send no index. */
  readonly read: (piece: Fields, at: number) => AnswerEvent[]
  /** No piece follows for any call. */
  readonly close: () => AnswerEvent[]
}

type Open = { readonly key: string; readonly id: string; empty: boolean; named: boolean; held: string }

/**
 * Reads calls that come in pieces. Servers differ: some send the index 0 for every parallel call and tell them apart by
 * id, some send no index, some repeat the name with every piece.
 */
export function createCallReader(queue: PartQueue, names: NameMap): CallReader {
  const byIndex = new Map<number, Open>()
  const all: Open[] = []

  const begin = (index: number, id: string): Open => {
    const call: Open = { key: `call ${all.length}`, id, empty: true, named: false, held: "" }
    all.push(call)
    byIndex.set(index, call)
    return call
  }
  const callFor = (index: number, id: string, name: string): Open => {
    const known = byIndex.get(index)
    if (known === undefined) return begin(index, id)
    const other = id !== "" && name !== "" && known.named && known.id !== id
    return other ? begin(index, id) : known
  }

  return {
    read: (piece, at) => {
      const told = recordOf(piece.function)
      const id = textOf(piece.id) ?? ""
      const name = textOf(told.name) ?? ""
      const json = textOf(told.arguments) ?? (told.arguments ? JSON.stringify(told.arguments) : "")
      const call = callFor(numberOf(piece.index) ?? at, id, name)
      if (json !== "") call.empty = false
      if (call.named) return json === "" ? [] : queue.add(call.key, [{ kind: "call-arguments", json }])
      call.held += json
      if (name === "") return []
      call.named = true
      const signature = signatureOf(piece)
      const begun: AnswerEvent[] = [
        { kind: "call", id: id === "" ? null : id, name: names.back(name), ...(signature && { signature }) },
      ]
      if (call.held !== "") begun.push({ kind: "call-arguments", json: call.held })
      return queue.open(call.key, begun)
    },
    close: () => {
      const out: AnswerEvent[] = []
      for (const call of all) {
        if (!queue.has(call.key)) continue
        if (call.empty) out.push(...queue.add(call.key, [{ kind: "call-arguments", json: "{}" }]))
        out.push(...queue.close(call.key))
      }
      return out
    },
  }
}
