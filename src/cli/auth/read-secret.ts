import { readStdin } from "../../system/stdin.ts"

/**
 * A secret from stdin: piped in whole, or typed at a terminal without being shown. Null when the user gave up with
 * Ctrl-C. A secret is never taken from the arguments, which every account of the machine can read.
 */
export async function readSecret(question: string): Promise<string | null> {
  if (!process.stdin.isTTY) return Buffer.from(readStdin()).toString("utf8")
  process.stderr.write(`${question}: `)
  process.stdin.setRawMode(true)
  process.stdin.setEncoding("utf8")
  process.stdin.resume()
  try {
    return await typed(process.stdin)
  } finally {
    process.stdin.setRawMode(false)
    process.stdin.pause()
    process.stderr.write("\n")
  }
}

/** What is typed until Enter, with Backspace; a paste comes in one piece. */
export async function typed(keys: AsyncIterable<string>): Promise<string | null> {
  let secret = ""
  for await (const piece of keys) {
    for (const key of piece) {
      if (key === "\r" || key === "\n") return secret
      if (key === "\u0003" || key === "\u0004") return null
      if (key === "\u007f" || key === "\b") secret = secret.slice(0, -1)
      else secret += key
    }
  }
  return secret
}
