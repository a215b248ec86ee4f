import { gitCommand } from "../git-command.ts"

type Text = { readonly kind: "script"; readonly text: string; readonly feed: { readonly kind: "none" } }

/** Shell texts that git runs: `submodule foreach`, `bisect run`, `rebase --exec`, aliases that begin with `!`. */
export function carriedByGit(args: readonly string[]): readonly Text[] {
  const { verb, rest, settings } = gitCommand(args)
  const aliases = settings.filter(([, value]) => value.startsWith("!")).map(([, value]) => value.slice(1))
  return [...aliases, ...textsOf(verb, rest)].map((text) => ({
    kind: "script",
    text,
    feed: { kind: "none" },
  }))
}

function textsOf(verb: string, rest: readonly string[]): readonly string[] {
  if (verb === "submodule" && rest.includes("foreach")) {
    const words = rest
      .slice(rest.indexOf("foreach") + 1)
      .filter((word) => !/^(--recursive|-q|--quiet)$/.test(word))
    return [words.join(" ")]
  }
  if (verb === "bisect" && rest[0] === "run") return [rest.slice(1).join(" ")]
  if (verb !== "rebase") return []
  return rest.flatMap((word, at) => {
    if (word === "-x" || word === "--exec") return [rest[at + 1] ?? ""]
    return word.startsWith("--exec=") ? [word.slice("--exec=".length)] : []
  })
}
