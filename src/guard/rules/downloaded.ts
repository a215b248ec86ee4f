import type { Call } from "../call.ts"
import type { Place } from "../place.ts"
import { touchesOf } from "../touches.ts"
import { type Finding, finding } from "../verdict.ts"
import { absolute } from "../where.ts"

const downloads = /^(curl|wget|fetch|aria2c|http|https|xh|iwr|invoke-webrequest)$/

/** A file that one part of a line fetches and a later part starts: code from the network in two steps. */
export function downloadedRule(calls: readonly Call[], place: Place): readonly Finding[] {
  const fetched = new Set<string>()
  for (const call of calls) {
    const started = [call.program, ...call.args].some((word) => {
      const path = absolute(word, call.cwd, place)
      return path !== null && fetched.has(path) && runs(call, word)
    })
    if (started)
      return [finding("remote-code", "machine", "starts a file that it has just fetched from the network")]
    if (!downloads.test(call.name)) continue
    for (const { path } of [...touchesOf(call), ...remoteNames(call)]) {
      const named = absolute(path, call.cwd, place)
      if (named !== null) fetched.add(named)
    }
  }
  return []
}

function runs(call: Call, word: string): boolean {
  if (word === call.program) return true
  return /^((ba|z|da|k|a)?sh|source|\.|python[\d.]*|node|perl|ruby|php|exec|sudo|env|nohup)$/.test(call.name)
}

/** `curl -O URL` and a bare `wget URL` name the file after the address. */
function remoteNames({ name, args }: Call): readonly { readonly path: string }[] {
  if (name === "curl" && !args.some((arg) => /^-[a-zA-Z]*O|^--remote-name/.test(arg))) return []
  return args.flatMap((arg) => {
    const file = /^\w+:\/\/[^/]+\/(?:[^?#]*\/)?([^/?#]+)/.exec(arg)?.[1]
    return file === undefined ? [] : [{ path: file }]
  })
}
