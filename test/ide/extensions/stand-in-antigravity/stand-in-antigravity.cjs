"use strict"
const { appendFileSync } = require("node:fs")
const vscode = require("vscode")

/** Every call goes to the file STAND_IN_CHAT, one JSON value per line, where the test that plays the agent reads it. */
exports.activate = (context) => {
  const stand = (command, kind) =>
    vscode.commands.registerCommand(command, (text) => {
      const call = { kind, text: typeof text === "string" ? text : null }
      if (process.env.STAND_IN_CHAT) appendFileSync(process.env.STAND_IN_CHAT, `${JSON.stringify(call)}\n`)
    })
  context.subscriptions.push(
    stand("antigravity.sendPromptToAgentPanel", "prompt"),
    stand("antigravity.startNewConversation", "new-conversation"),
  )
}
