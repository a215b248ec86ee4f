/** Name of a repository's own configuration of the loop, in the workspace root. */
export const configName = "for-loop.config.json"
