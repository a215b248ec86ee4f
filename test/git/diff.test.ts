import { writeFileSync } from "node:fs"
import { join } from "node:path"
import { expect, it } from "vitest"
import { takeCheckpoint } from "../../src/git/checkpoint.ts"
import { diffStat, diffText } from "../../src/git/diff.ts"
import { repositoryWithCommit, type Scratch } from "./scratch.ts"

async function twoCheckpoints(change: (scratch: Scratch) => void) {
  const scratch = repositoryWithCommit()
  scratch.write("binary.bin", Buffer.from([0, 1, 2]))
  const repo = await scratch.open()
  const from = await takeCheckpoint(repo, { loop: "l", number: 0, message: "m", parent: null })
  change(scratch)
  const to = await takeCheckpoint(repo, { loop: "l", number: 1, message: "m", parent: from.ref })
  return { scratch, repo, from, to }
}

it("counts lines per file and in sum, with names as they are and binary files as unknown", async () => {
  const { repo, from, to } = await twoCheckpoints((scratch) => {
    scratch.write("readme.md", "one\ntwo\n")
    scratch.remove("src/main.ts")
    scratch.write("-new\tname\n日本.ts", "a\nb\nc\n")
    scratch.write("binary.bin", Buffer.from([0, 9, 9]))
  })
  const expected = [
    { path: "-new\tname\n日本.ts", added: 3, removed: 0 },
    { path: "binary.bin", added: null, removed: null },
    { path: "readme.md", added: 1, removed: 0 },
    { path: "src/main.ts", added: 0, removed: 1 },
  ]
  expect(await diffStat(repo, from.ref, to.ref)).toEqual({ files: expected, added: 4, removed: 1 })
  expect(await diffStat(repo, from.tree, to.commit)).toEqual({ files: expected, added: 4, removed: 1 })
  expect(await diffStat(repo, to.ref, to.ref)).toEqual({ files: [], added: 0, removed: 0 })
})

it("shows a unified diff that no program of the user's configuration takes part in", async () => {
  const { scratch, repo, from, to } = await twoCheckpoints((it) => it.write("readme.md", "two\n"))
  const marker = join(scratch.home, "was-here")
  writeFileSync(join(scratch.home, "program.sh"), `#!/bin/sh\ntouch '${marker}'\n`, { mode: 0o755 })
  scratch.git("config", "diff.external", join(scratch.home, "program.sh"))
  scratch.git("config", "diff.noprefix", "true")
  scratch.git("config", "color.ui", "always")
  const text = await diffText(repo, from.ref, to.ref, 10_000)
  expect(text).toContain("--- a/readme.md\n+++ b/readme.md\n@@ -1 +1 @@\n-one\n+two\n")
})

it("cuts a long diff at the end of a line and says so", async () => {
  const { repo, from, to } = await twoCheckpoints((it) => it.write("readme.md", "äöü 日本\n".repeat(50_000)))
  for (const maxBytes of [200, 1001, 5000]) {
    const text = await diffText(repo, from.ref, to.ref, maxBytes)
    expect(Buffer.byteLength(text)).toBeLessThanOrEqual(maxBytes)
    expect(text).toMatch(/\n\[diff cut here\]\n$/)
    expect(text).not.toContain("\uFFFD")
  }
})

it.each(["--output=/tmp/x", "refs/for-loop/l/99", "HEAD:readme.md"])(
  "fails for %j, which is no checkpoint",
  async (name) => {
    const { repo, to } = await twoCheckpoints(() => {})
    await expect(diffStat(repo, name, to.ref)).rejects.toMatchObject({ code: "git-failed" })
    await expect(diffText(repo, name, to.ref, 1000)).rejects.toMatchObject({ code: "git-failed" })
  },
)
