/**
 * The agent's chat, by the host's own supported commands only. Wiring: `const chat = hostChat(vscode)`, then
 * `await chat.detect()` once before the first view; `chat.kind` feeds `abilities.chat`.
 */

/** What is asked of the editor; `vscode` itself fits. */
export type ChatApi = {
  readonly commands: {
    getCommands(filterInternal?: boolean): PromiseLike<string[]>
    executeCommand(command: string, ...args: string[]): PromiseLike<unknown>
  }
  readonly env: { readonly clipboard: { writeText(text: string): PromiseLike<void> } }
}

export type HostChat = {
  /** As last detected: `send` reaches the agent's panel, `copy` only the clipboard. */
  readonly kind: "send" | "copy"
  detect(): Promise<"send" | "copy">
  /**
   * Sends `text` as the user's message to the conversation on screen, or to a new one. Where the host has no command
   * for that, or it fails, the text lies on the clipboard: the caller says so.
   */
  send(text: string, place?: "visible" | "new"): Promise<"sent" | "copied">
}

const sendCommand = "antigravity.sendPromptToAgentPanel"
const newCommand = "antigravity.startNewConversation"

export function hostChat(api: ChatApi): HostChat {
  let kind: "send" | "copy" = "copy"
  // Asked each time: the host's own extension may start after us.
  const commands = async (): Promise<ReadonlySet<string>> => {
    const known = new Set(await api.commands.getCommands(true))
    kind = known.has(sendCommand) ? "send" : "copy"
    return known
  }
  return {
    get kind() {
      return kind
    },
    detect: async () => {
      await commands()
      return kind
    },
    send: async (text, place = "visible") => {
      const known = await commands()
      if (known.has(sendCommand) && (await sent(api, text, place === "new" && known.has(newCommand))))
        return "sent"
      await api.env.clipboard.writeText(text)
      return "copied"
    },
  }
}

/** A command of the host that fails is as good as none. */
async function sent(api: ChatApi, text: string, afresh: boolean): Promise<boolean> {
  try {
    if (afresh) await api.commands.executeCommand(newCommand)
    await api.commands.executeCommand(sendCommand, text)
    return true
  } catch {
    return false
  }
}
