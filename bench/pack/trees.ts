import { execFileSync } from "node:child_process"
import { createHash } from "node:crypto"
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs"
import { join } from "node:path"

/** A public source tree that a packer is measured on. */
export type Tree = {
  readonly name: string
  readonly url: string
  readonly sha256: string
  readonly folder: string
}

/** Django has 7,045 files (Python, translations, templates), Babel 28,238 (JavaScript, TypeScript, many small fixtures). */
export const trees: readonly Tree[] = [
  {
    name: "Django 6.1.3, its source distribution on PyPI",
    url: "https://files.pythonhosted.org/packages/55/79/49a609ea76ec51404b482932e33f1e6858946b920232c11b11a25bea3032/django-6.1.3.tar.gz",
    sha256: "b5d2d9e35295065d13b1927b3f19a59bd119f737aa6299def14ccca1ae3c8c0d",
    folder: "django-6.1.3",
  },
  {
    name: "Babel 7.20.15 with its plug-ins, Debian's source package",
    url: "http://deb.debian.org/debian/pool/main/n/node-babel7/node-babel7_7.20.15%2bds1%2b~cs214.269.168.orig.tar.xz",
    sha256: "659d96ab6bdfc53ff63b783eed35b20f3fe5eed161b292f07502f2e016c10c91",
    folder: "babel-7.20.15",
  },
]

/** Folder of a tree as a repository with one commit; fetched once and kept in `cache`. Throws when it is not what it was. */
export async function treeIn(cache: string, { url, sha256, folder }: Tree): Promise<string> {
  const place = join(cache, folder)
  if (existsSync(join(place, ".git", "packed"))) return place
  mkdirSync(cache, { recursive: true })
  const archive = join(cache, `${folder}.archive`)
  const answer = await fetch(url)
  if (!answer.ok) throw new Error(`${url} answered ${answer.status}`)
  writeFileSync(archive, Buffer.from(await answer.arrayBuffer()))
  const found = createHash("sha256").update(readFileSync(archive)).digest("hex")
  if (found !== sha256) throw new Error(`${url} is not the file that was measured: ${found}`)
  const fresh = join(cache, "fresh")
  rmSync(fresh, { recursive: true, force: true })
  mkdirSync(fresh)
  execFileSync("tar", ["-xf", archive, "-C", fresh, "--no-same-owner", "--strip-components=1"])
  const git = (...args: readonly string[]): void => {
    execFileSync("git", ["-c", "user.name=b", "-c", "user.email=b@localhost", "-c", "gc.auto=0", ...args], {
      cwd: fresh,
      stdio: "ignore",
    })
  }
  git("init", "--quiet")
  git("add", "--all", "--force")
  git("commit", "--quiet", "--message", folder)
  writeFileSync(join(fresh, ".git", "packed"), "")
  rmSync(place, { recursive: true, force: true })
  renameSync(fresh, place)
  rmSync(archive)
  return place
}
