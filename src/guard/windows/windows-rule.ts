import { type Call, lineOf } from "../call.ts"
import type { Place } from "../place.ts"
import { filesRule } from "../rules/files.ts"
import { type Finding, finding } from "../verdict.ts"
import { unknown } from "../where.ts"

type Line = readonly [pattern: RegExp, rule: string, what: string]

const lines: readonly Line[] = [
  [
    /^(format|format-volume|clear-disk|initialize-disk|remove-partition|set-disk|diskpart|vssadmin|wbadmin|bcdedit|cipher|fsutil|chkdsk|manage-bde|convert)( (?!.*(list|query)).*|$)/,
    "disk",
    "changes disks or their backups",
  ],
  [/^(stop-computer|restart-computer|shutdown|logoff)( |$)/, "shutdown", "shuts the machine down"],
  [
    /^(start-process|saps|start) .*-verb\w*[ :]+['"]?runas/,
    "privilege",
    "runs with other rights than the agent's own",
  ],
  [
    /^(set-executionpolicy|set-mppreference|add-mppreference|disable-\w+|unblock-file|netsh|set-netfirewall\w*|new-netfirewallrule|auditpol|secedit)( |$)/,
    "security",
    "changes the machine's protection",
  ],
  [
    /^(reg|reg\.exe) (add|delete|import|load|restore|copy)|^(set|new|remove)-itemproperty|^(setx|new-service|set-service|remove-service|stop-service|start-service|restart-service|sc|sc\.exe) /,
    "machine-settings",
    "changes settings or services of the machine",
  ],
  [
    /^(schtasks(?! \/query)|register-scheduledtask|new-scheduledtask|set-scheduledtask|at)( |$)/,
    "scheduling",
    "lets a command run later, outside the loop",
  ],
  [
    /^(taskkill|stop-process|spps|kill) .*(\/im|-name|-processname|\*)/,
    "kill-others",
    "ends processes that are not the agent's own",
  ],
  [
    /^(takeown|icacls|cacls|set-acl)( (?!.*\/(verify|findsid)).*)/,
    "permissions",
    "changes who owns files or may use them",
  ],
  [
    /^(net|net1) (user|localgroup|share|stop|start)|^(new|set|remove|enable|disable)-local(user|group)/,
    "accounts",
    "changes accounts or services of the machine",
  ],
  [/^(clear-eventlog|wevtutil|clear-history|remove-eventlog)( |$)/, "traces", "wipes its traces"],
  [
    /^(powershell|pwsh) .*-e(nc|ncodedcommand|c)? +[a-z0-9+/=]{8,}/,
    "encoded-code",
    "runs code that was encoded, so that nobody can read it",
  ],
  [
    /^(certutil .*-(urlcache|decode)|bitsadmin|mshta|regsvr32|rundll32|wmic|msiexec|installutil|cscript|wscript)( |$)/,
    "remote-code",
    "runs or fetches code in a way that hides it",
  ],
  [
    /^(install-module|install-package|uninstall-module|add-windowscapability|enable-windowsoptionalfeature|add-appxpackage|remove-appxpackage)( |$)/,
    "machine-packages",
    "installs or removes software of the whole machine",
  ],
  [
    /^(invoke-webrequest|iwr|invoke-restmethod|irm) .*(-method\w* +['"]?(post|put|patch|delete)|-body|-infile|-form)(?!.*(localhost|127\.0\.0\.1))/,
    "network-send",
    "sends data to another machine",
  ],
  [
    /^(get-credential|cmdkey|vaultcmd|convertfrom-securestring)( |$)/,
    "credentials",
    "reads stored credentials",
  ],
  [
    /^(invoke-command|icm|enter-pssession|new-pssession) .*-computername/,
    "network-send",
    "works on another machine",
  ],
]

/** What lines of `cmd` and PowerShell do that no POSIX program has a name for. */
export function windowsRule(call: Call, place: Place): readonly Finding[] {
  const line = lineOf(call).toLowerCase()
  const encoded = /^(powershell|pwsh) /.test(line)
  if (call.shell !== "windows" && !encoded) return []
  const found = lines.find(([pattern]) => pattern.test(line))
  const findings =
    found === undefined
      ? []
      : [finding(found[1], found[1] === "encoded-code" ? "unseen" : "machine", found[2])]
  return [
    ...findings,
    ...evaluated(call),
    ...filesRule({ ...call, ...inPosixWords(call), writes: [], shell: "posix" }, place),
  ]
}

/** `iex` runs a text; where it comes from a download, that is code straight from the network. */
function evaluated({ name }: Call): readonly Finding[] {
  if (name !== "iex" && name !== "invoke-expression") return []
  return [finding("hidden-code", "unseen", "evaluates text that only the running shell knows")]
}

const deleting = /^(remove-item|ri|rm|del|erase|rd|rmdir|clear-content|clc)$/
const writing = /^(set-content|add-content|out-file|new-item|ni|tee-object|sc|ac|mkdir|md)$/
const copying = /^(copy-item|copy|cpi|cp|xcopy|robocopy|move-item|move|mi|mv|ren|rename-item|mklink)$/

/** The paths of a cmdlet in words of `rm`, `touch` and `cp`; nothing for other programs. */
function inPosixWords({ name, args }: Call): Pick<Call, "name" | "args"> {
  const paths = operandsOf(args)
  if (deleting.test(name)) {
    const wipes =
      args.some((arg) => /^(-r(e(c(u(r(s(e)?)?)?)?)?)?|\/s)$/i.test(arg)) ||
      args.some((arg) => arg.includes("*"))
    const fed = paths.length === 0 ? [unknown] : paths
    return { name: "rm", args: [...(wipes ? ["-r"] : []), "--", ...fed] }
  }
  if (writing.test(name)) return { name: "touch", args: ["--", ...paths.slice(0, 1)] }
  if (!copying.test(name)) return { name: "", args: [] }
  const [source, target] = paths
  if (source === undefined || target === undefined) return { name: "", args: [] }
  if (name === "robocopy" && args.some((arg) => /^\/(mir|purge)$/i.test(arg)))
    return { name: "rm", args: ["-r", "--", target] }
  return { name: /^(move|mi$|mv$)/.test(name) ? "mv" : "cp", args: ["--", source, target] }
}

const valuedOption =
  /^-(filter|include|exclude|value|encoding|itemtype|type|erroraction|ea|depth|stream|credential|name)$/i

function operandsOf(args: readonly string[]): readonly string[] {
  const paths: string[] = []
  for (let at = 0; at < args.length; at++) {
    const arg = args[at] ?? ""
    if (valuedOption.test(arg)) at++
    else if (/^-\w/.test(arg) || /^\/[a-z?]{1,4}(:.*)?$/i.test(arg)) continue
    else paths.push(...arg.split(",").filter((path) => path !== ""))
  }
  return paths
}
