import { join } from "node:path"
import { readSources, root } from "../architecture/sources.ts"
import { areas } from "./areas.ts"

// Before any test: what runs while a module is loaded cannot be switched on, also where a test would be the first to load it.
const area = areas.find(({ name }) => name === process.env.FOR_LOOP_MUTATION_AREA)
for (const { path } of area === undefined ? [] : readSources(area.folder)) await import(join(root, path))
