/** One setting in a client's file. `key`: path in JSON, name in a file of variables, or what the format says of it. */
export type Setting = { readonly key: readonly string[]; readonly value: string | SettingTree }
type SettingTree = { readonly [name: string]: string | SettingTree }

/** What stood in the place of a setting: its text, null = nothing. `depth`: how much of the way to it was there. */
export type Before = {
  readonly key: readonly string[]
  readonly before: string | null
  /** What we put there, as text. */
  readonly after: string
  readonly depth: number
}

type Applied =
  | { readonly kind: "applied"; readonly text: string; readonly befores: readonly Before[] }
  | { readonly kind: "refused"; readonly why: string }

/** How settings are put into files of one format and taken out again, everything else in them left as it is. */
export type SettingFormat = {
  /** `text` empty = there is no such file. */
  apply(text: string, settings: readonly Setting[]): Applied
  /** Takes out what is still ours. */
  withdraw(text: string, befores: readonly Before[]): string
}
