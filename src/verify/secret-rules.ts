import { lintSource } from "@secretlint/core"
import { creator } from "@secretlint/secretlint-rule-preset-recommend"

/** A comment of this form would switch the rules off from inside the text. */
const switches = /secretlint-(?=disable|enable)/g

/**
 * The secrets that secretlint's recommended rules find in `text`, each once, longest first. Nothing is asked of any service: the rules
 * are patterns. They are a large module; load this file only when a prefilter found something.
 */
export async function secretsIn(text: string): Promise<string[]> {
  const content = text.replace(switches, "secretlint ")
  const result = await lintSource({
    source: { filePath: "output.log", content, contentType: "text", ext: ".log" },
    options: {
      noPhysicFilePath: true,
      config: { rules: [{ id: "@secretlint/secretlint-rule-preset-recommend", rule: creator }] },
    },
  })
  const found = result.messages.map((message) => content.slice(message.range[0], message.range[1]).trim())
  return [...new Set(found)].filter((secret) => secret.length >= 8).sort((a, b) => b.length - a.length)
}
