import { describe, expect, it } from "vitest"
import { redactCode } from "../../src/verify/redact.ts"

/** Put together here, so that no scanner takes this file for a leak. */
const parts = (...pieces: string[]): string => pieces.join("")
const value = parts("hunter2", "-hunter2")

describe("secrets in source code", () => {
  it.each([
    "const password = readPassword(prompt)",
    "this.apiKey = options.apiKey",
    "secret: z.string().min(8),",
    "def connect(password=settings.PASSWORD):",
    "password = [*candidates_of_user]",
    "if (password === confirmation) save()",
  ])("leaves the expression in: %s", (line) => {
    expect(redactCode(line)).toBe(line)
  })

  it.each([
    `const password = "${value}"`,
    `password: '${value}',`,
    `"api_key": "${value}"`,
    `// password: ${value}`,
    `# secret = ${value}`,
    ` * access_token=${value}`,
    `PASSWORD = 12345678901`,
    `const url = "https://dev:${value}@host/"`,
  ])("takes the value out of: %s", (line) => {
    const clean = redactCode(line)
    expect(clean).toContain("[redacted]")
    expect(clean).not.toContain(value)
    expect(clean).not.toContain("12345678901")
  })

  it("is not kept busy by hostile text", () => {
    const began = performance.now()
    redactCode(`${"password_".repeat(20_000)}=\n${"# ".repeat(50_000)}secret=x`)
    expect(performance.now() - began).toBeLessThan(3000)
  })
})
