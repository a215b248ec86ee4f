import type { PhaseName } from "./phase.ts"

/** What each phase is for, in the words the agent is told. Short and concrete: what to do, what to write, what to leave. */
export const briefs: Readonly<Record<PhaseName, string>> = {
  clarify: `Say what the task really asks. Read the task, the failing checks and the code they touch, then write:
- Goal: one or two sentences.
- In scope, and out of scope.
- Done when: conditions that a check or a reader can decide, numbered C1, C2, …
- Assumptions: what you take for granted where the task is silent, each with its reason.
- Questions: only those without whose answer the work would be wrong. With one of these, print <blocked>the question</blocked> alone on its own line.`,
  research: `Find out what is there. Look at the code, its tests and its history; run read-only commands. Write:
- Where: files and functions that matter, as path:line, with what each does.
- Cause: why what fails fails, with the evidence you saw; or what is missing for what is asked.
- Ways: two or three ways to do it, each with cost and risk.
- Unknown: what you could not find out, and what would tell.
Write nothing you did not see.`,
  design: `Choose one way and say what it changes. Write:
- Decision: the way you take and why the others lose.
- Changes: files, functions and types, with their new behaviour; data and errors at the edges.
- Kept: what must stay as it is (public behaviour, formats, tests).
- Risks: what could go wrong, and how it would be noticed.
Where findings of severity P0 led back here, answer each one by its id: what the design does differently now.`,
  plan: `Cut the design into steps. Write a numbered list; each step is small enough to be checked by itself and says: what changes (files), how it is verified (the command or the test), and which of C1, C2, … it serves. The order must leave the project working after every step.`,
  implement: `Carry the plan out, step by step, in the code. Fix causes, not symptoms. Never skip, delete or weaken tests or their configuration, and add no dependency unless the task asks for one. Where findings led back here, deal with each one by its id. The loop runs the checks itself when you stop; you come back here until they pass.
At the end write: which steps are done, which files changed and why, what differs from the plan, what is left.`,
  review: `Review what was changed as if somebody else had written it. Read the whole difference and the code around it; try to break it: edge cases, errors, callers that were not changed, C1, C2, … one by one. Do not praise and do not fix.
Severity: P0 = the design is wrong or does harm (data loss, security, the wrong problem solved). P1 = the work is wrong or incomplete and must be repaired. P2 = worth knowing, changes nothing now.
Write what you looked at, then each finding with the reason and how to see it.`,
  "end-to-end-strategy": `Say how it can be seen from outside, as its user would see it, that the task is done. Write: the ways in (command, API, page, function), the two to five journeys that matter and for each what goes in and what must come out, what is real in them and what stands in, and which existing test or command already shows it.`,
  "test-plan": `Say which tests must exist. Write a table: id T1, T2, …; what is tested; input; expected; kind (unit, integration, end to end); the file it is in or belongs in; "there" or "missing". Every condition C1, C2, … and every journey of the strategy has at least one line; edge cases and errors have theirs.`,
  "test-run": `Make the plan true: write the tests that are missing, in the project's own test suite and style, and run them. Change tests only by adding; touch other code only where a test you added shows an error of it. Never make a test weaker to let it pass. The loop runs the checks itself when you stop, and what they say counts.
Write per line of the plan: id, passed or failed, and for each failure the reason. A failing test is a finding: P1, or P0 where the design is what is wrong.`,
  audit: `Audit the result before it is handed over, against the task and not against the plan. Check: each of C1, C2, … with the evidence that shows it; nothing changed that the task did not ask for; no secret, no debugging left-over, no disabled or weakened test; errors handled; documentation that now tells something false. Do not fix.
Severity: P0 = the design is wrong or does harm. P1 = must be repaired before it is handed over. P2 = worth knowing.`,
  "hard-gate": `Hand over. Nothing is changed any more: the loop now runs all checks on the tree as it is and compares the tests with those at the beginning; only that decides. Write for the person who gets this work: what was asked, what changed (files, behaviour), how it was shown, what is left or was decided on the way (P2 findings, assumptions).`,
}
