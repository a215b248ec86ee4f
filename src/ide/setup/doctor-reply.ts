import type { Reply } from "../../dashboard/model/messages.ts"
import type { Diagnosis } from "../../install/diagnosis.ts"
import type { Translate } from "../notifications/translate.ts"

/** What the doctor found, as a text to be read; only the frame is translated. */
export function doctorReply(findings: readonly Diagnosis[], t: Translate): Reply {
  const title = t("For Loop: doctor")
  const marks = { ok: "✓", warn: "!", fail: "✗" } as const
  const count = (status: Diagnosis["status"]) =>
    findings.filter((finding) => finding.status === status).length
  const lines = findings.map(({ status, what, next, fix }) => {
    const repair = fix === undefined ? "" : ` ${t("Setting up the agent plugin again does this.")}`
    return `- ${marks[status]} ${what}${next === null ? "" : `\n  ${next}${repair}`}`
  })
  const summary = t("{0} in order, {1} to look at, {2} to repair", count("ok"), count("warn"), count("fail"))
  return {
    kind: "text",
    title,
    fileName: "for-loop-doctor.md",
    text: `# ${title}\n\n${summary}\n\n${lines.join("\n")}\n`,
  }
}
