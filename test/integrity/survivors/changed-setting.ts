import { told } from "../told.ts"
import type { Files } from "../workspace.ts"

export const project: Files = {
  "test/a.test.ts": "",
  "test/b.test.mts": "",
  "src/a.ts": "export const a = 1\n",
}

/** What is told when one configuration file changes so, without places and texts. */
export function changed(
  path: string,
  before: string | null,
  after: string | null,
  more: Files = project,
): string[] {
  return told(before === null ? more : { ...more, [path]: before }, { [path]: after }).map(brief)
}
export const brief = (line: string): string =>
  line.replace(/ \| .*$/, "").replace(/^(\S+) (\S+) \S* /, "$1: ")
/** The same for a value of one key of a JSON file. */
export const json = (
  path: string,
  key: string,
  before: unknown,
  after: unknown,
  more: Files = project,
): string[] => {
  const text = (value: unknown) => JSON.stringify(value === null ? {} : { [key]: value }, null, 1)
  return changed(path, text(before), text(after), more)
}
export const vitest = (settings: string): string => `export default { test: { ${settings} } }\n`
