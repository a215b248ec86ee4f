/**
 * Whether a path is meant by a pattern of a runner's configuration: a glob (vitest, jest, mocha), a regular expression
 * (jest), a folder or the beginning of a path (pytest). Unusable patterns match nothing.
 */
export function matchesPattern(pattern: string, path: string): boolean {
  const plain = pattern.replace(/<rootDir>\/?|^\.\//, "").replace(/^!/, "")
  if (plain === "" || plain === ".") return true
  if (/^\/.*\/[a-z]*$/.test(plain)) return asRegExp(plain.replace(/^\/|\/[a-z]*$/g, ""))?.test(path) === true
  if (/[*?{]/.test(plain) && !/\\|\(\?|\.\*|\$$|\|/.test(plain))
    return globRegExp(plain).some((glob) => glob.test(path))
  if (/[\\^$|]|\.\*|\(/.test(plain)) return asRegExp(plain)?.test(`/${path}`) === true
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
  return asRegExp(source)?.test(`/${path}`) === true
}

function asRegExp(source: string): RegExp | null {
  // Nested repetition is where a foreign expression could run for ever.
  if (source.length > 300 || /[+*}]\)[+*{]|\([^)]*[+*][^)]*\)[+*{]/.test(source)) return null
  return asRegExpLoose(source)
}

/** A glob without `/` is tried at every depth, as mocha and pytest do. */
function globRegExp(glob: string): RegExp[] {
  const escaped = glob.replace(/[.+^$()|[\]\\]/g, "\\$&")
  let depth = 0
  const body = escaped.replace(/\*\*\/?|\*|\?|\{|\}|,/g, (mark) => {
    if (mark === "**/") return "(?:[^/]+/)*"
    if (mark === "**") return ".*"
    if (mark === "*") return "[^/]*"
    if (mark === "?") return "[^/]"
    if (mark === "{") {
      depth += 1
      return "(?:"
    }
    if (mark === "}") {
      depth -= 1
      return ")"
    }
    return depth > 0 ? "|" : ","
  })
  const expression = asRegExpLoose(`^${body}$`)
  if (expression === null) return []
  const anywhere = glob.includes("/") ? null : asRegExpLoose(`(?:^|/)${body}$`)
  return anywhere === null ? [expression] : [expression, anywhere]
}

function asRegExpLoose(source: string): RegExp | null {
  try {
    return new RegExp(source)
  } catch {
    return null
  }
}
