import type { Notice } from "../watcher/effect.ts"
import type { Translate } from "./translate.ts"

/** A button below a notice and the command `forLoop.*` it runs, with the loop's id. */
type NoticeAction = { readonly label: string; readonly command: string }

export type NoticeText = {
  readonly level: "info" | "warn"
  readonly text: string
  readonly loop: string | null
  readonly actions: readonly NoticeAction[]
}

/** A notice in one or two sentences, with what can be done about it. */
export function noticeText(notice: Notice, t: Translate): NoticeText {
  const show = { label: t("Show"), command: "openDashboard" }
  const goOn = { label: t("Continue"), command: "continue" }
  const resume = { label: t("Resume"), command: "resume" }
  const report = { label: t("Report"), command: "showReport" }
  const warn = (text: string, ...actions: NoticeAction[]): NoticeText => made("warn", notice, text, actions)
  const info = (text: string, ...actions: NoticeAction[]): NoticeText => made("info", notice, text, actions)
  switch (notice.kind) {
    case "started": {
      const { task, baseline } = notice.loop
      const text =
        baseline.verdict === "red"
          ? t("The loop has begun: {0}. Failing at the start: {1}.", quoted(task), baseline.failing)
          : t("The loop has begun: {0}.", quoted(task))
      return info(text, show)
    }
    case "approval": {
      const review = { label: t("Review"), command: "approve" }
      const text = t(
        "The tests were changed, and the loop waits for your word on {0} of these changes: {1}.",
        notice.open,
        quoted(notice.loop.task),
      )
      return warn(text, review, show)
    }
    case "waiting":
      return warn(
        t("The loop waits for you: {0} ({1})", sentence(notice.reason), quoted(notice.loop.task)),
        resume,
        show,
      )
    case "stuck": {
      const steer = { label: t("Steer…"), command: "steer" }
      return warn(
        t("The loop is stuck: {0} ({1})", sentence(notice.reason), quoted(notice.loop.task)),
        steer,
        resume,
        show,
      )
    }
    case "host-error":
      return warn(
        t("The loop is paused: {0} ({1})", sentence(notice.reason), quoted(notice.loop.task)),
        goOn,
        show,
      )
    case "interrupted":
      return warn(t("The checks of the loop were cut off: {0}.", quoted(notice.loop.task)), goOn, show)
    case "capped":
      return warn(
        t(
          "The IDE ended the turn before the loop was done: {0}. Open its conversation, then continue.",
          quoted(notice.loop.task),
        ),
        goOn,
        show,
      )
    case "reset":
      return info(
        t(
          "The model's quota is there again for {0}. Open its conversation, then continue.",
          quoted(notice.loop.task),
        ),
        goOn,
        show,
      )
    case "rate-limited":
      return warn(limitText(notice, t), show)
    case "gave-up":
      return warn(
        t(
          "The agent did not take the loop up after {0} messages: {1}. Open its conversation, then continue.",
          notice.tries,
          quoted(notice.loop.task),
        ),
        goOn,
        show,
      )
    case "ended":
      return endText(notice.loop, { warn, info, report }, t)
    case "trouble":
      return warn(`${sentence(notice.what)} ${notice.next}`.trim(), show)
    default:
      return notice satisfies never
  }
}

type Makers = {
  readonly warn: (text: string, ...actions: NoticeAction[]) => NoticeText
  readonly info: (text: string, ...actions: NoticeAction[]) => NoticeText
  readonly report: NoticeAction
}

function endText(
  loop: Extract<Notice, { readonly kind: "ended" }>["loop"],
  { warn, info, report }: Makers,
  t: Translate,
): NoticeText {
  const task = quoted(loop.task)
  const extend = { label: t("Extend…"), command: "extend" }
  switch (loop.outcome) {
    case "verified":
      return info(
        loop.iterations === 1
          ? t("Verified after 1 iteration: {0}.", task)
          : t("Verified after {0} iterations: {1}.", loop.iterations, task),
        report,
      )
    case "already-green":
      return info(t("The checks were green from the start and nothing changed: {0}.", task), report)
    case "unverified":
      return info(t("Done by the agent's word alone, no check was run: {0}.", task), report)
    case "iteration-limit":
      return warn(
        loop.iterations === 1
          ? t("The loop used up its 1 iteration: {0}.", task)
          : t("The loop used up its {0} iterations: {1}.", loop.iterations, task),
        extend,
        report,
      )
    case "time-limit":
      return warn(
        loop.iterations === 1
          ? t("The loop used up its time after 1 iteration: {0}.", task)
          : t("The loop used up its time after {0} iterations: {1}.", loop.iterations, task),
        extend,
        report,
      )
    case "spend-limit":
      return warn(
        loop.iterations === 1
          ? t("The loop used up its money after 1 iteration: {0}.", task)
          : t("The loop used up its money after {0} iterations: {1}.", loop.iterations, task),
        report,
      )
    case "tampered":
      return warn(t("The checks are green only because tests were weakened: {0}.", task), report)
    default:
      return warn(
        t("The loop ended ({0}): {1} {2}", loop.outcome, sentence(loop.reason), task).trim(),
        report,
      )
  }
}

function limitText(notice: Extract<Notice, { readonly kind: "rate-limited" }>, t: Translate): string {
  const task = quoted(notice.loop.task)
  if (notice.resumeAt === null) return t("The model's quota is used up, until when is not known: {0}.", task)
  const until = new Date(notice.resumeAt).toLocaleString(undefined, {
    dateStyle: "short",
    timeStyle: "short",
  })
  switch (notice.afterReset) {
    case "automatic":
      return t("The model's quota is used up until {0}; the loop then goes on by itself: {1}.", until, task)
    case "ask":
      return t(
        "The model's quota is used up until {0}; you are asked then whether the loop goes on: {1}.",
        until,
        task,
      )
    case "never":
      return t("The model's quota is used up until {0}: {1}.", until, task)
    default:
      return notice.afterReset satisfies never
  }
}

function made(
  level: NoticeText["level"],
  notice: Notice,
  text: string,
  actions: readonly NoticeAction[],
): NoticeText {
  return { level, text, loop: notice.kind === "trouble" ? notice.loopId : notice.loop.id, actions }
}

function quoted(task: string): string {
  const line = oneLine(task, 80)
  return `“${line}”`
}

/** Reasons come with and without a full stop. */
function sentence(text: string): string {
  const line = oneLine(text, 240)
  return line === "" || /[.!?。！？…]$/.test(line) ? line : `${line}.`
}

function oneLine(text: string, longest: number): string {
  const line = text.replace(/\s+/g, " ").trim()
  return line.length > longest ? `${line.slice(0, longest - 1)}…` : line
}
