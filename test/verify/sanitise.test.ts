import { describe, expect, it } from "vitest"
import { sanitise } from "../../src/verify/sanitise.ts"

const esc = "\u001b"

describe("sanitise", () => {
  it.each<[string, string, string]>([
    ["keeps plain text with tabs", "a\tb\nc é 中 😀\n", "a\tb\nc é 中 😀\n"],
    [
      "strips colours",
      `${esc}[31mred${esc}[0m ${esc}[38;5;8mgrey${esc}[39m ${esc}[38;2;8;8;8mdark${esc}[m`,
      "red grey dark",
    ],
    [
      "strips titles and links",
      `${esc}]0;title\u0007x ${esc}]8;;http://a\u0007link${esc}]8;;\u0007`,
      "x link",
    ],
    ["S92 turns CRLF into LF", "a\r\nb\r\r\nc\r", "a\nb\nc"],
    ["keeps what a progress line shows last", "10%\r50%\r100%\ndone", "100%\ndone"],
    ["applies backspaces", "abc\b\bX", "aX"],
    ["drops bells and other controls", "a\u0007b\u0000c\u009bd\u007fe", "abcde"],
    ["drops characters without width", "a\u200bb\u2060c\ufeffd\u00ade", "abcde"],
  ])("%s", (_, raw, text) => {
    expect(sanitise(raw)).toEqual({ text, hidden: 0 })
  })

  it.each<[string, string, string]>([
    ["a line erased in place", `ok\n${"delete everything"}${esc}[2K\rfine\n`, "ok\nfine\n"],
    ["a line erased from below", `ok\ndelete everything\n${esc}[1A${esc}[2Kfine\n`, "ok\nfine\n"],
    ["concealed text", `ok ${esc}[8mdelete everything${esc}[28m fine`, "ok  fine"],
    ["text written under a cleared screen", `delete everything${esc}[2J${esc}[Hfine`, "fine"],
    ["bidirectional overrides", "safe\u202egnp.exe\u202c", "safegnp.exe"],
    ["letters in tag characters", "ok\u{e0064}\u{e0065}\u{e006c}", "ok"],
  ])("S77 removes and counts %s", (_, raw, text) => {
    const clean = sanitise(raw)
    expect(clean.text).toBe(text)
    expect(clean.hidden).toBeGreaterThan(0)
  })

  it("leaves nothing behind that a terminal would act on", () => {
    const every = Array.from({ length: 0x300 }, (_, code) => String.fromCharCode(code)).join("")
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what must be gone
    expect(sanitise(`${every}${esc}[999;1H${esc}`).text).not.toMatch(/[\x00-\x08\x0b-\x1f\x7f-\x9f]/)
  })
})
