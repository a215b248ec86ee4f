/**
 * `text` between fences that are longer than any run of backticks in it, so that output cannot close its own fence and speak as if it
 * were us (S77).
 */
export function fenced(text: string): string {
  let longest = 2
  for (const run of text.matchAll(/`+/g)) longest = Math.max(longest, run[0].length)
  const fence = "`".repeat(longest + 1)
  return `${fence}text\n${text}\n${fence}`
}
