import { readFileSync } from "node:fs"
import { fileURLToPath } from "node:url"
import { array, assert, constantFrom, property, string } from "fast-check"
import { describe, expect, it } from "vitest"
import { z } from "zod"
import { readClaim } from "../../src/loop/claim.ts"

const index = fileURLToPath(new URL("../fixtures/transcripts/index.json", import.meta.url))
const indexSchema = z.object({
  transcripts: z.array(
    z.object({
      file: z.string(),
      expect: z.object({ lastAssistant: z.string().nullable(), promise: z.boolean() }),
    }),
  ),
})
const { transcripts } = indexSchema.parse(JSON.parse(readFileSync(index, "utf8")))

const none = { kind: "none" }
const done = { kind: "promise", text: "DONE" }

describe("last messages of recorded transcripts", () => {
  it("hold both kinds, so that this table can fail", () => {
    expect(new Set(transcripts.map((one) => one.expect.promise)).size).toBe(2)
  })

  it.each(transcripts)("S16 S17 S18 $file is judged as its index says", ({ expect: expected }) => {
    expect(readClaim(expected.lastAssistant, "DONE")).toEqual(expected.promise ? done : none)
  })
})

describe("promises", () => {
  it.each([
    "<promise>DONE</promise>",
    "All tests pass.\n<promise>DONE</promise>",
    "Done.\n\n   <promise> DONE </promise>  \r\n\r\nBye.",
    "```\nnpm test\n```\n<promise>DONE</promise>",
    "~~~~\n~~~\n~~~~\n<promise>DONE</promise>",
    "run ```npm test``` first\n<promise>DONE</promise>",
    "``` a `b` ```\n<promise>DONE</promise>",
    "- step\n    ```sh\n    ls\n    ```\n<promise>DONE</promise>",
    "- ```sh\n  ls\n  ```\n<promise>DONE</promise>",
    "<promise>OTHER</promise>\n<promise>DONE</promise>",
  ])("count alone on a line outside code: %j", (message) => {
    expect(readClaim(message, "DONE")).toEqual(done)
  })

  it.each([
    ["S16 bare text", "DONE"],
    ["S16 an open tag only", "<promise>DONE"],
    ["S16 a close tag only", "DONE</promise>"],
    ["S16 another tag", "<done>DONE</done>"],
    ["S17 a denial", "I am not printing <promise>DONE</promise> yet."],
    ["S17 a denial that ends with it", "Not yet: <promise>DONE</promise>"],
    ["S17 a denial that starts with it", "<promise>DONE</promise> is what I will print later."],
    [
      "S18 the echoed instruction",
      "When the task is really complete, print <promise>DONE</promise> alone on its own line.",
    ],
    ["S18 a quoted line", "> <promise>DONE</promise>"],
    ["S18 a list item", "- <promise>DONE</promise>"],
    ["inline code", "`<promise>DONE</promise>`"],
    ["a backtick fence", "```\n<promise>DONE</promise>\n```"],
    ["a tilde fence", "~~~text\n<promise>DONE</promise>\n~~~"],
    ["a fence closed by the other kind", "```\n~~~\n<promise>DONE</promise>\n```"],
    ["a fence closed by a shorter one", "````\n```\n<promise>DONE</promise>\n````"],
    ["a fence not closed by one with a language", "```\n```js\n<promise>DONE</promise>\n```"],
    ["a fence that never closes", "```\n<promise>DONE</promise>"],
    ["a fence inside a list", "1. ```\n<promise>DONE</promise>\n   ```"],
    ["code indented by spaces", "So:\n\n    <promise>DONE</promise>"],
    ["code indented by a tab", "So:\n\n\t<promise>DONE</promise>"],
    ["other letter case", "<promise>done</promise>"],
    ["more text", "<promise>DONE!</promise>"],
    ["two on a line", "<promise>DONE</promise> <promise>DONE</promise>"],
    ["tags on lines of their own", "<promise>\nDONE\n</promise>"],
    ["overlapping tags", "<promise></promise>"],
    ["half tags that overlap", "<promise</promise>"],
    ["nothing", ""],
  ])("do not count as %s", (_, message) => {
    expect(readClaim(message, "DONE")).toEqual(none)
  })

  it("S19 never count when the agreed text is empty", () => {
    for (const promise of ["", " ", "\n"]) {
      for (const message of [
        "",
        " ",
        "<promise></promise>",
        "<promise> </promise>",
        "<promise>DONE</promise>",
      ]) {
        expect(readClaim(message, promise)).toEqual(none)
      }
    }
  })

  it("do not count without a message", () => {
    expect(readClaim(null, "DONE")).toEqual(none)
  })

  it("compare any text exactly, white space at its ends aside", () => {
    expect(readClaim("<promise>alles grün ✅ (12/12) .*</promise>", " alles grün ✅ (12/12) .* ")).toEqual({
      kind: "promise",
      text: "alles grün ✅ (12/12) .*",
    })
    expect(readClaim("<promise>xyz</promise>", ".*")).toEqual(none)
  })
})

