/** The cases of the suite inside the extension host, in the order they run; each goes on from where the last one ended. */
export const inHostTitles = [
  "activates from the package as users get it",
  "registers every command that it declares, and declares every command that it registers",
  "offers every setting with the default that the manifest gives",
] as const

export type InHostTitle = (typeof inHostTitles)[number]
