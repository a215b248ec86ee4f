import { type FailureClass, failureClasses } from "../../loop/evidence.ts"

/** First match wins; the order is that of repair: nothing else means much while a file does not parse. */
const signs: readonly (readonly [FailureClass, RegExp])[] = [
  [
    "syntax",
    /SyntaxError|IndentationError|TabError|PARSE_ERROR|Parsing error|Parse error|syntax error|Unexpected token|Transform failed|failed to parse/i,
  ],
  [
    "missing-module",
    /Cannot find (?:module|package)|MODULE_NOT_FOUND|ModuleNotFoundError|ImportError|No module named|Failed to resolve import|no required module provides|is not in std|unresolved import|can't find crate|cannot load such file|ClassNotFoundException|NoClassDefFoundError|Class ["'\w\\]+ not found/i,
  ],
  [
    "infrastructure",
    /\b(?:EADDRINUSE|EMFILE|ENFILE|ENOSPC|EAI_AGAIN|ENOTFOUND|ECONNREFUSED|ECONNRESET|ENETUNREACH)\b|No space left on device|Cannot connect to the Docker daemon|Temporary failure in name resolution|Could not (?:resolve host|transfer artifact|GET ')|Too many open files|Cannot allocate memory/,
  ],
  // vitest's JSON reporter says STACK_TRACE_ERROR for a test that timed out.
  ["timeout", /timed out|STACK_TRACE_ERROR|timeout of \d|exceeded timeout|TimeoutError/i],
  ["assertion", /Assert|\bexpect(?:ed|ation)?\b|\bassert\b|did not panic as expected|\bwant(?:ed)?\b/i],
  ["crash", /Error\b|Exception\b|panic|Traceback|fatal|thrown|segmentation fault|core dumped/i],
]

/** The class of a test failure by what its message says; a plain "it failed" counts as an assertion. */
export function classOf(message: string): FailureClass {
  for (const [name, sign] of signs) if (sign.test(message)) return name
  return "assertion"
}

/** Position of a class in the order of repair: lower first. */
export function rankOf(name: FailureClass): number {
  return failureClasses.indexOf(name)
}
