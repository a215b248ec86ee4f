/** Scheme of reports and other texts that are shown and lie in no file. */
export const textScheme = "for-loop-text"

/** Texts of open tabs by the path of their address; the oldest are forgotten. */
export type KeptTexts = {
  /** Keeps a text and returns the path of its address: another one as soon as the text is another. */
  keep(fileName: string, text: string): string
  of(path: string): string | null
}

const most = 50

export function keptTexts(): KeptTexts {
  const texts = new Map<string, string>()
  let count = 0
  return {
    keep(fileName, text) {
      const known = [...texts].find(([path, kept]) => kept === text && path.endsWith(`/${fileName}`))
      if (known !== undefined) return known[0]
      count += 1
      const path = `/${count}/${fileName}`
      texts.set(path, text)
      for (const oldest of [...texts.keys()].slice(0, Math.max(0, texts.size - most))) texts.delete(oldest)
      return path
    },
    of: (path) => texts.get(path) ?? null,
  }
}
