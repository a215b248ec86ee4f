import type { Style } from "./text/lex.ts"
import type { Grammar } from "./tree/tree-sitter.ts"

/** Style of comments and strings by the ending of a path. */
export function styleOf(path: string): Style {
  return /\.(pyi?|rb|sh|bash|bats|ya?ml|toml|ini|cfg|mk|exs?|jl|r|pl)$|(^|\/)(Makefile|Dockerfile|\.env[^/]*)$/i.test(
    path,
  )
    ? "hash"
    : "c"
}

/** The grammar a path needs, or null when it is read without one. */
export function grammarOf(path: string): Grammar | null {
  return /\.py$/.test(path) ? "python" : /\.go$/.test(path) ? "go" : null
}