describe("blocked claims", () => {
  it.each([
    ["one line", "<blocked>no database password</blocked>", "no database password"],
    ["several lines", "I stop.\n<blocked>\nWhich one?\n- a\n- b\n</blocked>", "Which one?\n- a\n- b"],
    [
      "a reason that holds code",
      "<blocked>npm fails:\n```\nE403\n```\nand I have no token</blocked>",
      "npm fails:\nand I have no token",
    ],
    ["a second try", "<blocked>\n<blocked>no token</blocked>", "no token"],
  ])("give the reason of %s", (_, message, why) => {
    expect(readClaim(message, "DONE")).toEqual({ kind: "blocked", why })
    expect(readClaim(message, "")).toEqual({ kind: "blocked", why })
  })

  it.each([
    ["no reason", "<blocked></blocked>"],
    ["a blank reason", "<blocked> \n </blocked>"],
    ["S18 the echoed placeholder", "<blocked>why</blocked>"],
    ["dots", "<blocked>…</blocked>"],
    ["a sentence", "I could print <blocked>no token</blocked> now."],
    ["a sentence behind it", "<blocked>no token</blocked> would be too early."],
    ["a fence", "```\n<blocked>no token</blocked>\n```"],
    ["an open end", "<blocked>no token"],
  ])("do not count with %s", (_, message) => {
    expect(readClaim(message, "DONE")).toEqual(none)
  })

  it("win over a promise in the same message, because pausing never passes work off as done", () => {
    const blocked = { kind: "blocked", why: "no token" }
    expect(readClaim("<promise>DONE</promise>\n<blocked>no token</blocked>", "DONE")).toEqual(blocked)
    expect(readClaim("<blocked>no token</blocked>\n<promise>DONE</promise>", "DONE")).toEqual(blocked)
  })

  it("keep at most 2000 characters and no half of a pair", () => {
    const claim = readClaim(`<blocked>${"x".repeat(1999)}🛒 and more</blocked>`, "DONE")
    expect(claim).toEqual({ kind: "blocked", why: "x".repeat(1999) })
  })
})

describe("any message", () => {
  it("never throws, and never yields a claim whose line is not there", async () => {
    const line = constantFrom(
      "```",
      "~~~",
      "    ",
      "<promise>DONE</promise>",
      "<blocked>x</blocked>",
      "- ",
      "> ",
      "\r",
      "text",
      "<promise>",
      "</blocked>",
    )
    const message = array(array(line, { maxLength: 3 }), { maxLength: 8 }).map((lines) =>
      lines.map((parts) => parts.join("")).join("\n"),
    )
    await assert(
      property(message, (text) => {
        const claim = readClaim(text, "DONE")
        if (claim.kind !== "promise") return
        const bare = text
          .split("\n")
          .filter((one) => one.trim() === "<promise>DONE</promise>" && !one.startsWith("    "))
        expect(bare.length).toBeGreaterThan(0)
      }),
      { numRuns: 3000 },
    )
    await assert(
      property(string({ unit: "binary" }), (text) => {
        expect(readClaim(text, "DONE")).toEqual(none)
      }),
    )
  })

  it("reads a megabyte of anything", () => {
    for (const piece of [
      " ",
      "`",
      "~",
      "\n",
      "<blocked>",
      "<blocked>\n",
      "1",
      "- ",
      "```\n",
      "\t",
      "<promise>",
    ]) {
      expect(readClaim(piece.repeat(1_000_000 / piece.length), "DONE")).toEqual(none)
    }
  })
})
