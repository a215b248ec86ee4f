import { chmodSync, mkdirSync, mkdtempSync, readdirSync, realpathSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { onTestFinished } from "vitest"
import { repositoryWithCommit, type Scratch } from "../git/scratch.ts"

/** A repository that belongs to nobody one should trust: whatever in it can name a program names one of ours. */
export type TrappedRepository = {
  readonly scratch: Scratch
  /** Where the programs lie. */
  readonly tools: string
  /** Names of the programs that were run since the last time this was asked, each once. */
  sprung(): string[]
}

const hookNames = [
  "applypatch-msg",
  "pre-applypatch",
  "post-applypatch",
  "pre-commit",
  "pre-merge-commit",
  "prepare-commit-msg",
  "commit-msg",
  "post-commit",
  "pre-rebase",
  "post-checkout",
  "post-merge",
  "post-rewrite",
  "post-index-change",
  "reference-transaction",
  "pre-auto-gc",
  "fsmonitor-watchman",
]

/** Settings that git takes a program from; `$` is the program. Filters are a matter of their own. */
const settings: readonly (readonly [name: string, value: string])[] = [
  ["core.fsmonitor", "$"],
  ["core.sshCommand", "$"],
  ["core.gitProxy", "$"],
  ["core.editor", "$"],
  ["core.askPass", "$"],
  ["core.pager", "$"],
  ["core.alternateRefsCommand", "$"],
  ["pager.log", "$"],
  ["pager.diff", "$"],
  ["pager.status", "$"],
  ["sequence.editor", "$"],
  ["credential.helper", "!$"],
  ["diff.external", "$"],
  ["diff.trap.command", "$"],
  ["diff.trap.textconv", "$"],
  ["merge.trap.driver", "$"],
  ["merge.tool", "trap"],
  ["mergetool.trap.cmd", "$"],
  ["interactive.diffFilter", "$"],
  ["gpg.program", "$"],
  ["commit.gpgSign", "true"],
  ["log.showSignature", "true"],
  ["alias.status", "!$"],
  ["alias.add", "!$"],
  ["uploadpack.packObjectsHook", "$"],
  ["submodule.src.update", "!$"],
  // An object that is missing is fetched, from wherever the configuration says.
  ["core.repositoryFormatVersion", "1"],
  ["extensions.partialClone", "origin"],
  ["remote.origin.promisor", "true"],
  ["remote.origin.uploadpack", "$"],
  ["remote.origin.url", "ext::$"],
  ["protocol.allow", "always"],
  ["protocol.ext.allow", "always"],
]

export function trappedRepository(): TrappedRepository {
  const scratch = repositoryWithCommit()
  const tools = toolsFolder()
  sign(scratch)
  scratch.write(".gitattributes", "* diff=trap merge=trap\n")
  mkdirSync(join(tools, "hooks"))
  for (const name of hookNames) {
    const hook = plant(tools, join("hooks", name))
    writeFileSync(scratch.at(`.git/hooks/${name}`), `#!/bin/sh\nexec ${hook}\n`, { mode: 0o755 })
  }
  for (const [name, value] of settings) {
    scratch.git("config", name, value.includes("$") ? value.replace("$", plant(tools, name)) : value)
  }
  scratch.git("config", "core.hooksPath", join(tools, "hooks"))
  return { scratch, tools, sprung: () => taken(join(tools, "sprung")) }
}

/** The same with filters, which a commit of the same files runs too. */
export function repositoryWithFilters(): TrappedRepository {
  const trap = trappedRepository()
  for (const kind of ["clean", "smudge"])
    trap.scratch.git("config", `filter.trap.${kind}`, plant(trap.tools, `filter.${kind}`, "exec cat"))
  trap.scratch.write(".gitattributes", "*.ts filter=trap\n")
  return trap
}

/** A folder for programs that leave marks; its path needs no quoting, because each setting is quoted by other rules. */
export function toolsFolder(): string {
  const tools = realpathSync(mkdtempSync(join(tmpdir(), "for-loop-traps-")))
  onTestFinished(() => rmSync(tools, { recursive: true, force: true }))
  mkdirSync(join(tools, "sprung"))
  return tools
}

/** A program that leaves a mark and fails, or does `instead`. Returns its path. */
export function plant(tools: string, name: string, instead = "exit 1"): string {
  const path = join(tools, name)
  const mark = join(tools, "sprung", name.replace("/", " "))
  writeFileSync(path, `#!/bin/sh\n: >${JSON.stringify(mark)}\n${instead}\n`)
  chmodSync(path, 0o755)
  return path
}

/** The first commit bears a signature, so that showing it asks the program that the configuration names. */
function sign(scratch: Scratch): void {
  const commit = scratch.git("cat-file", "commit", "HEAD")
  const [head = "", ...message] = commit.split("\n\n")
  const signature = "gpgsig -----BEGIN PGP SIGNATURE-----\n \n c2lnbmVk\n -----END PGP SIGNATURE-----"
  const signed = `${head}\n${signature}\n\n${message.join("\n\n")}\n`
  const id = scratch.pipe("git hash-object -t commit -w --stdin", {}, signed)
  scratch.git("update-ref", "HEAD", id)
}

function taken(marks: string): string[] {
  const found = readdirSync(marks).sort()
  for (const name of found) rmSync(join(marks, name))
  return found
}
