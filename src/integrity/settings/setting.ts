/** One setting of a configuration file: dotted key, value in canonical spelling, list members as plain texts. */
export type Setting = {
  readonly key: string
  readonly value: string
  readonly items: readonly string[]
  readonly line: number
}
