import { mkdirSync, rmSync, symlinkSync, utimesSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { expect, it } from "vitest"
import { fingerprintFolder } from "../../src/git/fingerprint.ts"
import { scratchFolder } from "./scratch.ts"

function folderWithFiles(): string {
  const folder = scratchFolder()
  mkdirSync(join(folder, "src"))
  writeFileSync(join(folder, "a.txt"), "a")
  writeFileSync(join(folder, "src/b.txt"), "b")
  symlinkSync("a.txt", join(folder, "link"))
  symlinkSync("..", join(folder, "src/loop"))
  return folder
}

it("stays the same while nothing changes", async () => {
  const folder = folderWithFiles()
  expect(await fingerprintFolder(folder)).toBe(await fingerprintFolder(folder))
  expect(await fingerprintFolder(folder)).toMatch(/^\S+$/)
})

it.each<readonly [string, (folder: string) => void]>([
  ["a file grows", (folder) => writeFileSync(join(folder, "src/b.txt"), "bb")],
  ["a file is written anew with the same size", (folder) => utimesSync(join(folder, "a.txt"), 1, 1)],
  ["a file appears", (folder) => writeFileSync(join(folder, "src/c.txt"), "")],
  ["a file goes", (folder) => rmSync(join(folder, "a.txt"))],
  [
    "a link points elsewhere",
    (folder) => {
      rmSync(join(folder, "link"))
      symlinkSync("src/b.txt", join(folder, "link"))
    },
  ],
])("changes when %s", async (_, change) => {
  const folder = folderWithFiles()
  const before = await fingerprintFolder(folder)
  change(folder)
  expect(await fingerprintFolder(folder)).not.toBe(before)
})

it.each(["node_modules", ".git", "__pycache__"])("does not look into %s", async (name) => {
  const folder = folderWithFiles()
  mkdirSync(join(folder, "src", name))
  const before = await fingerprintFolder(folder)
  writeFileSync(join(folder, "src", name, "x"), "x")
  expect(await fingerprintFolder(folder)).toBe(before)
})

it("does not know a folder that is gone or too large", async () => {
  const folder = scratchFolder()
  expect(await fingerprintFolder(join(folder, "gone"))).toBeNull()
  for (let i = 0; i < 10; i++) writeFileSync(join(folder, `${i}`), "")
  expect(await fingerprintFolder(folder, 9)).toBeNull()
  expect(await fingerprintFolder(folder, 10)).not.toBeNull()
})
