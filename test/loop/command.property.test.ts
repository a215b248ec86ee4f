import { assert, constantFrom, oneof, property, string } from "fast-check"
import { describe, expect, it } from "vitest"
import { parseRequest } from "../../src/loop/command.ts"
import { quoteText } from "../../src/loop/tokens.ts"
import { started } from "./started.ts"

describe("any request", () => {
  const anyText = oneof(
    string({ unit: "binary", maxLength: 200 }),
    string({
      unit: constantFrom(
        "\\",
        '"',
        "'",
        "“",
        "”",
        "-",
        "-",
        " ",
        "\n",
        "\r",
        "\t",
        "x",
        "=",
        "$",
        "`",
        "\u2028",
        "🛒",
      ),
      maxLength: 60,
    }),
  )

  it("S28 reads every quoted task back byte-exact, options behind it included", async () => {
    await assert(
      property(
        anyText.filter((task) => task.trim() !== ""),
        anyText.filter((command) => command.trim() !== "" && !command.includes("\0")),
        (task, command) => {
          const request = parseRequest(
            `/for-loop ${quoteText(task)} --check ${quoteText(command)} --check=${quoteText(command)}`,
          )
          expect(request).toEqual({
            ...started(task),
            checks: { kind: "given", commands: [command, command] },
          })
        },
      ),
      { numRuns: 1000 },
    )
  })

  it("never throws and always answers with a known kind", async () => {
    await assert(
      property(
        constantFrom("", "/for-loop ", "for-loop ", '/for-loop "x" ', "/cancel-loop ", "/plan "),
        anyText,
        (head, tail) => {
          expect(["none", "usage", "start", "arm", "cancel"]).toContain(parseRequest(head + tail).kind)
        },
      ),
      { numRuns: 2000 },
    )
  })

  it("S32 never lets an unknown option into a task or past the reader", async () => {
    const name = string({
      unit: constantFrom(..."abcdefghijklmnopqrstuvwxyz-0123456789"),
      minLength: 1,
      maxLength: 20,
    })
    const shape = constantFrom(
      '/for-loop "x" --zz@',
      "/for-loop x --zz@",
      "/for-loop --zz@ x",
      '/for-loop "x" --mode safe --zz@=1',
      "for-loop --zz@",
    )
    await assert(
      property(shape, name, (form, word) => {
        expect(parseRequest(form.replace("@", word)).kind).toBe("usage")
      }),
      { numRuns: 500 },
    )
  })
})
