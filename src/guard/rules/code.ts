import { type Call, type Feed, upstream } from "../call.ts"
import { isOpen, shells } from "../carried/carried.ts"
import { type Finding, finding } from "../verdict.ts"
import { unknown } from "../where.ts"
import { readOptions } from "../words.ts"

const downloads =
  /^(curl|wget|fetch|http|https|xh|aria2c|lynx|ftp|scp|nc|ncat|iwr|irm|Invoke-WebRequest|Invoke-RestMethod)$/i
const decoders = /^(base64|base32|basenc|openssl|xxd|uudecode|gunzip|zcat|gzip|bzip2|xz|rev|tr|gpg|certutil)$/
const interpreters = /^(python[\d.]*|node|deno|bun|ruby|perl|php|lua|osascript|Rscript|pwsh|powershell)$/
/** Programs whose output is made to be evaluated. */
const environments =
  /^(ssh-agent|pyenv|rbenv|nodenv|nvm|fnm|direnv|mise|asdf|opam|brew|conda|micromamba|starship|zoxide|dircolors|minikube|docker-machine|luarocks|poetry|register-python-argcomplete|kubectl|gh|npm|rustup|go|getopt|pixi|uv|volta|keychain|resize|tput)$/

/** Code that nobody can see before it runs: downloaded, decoded, or put together by the shell itself. */
export function codeRule(call: Call): readonly Finding[] {
  const { name, args, feed } = call
  if (name === unknown)
    return [finding("hidden-program", "unseen", "starts a program whose name only the shell knows")]
  const isShell = shells.test(name)
  if (isShell || interpreters.test(name)) {
    const options = readOptions(args, new Set(isShell ? ["o", "O", "rcfile", "init-file"] : []))
    const [file] = options.operands
    const text = isShell && options.flags.has("c")
    if (text && isOpen(file ?? "")) return opened(call.inside, "shell")
    const fromStdin =
      !text &&
      (file === undefined ||
        file === "-" ||
        file.startsWith("/dev/fd/") ||
        file === "/dev/stdin" ||
        (isShell && options.flags.has("s")))
    if (!isShell && isOpen(args.join(" ")) && call.inside.some((one) => downloads.test(one.name)))
      return [finding("remote-code", "machine", "runs code straight from the network")]
    return fromStdin && !isInline(args, isShell) ? piped(feed, isShell) : []
  }
  if ((name === "source" || name === ".") && args.some((arg) => arg.startsWith("/dev/")))
    return piped(feed, true)
  if (name === "eval" && isOpen(args.join(" "))) return opened(call.inside, "eval")
  return []
}

/** `-c`, `-e` and `-m` bring the code along. */
function isInline(args: readonly string[], isShell: boolean): boolean {
  return args.some(
    (arg) =>
      /^(--version|-V|-v|--help|-h)$/.test(arg) ||
      (!isShell && /^(-[a-zA-Z]*[cemprx]|--(eval|print|test|check|run|module))/.test(arg)),
  )
}

function piped(feed: Feed, isShell: boolean): readonly Finding[] {
  const calls = upstream(feed)
  if (calls.some(({ name }) => downloads.test(name)))
    return [finding("remote-code", "machine", "runs code straight from the network")]
  if (calls.some(({ name }) => decoders.test(name)))
    return [finding("encoded-code", "unseen", "runs code that was encoded, so that nobody can read it")]
  const said = calls.at(-1)
  // What `echo` says is judged as the script it is; a file that is read in is a script like any other.
  if (!isShell || said === undefined || /^(echo|printf|cat|head|tail|sed|envsubst)$/.test(said.name))
    return []
  return calls.some(({ name }) => environments.test(name))
    ? []
    : [finding("hidden-code", "unseen", "runs code that another program prints")]
}

/** `eval "$(ssh-agent -s)"` and its kin are how those programs are meant to be used. */
function opened(calls: readonly Call[], by: "eval" | "shell"): readonly Finding[] {
  if (calls.some(({ name }) => downloads.test(name)))
    return [finding("remote-code", "machine", "runs code straight from the network")]
  if (calls.length > 0 && calls.every(({ name }) => environments.test(name))) return []
  const what =
    by === "eval"
      ? "evaluates text that only the running shell knows"
      : "gives a shell text that only the running shell knows"
  return [finding("hidden-code", "unseen", what)]
}
