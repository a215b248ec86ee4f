import { describe, expect, it } from "vitest"
import { redact } from "../../src/verify/redact.ts"

/** Put together here, so that no scanner takes this file for a leak. */
const parts = (...pieces: string[]) => pieces.join("")
const secrets: [string, string][] = [
  ["a GitHub token", parts("ghp", "_", "aB3".repeat(12))],
  ["a fine-grained GitHub token", parts("github", "_pat_", "A1b2".repeat(10))],
  ["an AWS key id", parts("AK", "IA", "ABCDEFGHIJ234567")],
  ["a Google API key", parts("AI", "za", "Sy".repeat(17), "x")],
  ["a Google access token", parts("ya", "29.", "a0Bc".repeat(8))],
  ["an OpenAI key", parts("sk", "-proj-", "aB3d".repeat(8))],
  ["a Stripe key", parts("sk", "_live_", "aB3d".repeat(6))],
  ["a Slack token", parts("xo", "xb-", "123456789012-abcdef")],
  ["an npm token", parts("npm", "_", "aB3d".repeat(9))],
  ["a JWT", parts("ey", "JhbGciOiJI", ".eyJzdWIiOiIx", ".c2lnbmF0dXJl")],
]

describe("redact", () => {
  it.each(secrets)("S85 removes %s wherever it stands in a line", (_, secret) => {
    for (const text of [secret, `key=${secret} end`, `{"a":"${secret}"}`, `x\n${secret}\ny`]) {
      const clean = redact(text)
      expect(clean).not.toContain(secret.slice(8))
      expect(clean).toContain("[redacted]")
    }
  })

  it.each([
    ["Authorization: Bearer abc.def-123_456789", "Authorization: Bearer [redacted]"],
    ["postgres://app:s3cr3t@db:5432/x", "postgres://app:[redacted]@db:5432/x"],
    ["DB_PASSWORD=hunter2hunter2 next", "DB_PASSWORD=[redacted] next"],
    ['"api_key": "0123456789abcdef"', '"api_key": "[redacted]"'],
  ])("S85 keeps what surrounds the secret in %s", (text, expected) => {
    expect(redact(text)).toBe(expected)
  })

  it("S85 removes a private key whole, also when its beginning or end was cut off", () => {
    const begin = parts("-----BEGIN RSA ", "PRIVATE KEY-----")
    const end = parts("-----END RSA ", "PRIVATE KEY-----")
    const body = Array.from({ length: 4 }, (_, i) => `MIIEow${"IBAAKC".repeat(8)}${i}`).join("\n")
    for (const text of [`${begin}\n${body}\n${end}`, `${begin}\n${body}`, `${body}\n${end}`]) {
      expect(redact(`before\n${text}\n`)).not.toContain("IBAAKC")
      expect(redact(`before\n${text}\n`)).toContain("before\n[redacted]")
    }
  })

  it.each([
    "expected 210 to equal 2310",
    "at subtotal (file:///home/dev/shop/src/cart.js:18:65)",
    "http://localhost:8080/path and user@example.com",
    "commit 3f786850e387550fdab836ed7e6dc881de23001b",
    "task-skills-overview-of-the-whole-project",
    "the password is required",
    "basic functionality of the authentication",
    "bearer certificates are expected here",
  ])("leaves ordinary output alone: %s", (text) => {
    expect(redact(text)).toBe(text)
  })
})
