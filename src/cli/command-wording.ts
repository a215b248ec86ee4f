import type { Wording } from "../control/wording.ts"

/** The sentences that name an action, for people at a command line. */
export const commandWording: Wording = {
  examine: "Run `for-loop doctor` to see what else stands in the way.",
  reportFault: "Please report it; FOR_LOOP_DEBUG=1 shows where it happened.",
  listLoops: "Run `for-loop list` for the ids of all loops.",
  startNew: "Start a new one with `for-loop start`.",
  startAgain: "Nothing was started; run the command again then.",
  taskMissing: 'The task is missing: `for-loop start "what to do"`.',
  taskIsCommand: "The task starts with a chat command; leave it out, `for-loop start` writes it for you.",
  noFolder: (folder) => `--workspace needs a folder, and ${folder} is none.`,
  presentBranch: "The loop works on the present branch (--no-branch).",
  hookNeverSeen:
    "No agent has run the hook on this machine yet: `for-loop install` sets it up, `for-loop doctor` tests it.",
  correctConfig: "`for-loop schema config` prints its form.",
  checksRefused: ({ why }) => why,
  seeLoop: (loop) => `\`for-loop status ${loop}\` shows it; \`for-loop list\` shows the others.`,
  pausedNext: (loop) => `Take it up again with \`for-loop resume ${loop}\`.`,
  hintMissing: 'Write it in quotes: `for-loop steer "try the parser first"`.',
  atWork: (loop) => `Follow it with \`for-loop status ${loop} --watch\`.`,
  moreIterations: (loop, suggested) =>
    `Say how many it may use in all: \`for-loop resume ${loop} --max-iterations ${suggested}\`.`,
  moreMinutes: (loop, suggested) =>
    `Say how many it may use in all: \`for-loop resume ${loop} --max-minutes ${suggested}\`.`,
  iterationsGiven: (number) => `--max-iterations ${number}`,
  minutesGiven: (number) => `--max-minutes ${number}`,
  cancelOther: (loop) => `Wait for its end or run \`for-loop cancel ${loop}\`, then try again.`,
  cancelChecks: "Wait for their end or run `for-loop cancel`, then try again.",
  judgeFindings: "Judge the findings in `for-loop report` and keep or undo the work.",
  chooseFinding: "Approve one with `for-loop approve ID`.",
  chooseCheckpoint: (loop) => `\`for-loop checkpoints ${loop}\` lists those it has.`,
  restoreRefused: (loop) => `\`for-loop checkpoints ${loop}\` lists what there is.`,
  openElsewhere: "Run the command on the machine and folder of the loop, with git installed.",
  resumeThenMessage: (loop) => `Run \`for-loop resume ${loop}\`, then send any message in the conversation.`,
  runAgain: (loop) => `Take it up with \`for-loop run --resume ${loop}\`.`,
  pasteLine: "Paste the line that `for-loop start` printed into the agent's chat.",
  follow: (loop) =>
    `Follow it with \`for-loop status ${loop} --watch\`, or stop it with \`for-loop cancel ${loop}\`.`,
  seeChanges: (loop, branch) =>
    branch === null
      ? `See what changed with \`for-loop report ${loop}\`.`
      : `See what changed with \`for-loop report ${loop}\`; it also says how to merge ${branch}.`,
  lookAtResult: "Nobody checked the result: look at it yourself, or start again with --check.",
  extendIterations: (loop, suggested) =>
    `Extend it with \`for-loop resume ${loop} --max-iterations ${suggested}\`, or see \`for-loop report ${loop}\`.`,
  extendMinutes: (loop, suggested) =>
    `Extend it with \`for-loop resume ${loop} --max-minutes ${suggested}\`, or see \`for-loop report ${loop}\`.`,
  afterSpendLimit: (loop) =>
    `See \`for-loop report ${loop}\`; a new loop with a higher --max-usd can go on from here.`,
  afterTampering: (loop) =>
    `Look at the findings in \`for-loop report ${loop}\` before you keep anything of it.`,
  afterCancel: (loop) =>
    `See what was done with \`for-loop report ${loop}\`, or undo it with \`for-loop restore 0 --loop ${loop}\`.`,
  afterFault: "Run `for-loop doctor`, then start again.",
  seeReport: (loop) => `See \`for-loop report ${loop}\`.`,
}
