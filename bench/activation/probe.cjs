"use strict"
const { writeFileSync } = require("node:fs")
const vscode = require("vscode")

/** Activates the extensions of ACTIVATION_ORDER one after another and writes what each took, in ms. */
exports.run = async () => {
  // The first thing of all pays for what every later one finds ready.
  await vscode.commands.getCommands(true)
  const order = JSON.parse(process.env.ACTIVATION_ORDER ?? "[]")
  const times = []
  for (const id of order) {
    const extension = vscode.extensions.getExtension(id)
    const early = extension?.isActive ?? true
    const start = performance.now()
    await extension?.activate()
    times.push({ id, ms: performance.now() - start, early })
  }
  writeFileSync(process.env.E2E_RESULTS, JSON.stringify(times))
}
