import { pasteOf } from "../../control/waiting-arms.ts"
import type { Arm } from "../../store/arm.ts"
import type { Reply } from "../model/messages.ts"

export type ChatPort = {
  /**
   * Brings a line into the agent's chat: `new` begins a conversation with it, `visible` goes on in the one on screen.
   * `shown`: the program has no way to the chat, so the reader is shown the line.
   */
  readonly send: (text: string, place: "new" | "visible") => Promise<"sent" | "copied" | "shown">
}

/** The same for the line of a waiting loop: what was really sent is told, so that it is not offered as if it were not. */
export async function sendArm(
  chat: ChatPort,
  arm: Pick<Arm, "token" | "task">,
  effect: string,
): Promise<Reply> {
  let sent = false
  const send: ChatPort["send"] = async (text, place) => {
    const how = await chat.send(text, place)
    sent = how === "sent"
    return how
  }
  const reply = await sendLine({ send }, pasteOf(arm), "new", effect)
  return sent && reply.kind === "done" ? { ...reply, sentArm: arm.token } : reply
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
