import type { Failure } from "../loop/evidence.ts"
import { shortHash } from "../loop/hash.ts"

/**
 * What differs between two runs of the same failure. The order matters: a time holds a line number's shape, a path an id's. No
 * pattern can match the same text in two ways, so hostile messages cost linear time.
 */
const varying: readonly (readonly [RegExp, string])[] = [
  [
    /\b\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d(?:[.,]\d{1,9})?)?(?: ?(?:Z|UTC|GMT|[+-]\d\d:?\d\d))?)?/g,
    "<time>",
  ],
  [/\b\d{1,2}:\d\d:\d\d(?:[.,]\d{1,9})?(?: ?[AP]M)?\b/gi, "<time>"],
  [/\b1[5-9]\d{8}(?:\d{3})?\b/g, "<time>"], // epoch seconds and milliseconds, 2017 to 2033
  [/\b[\da-f]{8}-[\da-f]{4}-[\da-f]{4}-[\da-f]{4}-[\da-f]{12}\b/gi, "<id>"],
  [/\b0x[\da-f]{4,}\b/gi, "<address>"],
  [/\b(?=[a-f]*\d)(?=\d*[a-f])[\da-f]{12,64}\b/gi, "<id>"],
  [/\bfile:\/\/\S{1,400}/g, "<path>"],
  [/(?<![\w.)\]])(?:[A-Za-z]:[\\/]|\/)[\w.@+~-]+(?:[\\/][\w.@+~-]+)+(?::\d+){0,2}/g, "<path>"],
  [/\b(localhost|\d{1,3}(?:\.\d{1,3}){3}|\[::1?\]):\d{2,5}\b/g, "$1:<port>"],
  [/\bport \d{2,5}\b/gi, "port <port>"],
  [/\b(pid|tid|process|thread|goroutine|worker)([ =:#]{1,2})\d+/gi, "$1$2<id>"],
  [/(\.[A-Za-z]{1,5}):\d+(?::\d+)?\b/g, "$1"],
  [/\bline \d+(?:, column \d+)?/gi, "line"],
  [
    /\b\d+(?:[.,]\d+)? ?(?:ns|µs|μs|us|ms|milliseconds?|s|secs?|seconds?|m|mins?|minutes?)(?![\w])/g,
    "<duration>",
  ],
]

/** Members in braces have no order in most languages: `{b: 1, a: 2}` is `{a: 2, b: 1}`. Lists keep theirs. */
const innermostBraces = /\{([^{}]*)\}/g

/**
 * Short key of a failure's message, equal for two messages that differ only in times, durations, paths, line numbers, addresses, ids,
 * ports, or the order of lines and of members in braces. Values stay: `expected 3` and `expected 4` are different failures.
 */
export function messageKey(message: string): string {
  let text = message
  for (const [pattern, mark] of varying) text = text.replace(pattern, mark)
  text = text.replace(innermostBraces, (_, members: string) => `{${sorted(members, ",").join(",")}}`)
  return shortHash(sorted(text, "\n").join("\n"))
}

/** Ids that fail in both rounds, but now for another reason: the agent moved something, although the test is still red. */
export function changedMessages(now: readonly Failure[], before: readonly Failure[]): string[] {
  const keys = new Map(before.map((failure) => [failure.id, messageKey(failure.message)]))
  const changed = now.filter((failure) => {
    const key = keys.get(failure.id)
    return key !== undefined && key !== messageKey(failure.message)
  })
  return [...new Set(changed.map((failure) => failure.id))].sort()
}

function sorted(text: string, separator: string): string[] {
  return text
    .split(separator)
    .map((part) => part.replace(/\s+/g, " ").trim())
    .filter((part) => part !== "")
    .sort()
}
