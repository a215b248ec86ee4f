import type { Place } from "./place.ts"
import { absolute, pathsOf } from "./where.ts"

const inHome =
  /^(\.ssh\/(?!known_hosts|config$|[^/]*\.pub$).+|\.ssh|\.aws(\/.*)?|\.azure(\/.*)?|\.config\/(gcloud|gh|hub|op|doctl|rclone|Bitwarden CLI)(\/.*)?|\.kube(\/config)?|\.docker\/config\.json|\.netrc|_netrc|\.npmrc|\.pypirc|\.git-credentials|\.gnupg(\/.*)?|\.password-store(\/.*)?|\.vault-token|\.gem\/credentials|\.cargo\/credentials(\.toml)?|\.gemini\/(oauth_creds|google_accounts|antigravity.*token).*|\.claude\/\.credentials\.json|\.claude\.json|\.codex\/auth\.json|\.antigravity-for-loop\/keys(\/.*)?|\.pgpass|\.my\.cnf|\.terraform\.d\/credentials.*|\.(bash|zsh|python|node_repl|psql)_history|\.zhistory|Library\/(Keychains|Cookies)(\/.*)?|Library\/Application Support\/(Google\/Chrome|Firefox)(\/.*)?|\.mozilla\/firefox(\/.*)?|\.config\/(google-chrome|chromium)(\/.*)?|\.local\/share\/keyrings(\/.*)?|AppData\/(Roaming|Local)\/(Microsoft\/(Credentials|Protect|Vault)|Google\/Chrome)(\/.*)?)$/i
const onMachine =
  /^\/(etc\/(shadow|gshadow|sudoers(\.d)?|ssl\/private|ssh\/ssh_host_.*_key)(\/.*)?|proc\/[^/]+\/(environ|mem)|root\/\.ssh(\/.*)?|var\/run\/secrets(\/.*)?|run\/secrets(\/.*)?)$/

/** Whether a path holds credentials of the user or of the machine. */
export function isSecretPath(text: string, cwd: string | null, place: Place): boolean {
  const named = absolute(text.replace(/\*+$/, "x"), cwd, place)
  if (named === null) return false
  if (onMachine.test(named)) return true
  const way = pathsOf(place).relative(place.home, named).replaceAll("\\", "/")
  if (way.startsWith("..")) return false
  // A workspace below one of these folders (a checkout of dot files) is not the user's own credentials.
  const workspace = pathsOf(place).relative(place.workspace, named)
  const inside = !workspace.startsWith("..") && !pathsOf(place).isAbsolute(workspace)
  return !inside && inHome.test(way)
}

/** A file of the project that usually holds secrets. */
export function isSecretFile(text: string): boolean {
  return /(^|[\\/])(\.env(\.(?!example|sample|template|dist|test)[\w.-]+)?|id_(rsa|ed25519|ecdsa|dsa)|[\w.-]+\.(pem|key|p12|pfx|keystore|jks)|credentials\.json|service-account[\w.-]*\.json)$/i.test(
    text,
  )
}
