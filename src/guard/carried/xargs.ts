import type { Call } from "../call.ts"
import { foundBy } from "../found-by.ts"
import { unknown } from "../where.ts"
import { names } from "../words.ts"

type Words = { readonly kind: "words"; readonly words: readonly string[] }

const xargsValued = names(
  "I i n L l P s d E a replace max-args max-procs max-lines delimiter arg-file j jobs",
)

/** The program that `xargs` or `parallel` starts, with a stand-in for the lines it gets. */
export function carriedByXargs({ args, feed }: Call): readonly Words[] {
  const line = foundBy(feed) ?? unknown
  let at = 0
  let slot: string | null = null
  for (; at < args.length; at++) {
    const arg = args[at] ?? ""
    if (!arg.startsWith("-")) break
    const short = /^-([IiJ])(.*)$/.exec(arg)
    if (short !== null) slot = short[2] || (args[at + 1] ?? "{}")
    if (arg.startsWith("--replace")) slot = arg.split("=")[1] ?? "{}"
    if (xargsValued.has(arg.replace(/^--?/, "")) && !/^-[il]$|^--replace$/.test(arg)) at++
  }
  const words = args.slice(at)
  if (words.length === 0) return []
  const holder = slot ?? (words.some((word) => word.includes("{}")) ? "{}" : null)
  if (holder === null) return [{ kind: "words", words: [...words, line] }]
  return [{ kind: "words", words: words.map((word) => word.replaceAll(holder, line)) }]
}
