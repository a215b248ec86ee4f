import { appendFileSync, existsSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { join } from "node:path"

/**
 * Stands in for `security`, `secret-tool` and `powershell`: keeps secrets in a folder and answers as the real ones do
 * where our code relies on it. Every call's arguments are noted, so that a test can search them.
 */
const folder = process.env.FAKE_KEYS ?? ""
const [name = "", ...args] = process.argv.slice(2)
const after = (flag: string): string => args[args.indexOf(flag) + 1] ?? ""
const pathOf = (account: string): string => join(folder, `kept-${account}`)
const trouble = process.env.FAKE_KEYS_TROUBLE

appendFileSync(join(folder, "arguments.log"), `${JSON.stringify([name, ...args])}\n`)

if (trouble !== undefined) {
  process.stderr.write(`${trouble}\n`)
  process.exitCode = 1
} else if (name === "security") security()
else if (name === "secret-tool") secretTool()
else powershell()

function security(): void {
  if (args[0] === "-i") {
    const line = readFileSync(0, "utf8").trim()
    const found = /^add-generic-password -U -s antigravity-for-loop -a (\w+) -X ([0-9a-f]+)$/.exec(line)
    if (found === null) process.stderr.write("security: unknown command\n")
    else writeFileSync(pathOf(found[1] ?? ""), Buffer.from(found[2] ?? "", "hex"))
    return
  }
  const path = pathOf(after("-a"))
  if (!existsSync(path)) {
    process.stderr.write(
      "security: SecKeychainSearchCopyNext: The specified item could not be found in the keychain.\n",
    )
    process.exitCode = 44
  } else if (args[0] === "find-generic-password") process.stdout.write(`${readFileSync(path, "utf8")}\n`)
  else rmSync(path)
}

function secretTool(): void {
  const path = pathOf(after("account"))
  if (args[0] === "store") writeFileSync(path, readFileSync(0, "utf8"))
  else if (args[0] === "clear") rmSync(path, { force: true })
  else if (existsSync(path)) process.stdout.write(readFileSync(path, "utf8"))
  else process.exitCode = 1
}

function powershell(): void {
  const script = after("-Command")
  const account = /UserName -eq '(\w+)'/.exec(script)?.[1] ?? /for-loop','(\w+)'/.exec(script)?.[1] ?? ""
  const path = pathOf(account)
  if (script.includes("$v.Add(")) writeFileSync(path, readFileSync(0, "utf8").trim())
  else if (!existsSync(path)) process.exitCode = 3
  else if (script.includes("RetrievePassword")) process.stdout.write(readFileSync(path, "utf8"))
  else rmSync(path)
}
