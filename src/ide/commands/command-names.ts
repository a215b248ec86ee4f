/** Every command that `package.json` contributes, without the prefix `forLoop.`. */
export const commandNames = [
  "start",
  "quickStart",
  "sendStartLine",
  "withdraw",
  "pause",
  "resume",
  "continue",
  "extend",
  "steer",
  "approve",
  "approveChecks",
  "cancel",
  "openDashboard",
  "openDashboardInEditor",
  "showChanges",
  "restoreCheckpoint",
  "showReport",
  "exportReport",
  "openLog",
  "setUp",
  "removePlugin",
  "doctor",
  "openSettings",
  "openWalkthrough",
] as const

export type CommandName = (typeof commandNames)[number]
