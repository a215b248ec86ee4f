import { html, type TemplateResult } from "lit"

/** The codicons in use, by their place in the font. A test compares them with the font's own table. */
export const icons = {
  add: 0xea60,
  "arrow-left": 0xea9b,
  beaker: 0xea79,
  check: 0xeab2,
  "chevron-down": 0xeab4,
  "chevron-right": 0xeab6,
  "circle-filled": 0xea71,
  "circle-slash": 0xeabd,
  close: 0xea76,
  comment: 0xea6b,
  "comment-discussion": 0xeac7,
  copy: 0xebcc,
  dash: 0xeacc,
  "debug-disconnect": 0xead0,
  "debug-pause": 0xead1,
  "debug-restart": 0xead2,
  "debug-start": 0xead3,
  "debug-stop": 0xead7,
  diff: 0xeae1,
  discard: 0xeae2,
  ellipsis: 0xea7c,
  error: 0xea87,
  eye: 0xea70,
  "git-branch": 0xea68,
  history: 0xea82,
  info: 0xea74,
  json: 0xea8b,
  lightbulb: 0xea61,
  loading: 0xeb19,
  markdown: 0xeb1d,
  output: 0xeb9d,
  pass: 0xeba4,
  "pass-filled": 0xebb3,
  play: 0xeb2c,
  plug: 0xeb2d,
  pulse: 0xeb31,
  question: 0xeb32,
  record: 0xeba7,
  rocket: 0xeb44,
  save: 0xeb4b,
  send: 0xec0f,
  shield: 0xeb53,
  "stop-circle": 0xeba5,
  tools: 0xeb6d,
  trash: 0xea81,
  verified: 0xeb77,
  "verified-filled": 0xebe9,
  warning: 0xea6c,
  watch: 0xeb7c,
} as const

export type IconName = keyof typeof icons

/** A picture beside words; never the only carrier of a meaning, hence hidden from screen readers. */
export function icon(name: IconName, tone = ""): TemplateResult {
  return html`<span class="icon ${tone}" aria-hidden="true">${String.fromCodePoint(icons[name])}</span>`
}
