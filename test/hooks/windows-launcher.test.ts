import { readFileSync } from "node:fs"
import { describe, expect, it } from "vitest"

describe("the Windows launcher", () => {
  const text = readFileSync(new URL("../../hooks/for-loop-hook.cmd", import.meta.url), "utf8")
  const code = text.split(/\r?\n/).filter((line) => !line.startsWith("rem "))

  it("never lets a path be read as code: no percent expansion but the arguments, quotes around every path (S91)", () => {
    expect(code.join("\n").match(/%(?!%)[A-Za-z_]+%/g)).toBeNull()
    const bare = code.filter(
      (line) => /(?:if exist|if not exist|<)\s*!/.test(line) || /^!|\s!FL_(?:HOOK|RUNTIME)!/.test(line),
    )
    expect(bare).toEqual([])
    expect(code).toContain('"!FL_RUNTIME!" "!FL_HOOK!" %1 %2 %3')
  })

  it("needs no program but a JavaScript runtime (S90)", () => {
    expect(code.join("\n")).not.toMatch(/\b(?:bash|sh|jq|perl|powershell|where|findstr|chcp|wmic)\b/i)
  })

  it("ends every way with exit code 0 and answers {} where no runtime did (S43)", () => {
    expect(code.filter((line) => /\bexit\b/.test(line)).every((line) => line.includes("exit /b 0"))).toBe(
      true,
    )
    const labels = code.flatMap((line) => /goto (\w+)/.exec(line)?.[1] ?? [])
    expect(new Set(labels)).toEqual(new Set(["neutral", "hook_found", "runtime_found"]))
    for (const label of labels) expect(code).toContain(`:${label}`)
    expect(code.slice(code.indexOf(":neutral"))).toContain("echo {}")
  })

  it("knows the same fallbacks as its POSIX twin (S95)", () => {
    for (const part of [
      "disabled",
      "hook.cjs",
      "plugin",
      "runtime",
      "node.exe",
      "ANTIGRAVITY_EDITOR_APP_ROOT",
    ]) {
      expect(code.join("\n")).toContain(part)
    }
    for (const name of ["NODE_OPTIONS", "NODE_EXTRA_CA_CERTS"]) {
      expect(code).toContain(`set "FOR_LOOP_${name}="`)
      expect(code).toContain(`set "${name}="`)
    }
  })

  it("is stored with CRLF line ends, which labels of cmd.exe need", () => {
    const attributes = readFileSync(new URL("../../.gitattributes", import.meta.url), "utf8")
    expect(attributes).toMatch(/^\*\.cmd text eol=crlf$/m)
    expect(text.replaceAll("\r\n", "")).not.toMatch(/[\r\n]/)
  })

  it.skip("runs under cmd.exe (S90: not run here, there is no Windows on this machine)", () => {})
})
