// Plays the walks whose pages are given and prints what is seen today, to write a page or to look at a difference.
import { readFileSync } from "node:fs"
import { readWalk } from "../read-walk.ts"
import { Walker } from "../walker.ts"

for (const page of process.argv.slice(2)) {
  using walker = new Walker()
  for (const { typed } of readWalk(readFileSync(page, "utf8"))) {
    const seen = await walker.type(typed)
    process.stdout.write(`$ ${typed}\n${seen.trim() === "" ? "" : `${seen.replace(/^\n+|\n+$/g, "")}\n`}`)
  }
}
