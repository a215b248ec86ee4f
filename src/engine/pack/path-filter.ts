import ignore from "ignore"

/** Whether a path (relative, with `/`) matches one of the patterns, which are written as in `.gitignore`. */
export type PathFilter = (path: string) => boolean

export function pathFilter(patterns: readonly string[]): PathFilter {
  if (patterns.length === 0) return () => false
  const rules = ignore().add([...patterns])
  return (path) => ignore.isPathValid(path) && rules.ignores(path)
}

/** Patterns of a `.gitattributes` text that mark files as generated, as code hosts read them. */
export function generatedPatterns(text: string): readonly string[] {
  return text.split("\n").flatMap((line) => {
    const [pattern = "", ...attributes] = line.trim().split(/\s+/)
    const marked = attributes.some((attribute) => /^linguist-generated(?:=true)?$/.test(attribute))
    return marked && !pattern.startsWith("#") ? [pattern] : []
  })
}
