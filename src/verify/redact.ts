/** What stands where a secret was. */
export const redactedMark = "[redacted]"

/**
 * Shapes of secrets that are recognised without knowing the secret; `$1` keeps what shows where it was. Every repetition before a
 * required part is bounded, or hostile output would keep the search busy for hours.
 */
const shapes: readonly (readonly [RegExp, string])[] = [
  [
    /-----BEGIN ([A-Z ]{0,30}PRIVATE KEY)-----(?:[\s\S]{0,12000}?-----END \1-----|(?:(?:\s|\\{1,8}[nr])+[A-Za-z0-9+/=]{20,200})*)/g,
    redactedMark,
  ],
  // The lower end of a key whose beginning was cut off with the middle of a log.
  [/(?:^[A-Za-z0-9+/=]{20,200}\n){1,120}-----END [A-Z ]{0,30}PRIVATE KEY-----/gm, redactedMark],
  // The same within JSON, where line ends are escaped.
  [
    /(?<![A-Za-z0-9+/=])(?:[A-Za-z0-9+/=]{20,200}(?:\\{1,8}[nr]){1,2}){1,60}-----END [A-Z ]{0,30}PRIVATE KEY-----/g,
    redactedMark,
  ],
  [/\b(?:ghp|gho|ghu|ghs|ghr)_[A-Za-z0-9]{20,}/g, redactedMark],
  [/\bgithub_pat_[A-Za-z0-9_]{22,}/g, redactedMark],
  [/\bglpat-[\w-]{20,}/g, redactedMark],
  [/\b(?:AKIA|ASIA|ABIA|ACCA)[A-Z0-9]{16}\b/g, redactedMark],
  [/\bAIza[\w-]{35}/g, redactedMark],
  [/\bya29\.[\w-]{20,}/g, redactedMark],
  [/\bsk-[A-Za-z0-9_-]{20,}/g, redactedMark],
  [/\b[sr]k_(?:live|test)_[A-Za-z0-9]{16,}/g, redactedMark],
  [/\b(?:xox[abeoprs]|xapp)-[A-Za-z0-9-]{10,}/g, redactedMark],
  [/\bnpm_[A-Za-z0-9]{36}\b/g, redactedMark],
  [/\beyJ[\w-]{8,}\.[\w-]{8,}\.[\w-]*/g, redactedMark],
  [/\b(Bearer|Basic)\s+(?=[^\s"']*[\d=._-])[A-Za-z0-9\-._~+/]{16,}=*/gi, `$1 ${redactedMark}`],
  [/\b([a-z][a-z0-9+.-]{0,30}:\/\/[^\s:/@]{0,200}):[^\s/@]{1,200}@/gi, `$1:${redactedMark}@`],
]

/** A name that says secret, and its value. */
const assignment =
  /\b([\w-]{0,60}(?:password|passwd|secret|api[_-]?key|access[_-]?key|auth[_-]?token|access[_-]?token)["']?\s*[=:]\s*["']?)[^\s"',;]{8,}/gi

/** `text` with everything that has the shape of a secret replaced (S85). Call it before cutting: half a token has no shape. */
export function redact(text: string): string {
  return redactShapes(text).replace(assignment, `$1${redactedMark}`)
}

/**
 * The same for source code, where what is assigned without quotes is an expression and no secret: `password = readPassword()` stays.
 * Comments, strings and numbers count as they do everywhere.
 */
export function redactCode(text: string): string {
  const clean = redactShapes(text)
  return clean.replace(assignment, (whole: string, before: string, offset: number) => {
    const isExpression = !/["']$/.test(before) && /^[A-Za-z_$([{<!&*@]/.test(whole.slice(before.length))
    return isExpression && !isInComment(clean, offset) ? whole : before + redactedMark
  })
}

function redactShapes(text: string): string {
  return shapes.reduce((clean, [shape, replacement]) => clean.replace(shape, replacement), text)
}

function isInComment(text: string, at: number): boolean {
  return /(?:^|\s)(?:\/\/|\/\*|#|--|\*|<!--)/.test(text.slice(text.lastIndexOf("\n", at) + 1, at))
}
