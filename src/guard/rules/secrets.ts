import { type Call, lineOf } from "../call.ts"
import type { Place } from "../place.ts"
import { isSecretPath } from "../secret-paths.ts"
import { type Finding, finding } from "../verdict.ts"
import { shown } from "./path-findings.ts"

/** Programs that look at names and not into files. */
const onlyLooks =
  /^(ls|stat|test|\[|\[\[|file|du|find|realpath|readlink|basename|dirname|echo|printf|cd|pushd)$/

/** Programs whose business is to hand out credentials, by their words. */
const handsOut: readonly (readonly [RegExp, string])[] = [
  [/^security (find-(generic|internet)-password|dump-keychain|export)/, "reads the keychain"],
  [/^(secret-tool (lookup|search)|keyring get|kwallet-query)/, "reads the key store"],
  [
    /^(pass (show|-c)|op (read|item get)|bw (get|export)|lpass show|vault (read|kv get))/,
    "reads a password store",
  ],
  [/^gpg2? .*--?export-secret/, "exports secret keys"],
  [/^gh auth token/, "prints a GitHub token"],
  [
    /^gcloud (auth (application-default )?print-(access|identity)-token|secrets versions access)/,
    "prints a Google token",
  ],
  [
    /^aws (configure (get|export-credentials)|sts get-session-token|ecr get-login-password|secretsmanager get-secret)/,
    "prints AWS credentials",
  ],
  [/^az account get-access-token/, "prints an Azure token"],
  [/^(kubectl|oc) (get secrets? .*-o|config view .*--raw)/, "prints secrets of a cluster"],
  [/^heroku (auth:token|config)/, "prints credentials"],
  [/^npm (token|config get .*_authToken)/, "prints npm credentials"],
  [/^git credential(-\w+)? (fill|get)/, "prints git credentials"],
  [/^(ssh-add -L|cmdkey \/list|vaultcmd )/, "lists credentials"],
]

/** Whether a call reads credentials. */
export function secretsRule(call: Call, place: Place): readonly Finding[] {
  const line = lineOf(call)
  for (const [pattern, what] of handsOut) {
    if (pattern.test(line)) return [finding("credentials", "machine", what)]
  }
  const named = onlyLooks.test(call.name) ? [] : call.args.flatMap(pathsIn)
  const found = [...named, ...call.reads].find((path) => isSecretPath(path, call.cwd, place))
  return found === undefined ? [] : [finding("credentials", "machine", `reads credentials (${shown(found)})`)]
}

/** `@file`, `--data=@file`, `if=file` and `-Ffile=@x` name files too. */
function pathsIn(arg: string): readonly string[] {
  const value = /^[^=@]*[=@]+(.+)$/.exec(arg)?.[1]
  return value === undefined ? [arg] : [arg, value.replace(/^@/, "")]
}
