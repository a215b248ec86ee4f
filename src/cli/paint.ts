export type Style = "bold" | "dim" | "red" | "green" | "yellow" | "cyan"

/** Puts a text into a style, or returns it as it is where colours are not wanted. */
export type Paint = (style: Style, text: string) => string

const codes: Readonly<Record<Style, readonly [on: number, off: number]>> = {
  bold: [1, 22],
  dim: [2, 22],
  red: [31, 39],
  green: [32, 39],
  yellow: [33, 39],
  cyan: [36, 39],
}

export const plain: Paint = (_, text) => text

/** Colours for a terminal; none elsewhere, with NO_COLOR set to anything, or on a terminal that has none. */
export function paintFor(stream: { readonly isTTY?: boolean }, env: NodeJS.ProcessEnv): Paint {
  const wanted = stream.isTTY === true && (env.NO_COLOR ?? "") === "" && env.TERM !== "dumb"
  return wanted ? coloured : plain
}

function coloured(style: Style, text: string): string {
  const [on, off] = codes[style]
  return `\u001b[${on}m${text}\u001b[${off}m`
}
