/** The cases of the suite inside the extension host, in the order they run; each goes on from where the last one ended. */
export const inHostTitles = [
  "activates from the package as users get it",
  "registers every command that it declares, and declares every command that it registers",
  "offers every setting with the default that the manifest gives",
  "shows the dashboard's view and opens the dashboard in a tab",
  "measures the first iteration of a loop through the plugin that the package brings",
  "opens the changes of an iteration as a diff of two checkpoints",
  "steers, pauses and resumes the loop by commands",
  "cancels the loop, which then holds no turn any more",
  "runs the gateway as a process of its own until it is told to stop",
] as const

export type InHostTitle = (typeof inHostTitles)[number]
