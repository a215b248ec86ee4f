import { names } from "../words.ts"

/** Programs of most calls, with which no pattern of the long lists begins: patterns cost time at every tool call. */
export const everyday = names(
  "ls cat head tail grep rg sed awk find echo printf cd pwd mkdir cp mv rm touch tee sort uniq wc cut tr jq diff test true false git node npx tsc vitest jest eslint prettier pytest go curl wget export env bash sh which xargs sleep date",
)
