import type { Reply } from "../model/messages.ts"

export type ChatPort = {
  /**
   * Brings a line into the agent's chat: `new` begins a conversation with it, `visible` goes on in the one on screen.
   * `shown`: the program has no way to the chat, so the reader is shown the line.
   */
  readonly send: (text: string, place: "new" | "visible") => Promise<"sent" | "copied" | "shown">
}

/** Brings a line into the agent's chat as far as the program around can; `effect` says what the line does there. */
export async function sendLine(
  { send }: ChatPort,
  line: string,
  place: "new" | "visible",
  effect: string,
): Promise<Reply> {
  const how = await send(line, place)
  switch (how) {
    case "sent":
      return { kind: "done", message: `Sent to the agent's chat. ${effect}.` }
    case "copied":
      return { kind: "done", message: `Copied: paste it into the agent's chat and send it. ${effect}.` }
    case "shown":
      return { kind: "text", title: "Send this in the agent's chat", text: line, fileName: "for-loop.txt" }
    default:
      return how satisfies never
  }
}
