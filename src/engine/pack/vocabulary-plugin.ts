import type { Plugin } from "rolldown"

/**
 * Bundler plugin that turns the list of o200k's tokens into JSON text: as 200,000 literals of a program it takes 70 MB
 * more memory and twice the time to load. Used at build time only.
 */
export function vocabularyPlugin(): Plugin {
  return {
    name: "vocabulary",
    load: {
      filter: { id: /[\\/]gpt-tokenizer[\\/].*[\\/]bpeRanks[\\/]o200k_base\.js$/ },
      handler: async () => {
        const { default: ranks } = await import("gpt-tokenizer/bpeRanks/o200k_base")
        return `export default JSON.parse(${JSON.stringify(JSON.stringify(ranks))})`
      },
    },
  }
}
