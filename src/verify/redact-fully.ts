import { redact, redactedMark } from "./redact.ts"

/** What every rule of the kept set needs to see; a log without any of it never loads the rules. */
const hint =
  /A3T[A-Z0-9]|A(?:KIA|GPA|IDA|ROA|IPA|NPA|NVA|SIA)|[Aa][Ww][Ss]|AWS|x-oauth-basic|_authToken=|npm_|xox[abopr]-|xapp-|hooks\.slack\.com|:\/\/[^\s:/@]{1,256}:[^\s/@]|sk-|lin_api_|PRIVATE KEY|SG\.|shp(?:pa|ca|at|ss)_|gh[pousr]_|github_pat_|ops_ey|private_key/

/** Only so much of a line is looked at on each side of a hint: the rules are not linear on hostile lines. */
const around = 4000

/**
 * `text` without secrets: our own shapes first, then the rules of secretlint on the lines that may hold more, loaded when first needed
 * (S85). Call it before cutting. `first` is `redactCode` for source code.
 */
export async function redactFully(text: string, first: (text: string) => string = redact): Promise<string> {
  const clean = first(text)
  if (!hint.test(clean)) return clean
  const { secretsIn } = await import("./secret-rules.ts")
  const lines = clean.split("\n")
  const suspects = lines.flatMap((line, index) => (hint.test(line) ? [index] : []))
  const parts = suspects.map((index) => excerptAt(lines[index] ?? ""))
  const found = await secretsIn(parts.join("\n"))
  for (const secret of found) {
    if (secret.includes(redactedMark)) continue
    for (const index of suspects) {
      const line = lines[index] ?? ""
      if (line.includes(secret)) lines[index] = line.replaceAll(secret, redactedMark)
    }
  }
  return lines.join("\n")
}

function excerptAt(line: string): string {
  if (line.length <= 2 * around) return line
  const at = line.search(hint)
  return line.slice(Math.max(0, at - around), at + around)
}
