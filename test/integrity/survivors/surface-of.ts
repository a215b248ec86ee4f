import { kindOf, settleKind } from "../../../src/integrity/classify.ts"
import type { Surface } from "../../../src/integrity/surface.ts"

/** Path → text; null for a file too large to be kept. */
export type Files = Readonly<Record<string, string | null>>

/** The surface of these files, as it would be captured. */
export function surfaceOf(files: Files): Surface {
  return {
    files: Object.entries(files).flatMap(([path, text]) => {
      const kind = kindOf(path)
      if (kind === null) return []
      return [
        {
          path,
          kind: kind === "test-or-support" ? settleKind(path, text ?? "") : kind,
          hash: text ?? "",
          text,
        },
      ]
    }),
    checks: [],
    testIds: null,
  }
}
