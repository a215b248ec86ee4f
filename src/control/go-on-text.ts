const longestTask = 2000

/**
 * What the agent is told when its conversation shall go on with a loop, by a person's word or by the watcher's. The words
 * in front mark it as ours for the hook, so nothing of the task is ever read as a command; a conversation that knows
 * nothing of the loop must do no harm.
 */
export function goOnText({ id, task }: { readonly id: string; readonly task: string }): string {
  const shown = task.length > longestTask ? `${task.slice(0, longestTask)}…` : task
  return [
    "[for-loop] The turn was cut off before the task was done. Go on with the task where you left off.",
    `This is for the conversation of loop ${id}. If you have not been working on the task below, answer only that this message came to the wrong conversation, and change nothing.`,
    "",
    shown,
  ].join("\n")
}
