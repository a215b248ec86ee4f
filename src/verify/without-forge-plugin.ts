import type { Plugin } from "rolldown"

/**
 * Bundler plugin that leaves node-forge (285 kB) out of secretlint's rules. The one use of it opens files called `*.p12`,
 * and the rules here are never given a file, only a text (`secret-rules.ts`). Used at build time only.
 */
export function withoutForgePlugin(): Plugin {
  return {
    name: "without-forge",
    transform: {
      filter: {
        id: /[\\/]@secretlint[\\/]secretlint-rule-preset-recommend[\\/]/,
        code: "node-forge is heavy module",
      },
      // The rule takes a failed import for a file that is no key.
      handler: (code) => ({
        code: code.replace(/import\('\.\/index-[\w-]+\.js'\)/, "Promise.reject(new Error('left out'))"),
        map: null,
      }),
    },
  }
}
