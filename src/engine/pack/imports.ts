import { extensionOf } from "./path-parts.ts"

/** How a language names what it imports: by paths, by dotted names, or by names of included files. */
type Family = "path" | "dotted" | "include"

const families: Readonly<Record<string, Family>> = {
  ...named("ts tsx mts cts js jsx mjs cjs vue svelte astro css scss sass less", "path"),
  ...named("py pyi java kt kts scala groovy cs php", "dotted"),
  ...named("c h cc cpp cxx hpp hh m mm rb proto", "include"),
}

const patterns: Readonly<Record<Family, RegExp>> = {
  path: /(?:\bfrom|\bimport|\brequire\s*\(|\bimport\s*\(|@(?:import|use|forward))\s*["'](\.{1,2}\/[^"'\n]{1,200}|\.{1,2})["']/g,
  dotted:
    /^[ \t]*(?:from[ \t]+(\.{0,8}[\w.]{0,200})[ \t]+import[ \t]+\(?([\w, \t]{0,300})|(?:import|use|using)[ \t]+(?:static[ \t]+)?([\w.\\]{1,200}))/gm,
  include:
    /^[ \t]*(?:#[ \t]*(?:include|import)[ \t]*|require(?:_relative)?[ \t(]*|import[ \t]+)["<']([\w./+-]{1,200})[">']/gm,
}

const mostPerFile = 200

/** Whether a file of this name can import others in a way that is understood here. */
export function canImport(path: string): boolean {
  return familyOf(path) !== undefined
}

/** What a file imports, in the words of its language; what certainly lies outside the project is left out. */
export function importsIn(path: string, text: string): readonly string[] {
  const family = familyOf(path)
  if (family === undefined) return []
  const found = new Set<string>()
  for (const match of text.matchAll(patterns[family])) {
    for (const name of namesOf(match)) found.add(name)
    if (found.size >= mostPerFile) break
  }
  return [...found]
}

function familyOf(path: string): Family | undefined {
  return families[extensionOf(path)]
}

/** `from a.b import c` may mean the module `a.b` or the module `a.b.c`. */
function namesOf(match: RegExpMatchArray): readonly string[] {
  const [, first, members, plain] = match
  if (members === undefined) return [plain ?? first ?? ""]
  const module = first ?? ""
  const inside = members.split(",").map((member) => member.trim().split(/\s/)[0] ?? "")
  const joint = module.endsWith(".") || module === "" ? module : `${module}.`
  return [...(/\w/.test(module) ? [module] : []), ...inside.filter(Boolean).map((member) => joint + member)]
}

function named(extensions: string, family: Family): Record<string, Family> {
  return Object.fromEntries(extensions.split(" ").map((extension) => [extension, family]))
}
