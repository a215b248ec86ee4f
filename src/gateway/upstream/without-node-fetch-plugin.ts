import type { Plugin } from "rolldown"

/**
 * Bundler plugin that puts Node's own fetch in the place of `node-fetch` (90 kB), which Google's library loads where it
 * is given none (`agent-fetch.ts` is what it is given). Used at build time only.
 */
export function withoutNodeFetchPlugin(): Plugin {
  const id = "\0native-fetch"
  return {
    name: "without-node-fetch",
    resolveId: (source) => (source === "node-fetch" ? id : null),
    load: (asked) => (asked === id ? "export default globalThis.fetch" : null),
  }
}
