/** Texts as an English window shows them: `{0}` is the first value. */
export function english(text: string, ...values: (string | number | boolean)[]): string {
  return text.replace(/\{(\d+)\}/g, (whole, index: string) => {
    const value = values[Number(index)]
    return value === undefined ? whole : String(value)
  })
}
