/**
 * Something in the output of a check that speaks to an agent instead of reporting. A warning, never a verdict: `excerpt` is data of a
 * stranger.
 */
export type Suspicion = {
  readonly kind:
    | "overrides"
    | "addressed"
    | "role-markup"
    | "secrecy"
    | "claim"
    | "harm"
    | "encoded"
    | "hidden"
  /** Line of the log, from 1; null when it stood in a report. */
  readonly line: number | null
  readonly excerpt: string
}

const agents =
  "(?:ai|llm|coding|autonomous|language)[ -](?:agents?|assistants?|models?|tools?)|agents?|assistants?|copilot|claude|codex|gemini|gpt|chatgpt|antigravity|cursor"
const verbs =
  "please|you|must|should|do|don't|never|always|ignore|disregard|delete|remove|skip|disable|run|execute|stop|print|say|reply|write|edit|change|open|send|install|commit|push|read|use|treat|consider|note"

const patterns: readonly (readonly [Suspicion["kind"], RegExp])[] = [
  [
    "overrides",
    /\b(?:ignore|disregard|forget|override|bypass)\b[^\n]{0,30}\b(?:previous|prior|above|earlier|preceding|all|any|your|system|the)\b[^\n]{0,20}\b(?:instructions?|prompts?|rules?|directions?|guidelines?|constraints?|orders?)\b/i,
  ],
  [
    "overrides",
    /\b(?:new|updated|real|actual|revised) (?:system )?instructions?(?: for (?:you|the \w{1,20}))?\s*:/i,
  ],
  [
    "addressed",
    new RegExp(
      `(?:^|[^\\w-])(?:(?:dear|hey|hello|attention|note to|message to|to|for)\\s+)?(?:all |any |the )?(?:${agents})\\s?[:,!][ \\t]{0,3}(?:\\*\\*)?(?:${verbs})\\b`,
      "i",
    ),
  ],
  [
    "addressed",
    /\bif you(?: are|'re) (?:an? |the )?(?:ai|llm|language model|coding agent|agent|assistant|automated (?:agent|tool))\b/i,
  ],
  [
    "addressed",
    /\byou are (?:now )?(?:an? |the )?(?:ai|llm|language model|helpful assistant|coding agent|autonomous agent|root|administrator)\b/i,
  ],
  [
    "role-markup",
    /<\|(?:im_start|im_end|system|user|assistant|endoftext)\|>|<\/?(?:system(?:[-_](?:prompt|reminder|message))?|tool_result|function_results?|user_query)>|\[\/?INST\]|^#{1,4} ?(?:system|instructions?) ?(?:prompt|message|for (?:the )?(?:agent|assistant|ai))\b/im,
  ],
  [
    "secrecy",
    /\b(?:do not|don't|never|without) (?:tell(?:ing)?|inform(?:ing)?|mention(?:ing)?|reveal(?:ing)?|notify(?:ing)?|show(?:ing)?|ask(?:ing)?)\b[^\n]{0,30}\b(?:user|human|developer|owner|operator)s?\b/i,
  ],
  ["claim", /<\/?(?:promise|blocked)>/i],
  [
    "harm",
    /\b(?:you (?:must|should|need to|have to)|please|now|immediately|first)\b[^\n]{0,30}\b(?:delete|remove|disable|skip|weaken|comment out|empty|wipe|erase)\b[^\n]{0,30}\b(?:tests?|assertions?|specs?|checks?|repositor(?:y|ies)|source (?:code|files?|tree))\b/i,
  ],
]

/** What any of the patterns needs to match, as one quick look over the whole text. */
const anything =
  /ignore|disregard|forget|override|bypass|instruction|agent|assistant|copilot|claude|codex|gemini|gpt|antigravity|cursor|language model|\bai\b|\bllm\b|<\||<\/?system|tool_result|function_result|user_query|INST\]|don't|do not|never|without|promise>|blocked>|delete|remove|disable|weaken|comment out|erase|wipe|skip|you are|you're/i

/** Letters enough for a sentence, in base64 of either alphabet. */
const blob = /(?<![A-Za-z0-9+/_=-])[A-Za-z0-9+/_-]{40,4000}={0,2}/g
const mostBlobs = 200
const longestLine = 2000

/**
 * Hidden-instruction patterns in `text`, which has been stripped (S77): orders to ignore one's instructions, commands addressed to
 * agents, markup of chat roles, orders to keep something from the user, claims in our own words, and the same inside base64. `linesBefore`
 * is added to line numbers. At most one suspicion per line and twenty in all.
 */
export function suspicionsIn(text: string, linesBefore: number | null): Suspicion[] {
  const found: Suspicion[] = []
  const interesting = anything.test(text)
  let blobs = 0
  let number = 0
  for (const line of interesting || blobHint.test(text) ? text.split("\n") : []) {
    number++
    const at = linesBefore === null ? null : linesBefore + number
    const part = line.slice(0, longestLine)
    const kind = interesting ? kindOf(part) : null
    if (kind !== null) found.push({ kind, line: at, excerpt: part.trim().slice(0, 160) })
    else if (blobs < mostBlobs && blobHint.test(part)) {
      blobs++
      const decoded = decodedInstruction(part)
      if (decoded !== null) found.push({ kind: "encoded", line: at, excerpt: decoded.slice(0, 160) })
    }
    if (found.length >= 20) break
  }
  return found
}

const blobHint = /[A-Za-z0-9+/_-]{40}/

function kindOf(line: string): Suspicion["kind"] | null {
  if (!anything.test(line)) return null
  for (const [kind, pattern] of patterns) if (pattern.test(line)) return kind
  return null
}

function decodedInstruction(line: string): string | null {
  for (const match of line.matchAll(blob)) {
    const text = Buffer.from(match[0], "base64").toString("latin1")
    if (/^[\x20-\x7e\s]{24,}$/.test(text) && kindOf(text) !== null) return text.replace(/\s+/g, " ").trim()
  }
  return null
}
