import { readFileSync } from "node:fs"
import { fileURLToPath } from "node:url"
import { describe, expect, it } from "vitest"
import { z } from "zod"
import { parseRequest } from "../../src/loop/command.ts"
import { started } from "./started.ts"

const folder = fileURLToPath(new URL("../fixtures/transcripts/", import.meta.url))
const indexSchema = z.object({
  transcripts: z.array(
    z.object({
      file: z.string(),
      expect: z.object({
        command: z.string().nullable(),
        task: z.string().nullable(),
        options: z.record(z.string(), z.string()),
      }),
    }),
  ),
})
const rowSchema = z.object({
  step_index: z.number(),
  source: z.string(),
  type: z.string(),
  content: z.string(),
})
const { transcripts } = indexSchema.parse(JSON.parse(readFileSync(`${folder}index.json`, "utf8")))

/** Text of the last user row, as a transcript reader hands it over. */
function lastRequest(file: string): string | null {
  const rows = readFileSync(folder + file, "utf8")
    .split("\n")
    .map(rowOf)
  const users = rows.filter((row) => row?.source === "USER_EXPLICIT" && row.type === "USER_INPUT")
  const content =
    users.toSorted((a, b) => (a?.step_index ?? 0) - (b?.step_index ?? 0)).at(-1)?.content ?? null
  return /<USER_REQUEST>\n(.*?)\n<\/USER_REQUEST>/s.exec(content ?? "")?.[1] ?? content
}

function rowOf(line: string): z.infer<typeof rowSchema> | null {
  try {
    return rowSchema.safeParse(JSON.parse(line)).data ?? null
  } catch {
    return null
  }
}

describe("requests in recorded transcripts", () => {
  it.each(transcripts)("$file is read as its index says", ({ file, expect: expected }) => {
    const request = parseRequest(lastRequest(file) ?? "")
    if (expected.command === null) expect(request).toEqual({ kind: "none" })
    else if (expected.command === "cancel-loop") expect(request).toEqual({ kind: "cancel" })
    else if (expected.task === "") expect(request.kind).toBe("usage")
    else {
      expect(Object.keys(expected.options)).toEqual(["max-iterations"])
      expect(request).toEqual(
        started(expected.task ?? "", { maxIterations: Number(expected.options["max-iterations"]) }),
      )
    }
  })
})
