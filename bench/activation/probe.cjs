"use strict"
const { readFileSync, writeFileSync } = require("node:fs")
const vscode = require("vscode")

/** Activates the extensions that the file ACTIVATION_ORDER lists, one after another, and writes what each took in ms. */
exports.run = async () => {
  const times = []
  for (const id of JSON.parse(readFileSync(process.env.ACTIVATION_ORDER, "utf8"))) {
    const extension = vscode.extensions.getExtension(id)
    if (extension === undefined || extension.isActive) throw new Error(`${id} is missing or active already`)
    const start = performance.now()
    await extension.activate()
    times.push(performance.now() - start)
  }
  writeFileSync(process.env.E2E_RESULTS, JSON.stringify(times))
}
