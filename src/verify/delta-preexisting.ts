import type { Delta } from "./delta.ts"
import { fenced } from "./fence.ts"
import { cutToBytes } from "./fit.ts"

/** Ways to say that a failure is somebody else's. */
const excuses: readonly RegExp[] = [
  /\bpre-?existing\b/i,
  /\b(?:already|previously) (?:failing|failed|broken|red|present|there)\b/i,
  /\b(?:fail(?:ing|ed|s|ures?)?|broken|red|present|there|exist(?:ed|ing)?) (?:already |even )?(?:before|prior to)\b/i,
  /\bunrelated\b|\bnot (?:related|relevant|connected) to\b|\bnothing to do with\b/i,
  /\bnot (?:caused|introduced|broken|affected|due|because of)\b/i,
  /\b(?:did|have|has)(?: not|n['’]?t) (?:cause|introduce|break|broke|touch)/i,
  /\b(?:out of|outside(?: of)?) (?:the |this |my )?scope\b/i,
  /既有|原本就|原先就|本來就|本来就|之前就|先前就|早已(?:存在|失敗|失败)|[無无][關关]/u,
]

/** What such a sentence must be about to count. */
const subjects =
  /\b(?:tests?|specs?|fail(?:s|ed|ing|ures?)?|errors?|checks?|suites?|red|broken|issues?|assertions?|type ?check|lint)\b|測試|测试|失敗|失败|錯誤|错误|檢查|检查/iu

const denials =
  /(?:\b(?:no|not|isn['’]t|aren['’]t|wasn['’]t|weren['’]t|never|nor)\b[\s\w,]{0,24}|不是|並非|并非)$/iu

const mostShown = 10

/**
 * Contradicts a false "pre-existing" (S81): when the agent's last message calls failures old or unrelated, answers with those that did
 * not fail in the baseline. Null when it says no such thing, names only failures that really are old, or nothing broke since.
 *
 * Named failures are judged by name; a sentence about failures in general is about all of them. The ids come from test output,
 * so they stand in a fence (invariant 10).
 */
export function falselyPreexisting(
  message: string | null,
  delta: Pick<Delta, "regressions" | "preexisting">,
): string | null {
  if (message === null || delta.regressions.length === 0 || !excusesItself(message)) return null
  const named = delta.regressions.filter((id) => names(message, id))
  if (named.length === 0 && delta.preexisting.some((id) => names(message, id))) return null
  const wrong = named.length > 0 ? named : delta.regressions
  const shown = wrong.slice(0, mostShown).map((id) => `- ${cutToBytes(id, 300)}`)
  if (wrong.length > mostShown) shown.push(`- … and ${wrong.length - mostShown} more`)
  const [what, verb] =
    wrong.length === 1 ? ["this failure", "was"] : [`these ${wrong.length} failures`, "were"]
  return `Your last message calls failures pre-existing or unrelated, but ${what} ${verb} not there when the checks ran before your first change, so the loop brought ${wrong.length === 1 ? "it" : "them"} in:\n${fenced(shown.join("\n"))}`
}

function excusesItself(message: string): boolean {
  return sentencesOf(message).some((sentence) => {
    if (!subjects.test(sentence)) return false
    const places = excuses.map((excuse) => sentence.search(excuse)).filter((at) => at >= 0)
    return places.some((at) => !denials.test(sentence.slice(0, at)))
  })
}

/** Sentences outside code and quotations: what is quoted there was said by somebody else, often by us. */
function sentencesOf(message: string): string[] {
  const prose: string[] = []
  let fence: string | null = null
  for (const line of message.slice(-20_000).split("\n")) {
    const mark = /^\s*(```|~~~)/.exec(line)?.[1] ?? null
    if (mark !== null && (fence === null || fence === mark)) fence = fence === null ? mark : null
    else if (fence === null && !/^\s*>/.test(line)) prose.push(line)
  }
  return prose.join("\n").split(/(?<=[.!?。！？])\s+|(?<=[。！？])|\n+/u)
}

/** Whether the message speaks of a test: by its whole id, its own name, or its file's name. */
function names(message: string, id: string): boolean {
  const parts = id.split(" > ")
  const [place, name] = [parts[0] ?? "", parts.at(-1) ?? ""]
  const file = place.split("/").at(-1) ?? ""
  if (message.includes(id)) return true
  if (name.length >= 6 && contains(message, name)) return true
  return /\.\w{1,5}$/.test(file) && contains(message, file)
}

/** The name as a whole: `money` is not named by `test_money_back`. */
function contains(message: string, name: string): boolean {
  for (let at = message.indexOf(name); at >= 0; at = message.indexOf(name, at + 1)) {
    const [before, after] = [message[at - 1] ?? " ", message[at + name.length] ?? " "]
    if (!/[\p{L}\p{N}_]/u.test(before) && !/[\p{L}\p{N}_]/u.test(after)) return true
  }
  return false
}
