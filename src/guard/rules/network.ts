import type { Call } from "../call.ts"
import { isSecretFile } from "../secret-paths.ts"
import { isRemote } from "../touches.ts"
import { type Finding, finding } from "../verdict.ts"
import { unknown } from "../where.ts"
import { hasAny, names, readOptions } from "../words.ts"

const send = (what: string): Finding => finding("network-send", "machine", what)

/** Data that leaves the machine. Downloads and requests to the machine itself are none. */
export function networkRule(call: Call): readonly Finding[] {
  switch (call.name) {
    case "curl":
    case "wget":
    case "http":
    case "https":
    case "xh":
      return request(call)
    case "nc":
    case "ncat":
    case "netcat":
    case "socat":
    case "telnet":
      return raw(call)
    case "scp":
    case "rsync":
      return readOptions(call.args, names("P i e F o S J c l rsh port exclude include")).operands.some(
        isRemote,
      )
        ? [send("copies files to or from another machine")]
        : []
    case "ssh":
    case "sftp":
    case "ftp":
    case "lftp":
    case "mosh":
    case "ssh-copy-id":
      return isVersion(call) || /^git@/.test(call.args.at(-1) ?? "") ? [] : [send("works on another machine")]
    case "mail":
    case "mailx":
    case "sendmail":
    case "mutt":
    case "msmtp":
    case "swaks":
      return [send("sends mail")]
    case "rclone":
    case "gsutil":
    case "s3cmd":
    case "azcopy":
    case "magic-wormhole":
    case "wormhole":
    case "croc":
    case "transfer":
    case "ngrok":
    case "cloudflared":
    case "localtunnel":
    case "lt":
      return isVersion(call) ? [] : [send("carries files or connections to another machine")]
    default:
      return []
  }
}

const carrying = names(
  "d data data-raw data-binary data-urlencode data-ascii json F form form-string T upload-file post-data post-file body-data body-file",
)
const requestValued = new Set([
  ...carrying,
  ...names(
    "X request H header o output u user A user-agent e referer b cookie c cookie-jar m max-time x proxy w write-out D dump-header K config connect-timeout retry r range C O output-document P directory-prefix method t T timeout U a i input-file url resolve cacert cert key",
  ),
])

function request(call: Call): readonly Finding[] {
  const options = readOptions(call.args, call.name === "wget" ? wgetValued : requestValued)
  const urls = [
    ...options.operands,
    ...options.values.filter(([name]) => name === "url").map(([, url]) => url),
  ]
  const targets = urls.filter(
    (word) => word.includes(".") || word.includes(":") || word.includes(unknown) || word === "localhost",
  )
  if (targets.length > 0 && targets.every(isLocal)) return []
  const values = options.values.map(([, value]) => value)
  const secret = [...urls, ...values].find(
    (value) => isSecretFile(value.replace(/^[^=]*=?@/, "")) && /@|^-T/.test(value),
  )
  if (secret !== undefined) return [send("sends a file with secrets to another machine")]
  const method =
    options.values.find(([name]) => name === "X" || name === "request" || name === "method")?.[1] ?? "GET"
  if (options.values.some(([name]) => carrying.has(name)) || /^(post|put|patch|delete)$/i.test(method))
    return [send("sends data to another machine")]
  if (
    /^(https?|xh)$/.test(call.name) &&
    options.operands.some((word) => /^(POST|PUT|PATCH|DELETE)$|^[\w-]+:?=/.test(word))
  )
    return [send("sends data to another machine")]
  return urls.some((url) => url.includes(unknown)) && leaks(call)
    ? [send("puts what it read into an address of another machine")]
    : []
}

const harmless =
  /^(uname|arch|date|git|node|npm|nproc|jq|dpkg|lsb_release|basename|dirname|seq|mktemp|pwd|sed|cut|tr|head|tail|sort|curl|grep)$/
const secretName = /(TOKEN|SECRET|PASSW|API_?KEY|CREDENTIAL|PRIVATE|_KEY)/

/** Output of a program, or a variable that is named like a secret, in the words of a request. */
function leaks(call: Call): boolean {
  return (
    call.inside.some(({ name }) => name !== "" && !harmless.test(name)) ||
    call.variables.some((name) => secretName.test(name))
  )
}

const wgetValued = new Set(
  [...requestValued].filter((name) => name !== "d" && name !== "F" && name !== "T" && name !== "X"),
)

/** The machine itself, and names that only mean it. */
function isLocal(url: string): boolean {
  const host = /^(?:[a-z]+:\/\/)?(?:[^@/]*@)?(\[[^\]]*\]|[^/:?#]+)/i.exec(url)?.[1] ?? ""
  return /^(localhost|127\.\d+\.\d+\.\d+|0\.0\.0\.0|\[::1?\]|::1|[\w-]+\.localhost|host\.docker\.internal)$/i.test(
    host,
  )
}

function raw(call: Call): readonly Finding[] {
  const { args } = call
  if (args.some((arg) => /^-[a-zA-Z]*[ec]$|^--(exec|sh-exec)/.test(arg) || /EXEC:|SYSTEM:/i.test(arg)))
    return [finding("remote-shell", "machine", "gives another machine a shell here")]
  const scans = hasAny(readOptions(args, names("w p s X x i q")), "z")
  const { operands } = readOptions(args, names("w p s X x i q"))
  const listens = args.some((arg) => /^-[a-zA-Z]*l/.test(arg))
  if (scans || listens || isVersion(call) || operands.length === 0) return []
  const hosts = operands.map((word) => word.replace(/^[A-Z0-9-]+:/, ""))
  return hosts.some(isLocal) ? [] : [send("opens a connection to another machine")]
}

function isVersion({ args }: Call): boolean {
  return args.length === 0 || args.every((arg) => /^(-V|-h|--version|--help|version|help)$/.test(arg))
}
