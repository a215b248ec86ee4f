import { matchesGlob } from "./glob.ts"

/**
 * Whether a path is meant by a pattern of a runner's configuration: a glob (vitest, jest, mocha), a regular expression
 * (jest), a folder or the beginning of a path (pytest). Unusable patterns match nothing.
 */
export function matchesPattern(pattern: string, path: string): boolean {
  const plain = pattern.replace(/<rootDir>\/?|^\.\//, "").replace(/^!/, "")
  if (plain === "" || plain === ".") return true
  if (/^\/.*\/[a-z]*$/.test(plain)) return meets(plain.replace(/^\/|\/[a-z]*$/g, ""), path)
  if (/[*?{]/.test(plain) && !/\\|\(\?|\.\*|\$$|\|/.test(plain)) return matchesGlob(plain, path)
  if (/[\\^$|]|\.\*|\(/.test(plain)) return meets(plain, `/${path}`)
  const folder = plain.replace(/\/$/, "")
  return (
    path === folder ||
    path.startsWith(`${folder}/`) ||
    path.includes(`/${folder}/`) ||
    path.endsWith(`/${folder}`)
  )
}

/** Whether a path is meant by a regular expression of jest (`testRegex`), which may be written as `/…/.source` too. */
export function matchesExpression(text: string, path: string): boolean {
  const written = /^(?:String\.raw "(.*)"|"\/(.*)\/[a-z]*"\.source)$/s.exec(text)
  const source = (written?.[1] ?? written?.[2])?.replaceAll("\\\\", "\\") ?? text
  return meets(source, `/${path}`)
}

function meets(source: string, path: string): boolean {
  return path.length <= mostCharacters && asRegExp(source)?.test(path) === true
}

/** Longer ones, and paths, belong to nobody's tests; the time of what follows grows with them. */
const mostCharacters = 300
/** Repetitions without a bound, and things that may be left out: with each of them there are more ways to try. */
const [mostRepetitions, mostOptions] = [4, 8]

/** A foreign expression could run for ever: one with choices or repetitions in a repeated group, or with many of them, is unusable. */
function asRegExp(source: string): RegExp | null {
  const bare = source
    .replace(/\\.|\[(?:\\.|[^\]\\])*\]/g, "x")
    .replace(/\((?:\?:)?[^()|?+*{]*\)(?=[+*{])/g, "x")
  const repetitions = bare.match(/[+*{]/g) ?? []
  const options = bare.match(/[^(+*}]\?/g) ?? []
  if (source.length > mostCharacters || /\)[+*{]/.test(bare)) return null
  if (repetitions.length > mostRepetitions || options.length > mostOptions) return null
  try {
    return new RegExp(source)
  } catch {
    return null
  }
}
