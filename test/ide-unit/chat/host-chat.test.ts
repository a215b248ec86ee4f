import { describe, expect, it } from "vitest"
import { hostChat } from "../../../src/ide/chat/host-chat.ts"

const send = "antigravity.sendPromptToAgentPanel"
const start = "antigravity.startNewConversation"

/** A host with these commands; what is run and copied is kept in its order. */
function host(commands: string[], failing: readonly string[] = []) {
  const seen: string[] = []
  const chat = hostChat({
    commands: {
      getCommands: async () => commands,
      executeCommand: async (command, ...args) => {
        if (failing.includes(command)) throw new Error("command failed")
        seen.push([command, ...args].join(" "))
      },
    },
    env: { clipboard: { writeText: async (text) => void seen.push(`copied ${text}`) } },
  })
  return { chat, seen }
}

describe("hostChat", () => {
  it.each<[string, string[], readonly string[], "visible" | "new", string, readonly string[]]>([
    ["sends to the conversation on screen", [send, start], [], "visible", "sent", [`${send} hello`]],
    ["begins a conversation first", [send, start], [], "new", "sent", [start, `${send} hello`]],
    ["sends where no new conversation can be begun", [send], [], "new", "sent", [`${send} hello`]],
    ["copies in an editor without the agent", ["editor.action.x"], [], "visible", "copied", ["copied hello"]],
    ["copies where only a new conversation can be begun", [start], [], "new", "copied", ["copied hello"]],
    ["copies when the host's command fails", [send], [send], "visible", "copied", ["copied hello"]],
    [
      "copies when the conversation cannot be begun",
      [send, start],
      [start],
      "new",
      "copied",
      ["copied hello"],
    ],
  ])("%s", async (_what, commands, failing, place, how, seen) => {
    const fake = host(commands, failing)
    expect(await fake.chat.send("hello", place)).toBe(how)
    expect(fake.seen).toEqual(seen)
  })

  it("finds commands that the host brings later", async () => {
    const commands: string[] = []
    const { chat } = host(commands)
    expect(await chat.detect()).toBe("copy")
    commands.push(send)
    expect(chat.kind).toBe("copy")
    expect(await chat.send("hello")).toBe("sent")
    expect(chat.kind).toBe("send")
  })

  it("hands the text over as it is", async () => {
    const { chat, seen } = host([send])
    const text = '/for-loop "$(rm -rf ~)" `x`\n中文 "'
    await chat.send(text)
    expect(seen).toEqual([`${send} ${text}`])
  })
})
