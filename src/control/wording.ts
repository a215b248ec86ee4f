import type { ChecksRefused } from "../hook/choose-checks.ts"

/**
 * The sentences that name an action, where each top names its own: the command line commands, the dashboard buttons.
 * `loop` is an id.
 */
export type Wording = {
  readonly examine: string
  readonly reportFault: string
  readonly listLoops: string
  readonly startNew: string
  readonly startAgain: string
  /** A task that is empty, or that is no task but a command. */
  readonly taskMissing: string
  readonly taskIsCommand: string
  readonly noFolder: (folder: string) => string
  readonly presentBranch: string
  readonly hookNeverSeen: string
  readonly correctConfig: string
  /** Why no checks could be chosen; behind "The loop was not prepared:". */
  readonly checksRefused: (refusal: ChecksRefused) => string
  readonly seeLoop: (loop: string) => string
  readonly pausedNext: (loop: string) => string
  readonly hintMissing: string
  readonly atWork: (loop: string) => string
  readonly moreIterations: (loop: string, suggested: number) => string
  readonly moreMinutes: (loop: string, suggested: number) => string
  /** A number of iterations or minutes as the person gave it. */
  readonly iterationsGiven: (number: number) => string
  readonly minutesGiven: (number: number) => string
  readonly cancelOther: (loop: string) => string
  readonly cancelChecks: string
  readonly judgeFindings: string
  readonly chooseFinding: string
  readonly chooseCheckpoint: (loop: string) => string
  readonly restoreRefused: (loop: string) => string
  readonly openElsewhere: string
  readonly resumeThenMessage: (loop: string) => string
  /** A headless loop is taken up by its own command. */
  readonly runAgain: (loop: string) => string
  readonly pasteLine: string
  readonly follow: (loop: string) => string
  readonly seeChanges: (loop: string, branch: string | null) => string
  readonly lookAtResult: string
  readonly extendIterations: (loop: string, suggested: number) => string
  readonly extendMinutes: (loop: string, suggested: number) => string
  readonly afterSpendLimit: (loop: string) => string
  readonly afterTampering: (loop: string) => string
  readonly afterCancel: (loop: string) => string
  readonly afterFault: string
  readonly seeReport: (loop: string) => string
}

/** Sentences that fit wherever loops can be seen: actions are called by what they do. */
export const plainWording: Wording = {
  examine: "Run the doctor to see what else stands in the way.",
  reportFault: "Please report it; FOR_LOOP_DEBUG=1 shows where it happened.",
  listLoops: "It may have been removed; choose one of the loops that are shown.",
  startNew: "Start a new loop.",
  startAgain: "Nothing was started; try again then.",
  taskMissing: "The task is missing.",
  taskIsCommand: "The task starts with a chat command; leave it out, it is written for you.",
  noFolder: (folder) => `${folder} is not a folder.`,
  presentBranch: "The loop works on the present branch.",
  hookNeverSeen:
    "No agent has run the hook on this machine yet. If the loop does not begin, restart the IDE and let the doctor test the plugin.",
  correctConfig: "Correct the file, then try again.",
  checksRefused: ({ code, why }) => {
    switch (code) {
      case "config-invalid":
        return why
      case "config-unapproved":
        return "this repository's configuration names checks that you have not approved. Approve them, or name the checks yourself."
      case "no-check-found":
        return "no check was found in this folder, and a loop that nothing can verify never ends well. Name one, for example npm test, or choose to have none and trust the agent's word."
      default:
        return code satisfies never
    }
  },
  seeLoop: () => "Choose what its present state allows.",
  pausedNext: () => "Resume takes it up again.",
  hintMissing: "Write what the agent should be told.",
  atWork: () => "There is nothing to resume; it can be paused or cancelled.",
  moreIterations: (_, suggested) => `Say how many it may use in all, for example ${suggested}.`,
  moreMinutes: (_, suggested) => `Say how many it may use in all, for example ${suggested}.`,
  iterationsGiven: (number) => `a limit of ${number}`,
  minutesGiven: (number) => `a limit of ${number}`,
  cancelOther: (loop) => `Wait for its end or cancel loop ${loop}, then try again.`,
  cancelChecks: "Wait for their end or cancel the loop, then try again.",
  judgeFindings: "Judge the findings in its report and keep or undo the work.",
  chooseFinding: "Choose one of its open findings.",
  chooseCheckpoint: () => "Choose one of those it has.",
  restoreRefused: () => "Choose one of those it has.",
  openElsewhere: "Try it on the machine and folder of the loop, with git installed.",
  resumeThenMessage: () => "Resume it, then send any message in its conversation.",
  runAgain: (loop) => `Take it up in a terminal with \`for-loop run --resume ${loop}\`.`,
  pasteLine: "Send its line in the agent's chat.",
  follow: () => "Nothing is needed from you now.",
  seeChanges: (_, branch) =>
    branch === null
      ? "Its report says what changed."
      : `Its report says what changed and how to merge ${branch}.`,
  lookAtResult: "Nobody checked the result: look at it yourself, or start again with a check.",
  extendIterations: () => "Allow it more iterations, or see its report.",
  extendMinutes: () => "Allow it more minutes, or see its report.",
  afterSpendLimit: () => "See its report; a new loop with a higher spend limit can go on from here.",
  afterTampering: () => "Look at the findings in its report before you keep anything of it.",
  afterCancel: () => "See in its report what was done, or restore checkpoint 0 to undo it.",
  afterFault: "Run the doctor, then start again.",
  seeReport: () => "See its report.",
}
