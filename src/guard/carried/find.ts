import type { Call } from "../call.ts"
import { findRoots } from "../found-by.ts"
import { readOptions } from "../words.ts"

type Words = { readonly kind: "words"; readonly words: readonly string[] }

/** What `find -exec` (or `fd -x`) starts for what it finds, and what `-delete` means in words of `rm`. */
export function execOfFind({ name, args }: Call): readonly Words[] {
  const roots = name === "find" ? findRoots(args) : readOptions(args).operands.slice(1)
  const targets = (roots.length === 0 ? ["."] : roots).map((root) =>
    isNarrowed(name, args) ? `${root}/found` : root,
  )
  const carried: Words[] = []
  args.forEach((arg, at) => {
    if (arg === "-delete") carried.push({ kind: "words", words: ["rm", "-r", ...targets] })
    if (!/^(-exec|-execdir|-ok|-okdir|-x|-X|--exec|--exec-batch)$/.test(arg)) return
    const rest = args.slice(at + 1)
    const end = rest.findIndex((word) => word === ";" || word === "+")
    const words = end < 0 ? rest : rest.slice(0, end)
    const holds = words.some((word) => word.includes("{}"))
    for (const target of targets) {
      const filled = words.map((word) => word.replaceAll("{}", target))
      carried.push({ kind: "words", words: holds || name === "find" ? filled : [...filled, target] })
    }
  })
  return carried
}

/** Whether something besides the kind of a file narrows what is found, so that it cannot be everything. */
function isNarrowed(name: string, args: readonly string[]): boolean {
  if (name !== "find") return (readOptions(args).operands[0] ?? ".") !== "."
  return args.some((arg, at) => {
    if (/^-(empty|newer\w*|mtime|mmin|atime|ctime|size|perm|links|samefile|inum)$/.test(arg)) return true
    return (
      /^-(i?name|i?path|i?wholename|i?regex)$/.test(arg) &&
      !/^(\*|\.\*|\*\/?\*|\.\/\*)$/.test(args[at + 1] ?? "*")
    )
  })
}
