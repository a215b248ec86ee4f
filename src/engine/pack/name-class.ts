import type { LeftOutReason } from "./left-out.ts"

const binary = new Set(
  `png jpg jpeg gif webp avif heic bmp ico icns tif tiff psd ai sketch fig woff woff2 ttf otf eot mp3 mp4 m4a ogg oga flac wav
  webm mov avi mkv pdf doc docx xls xlsx ppt pptx odt ods zip gz tgz bz2 xz zst 7z rar tar jar war ear class pyc pyo pyd so
  dylib dll exe bin dat wasm o a lib obj pdb node mo db sqlite sqlite3 parquet npy npz pkl pt onnx h5 pcm svgz iso dmg deb
  rpm whl egg keystore jks p12 pfx`.split(/\s+/),
)

const lockFiles =
  /^(?:package-lock\.json|npm-shrinkwrap\.json|pnpm-lock\.yaml|yarn\.lock|bun\.lockb?|deno\.lock|cargo\.lock|poetry\.lock|uv\.lock|pdm\.lock|pipfile\.lock|gemfile\.lock|composer\.lock|go\.sum|go\.work\.sum|flake\.lock|mix\.lock|pubspec\.lock|podfile\.lock|packages\.lock\.json|gradle\.lockfile|\.terraform\.lock\.hcl)$/

/** Files that are made to hold secrets; templates of them are not. */
const secretNames =
  /^(?:\.env(?:\.(?!(?:example|sample|template|dist|defaults?|test)$)[\w-]+)*|\.netrc|_netrc|\.npmrc|\.pypirc|\.pgpass|\.htpasswd|\.git-credentials|id_(?:rsa|dsa|ecdsa|ed25519)|credentials(?:\.json)?|client_secret[\w.-]*\.json|service[-_]?account[\w.-]*\.json|application_default_credentials\.json|secrets?\.(?:json|ya?ml|toml|ini|env)|[\w.-]*\.(?:pem|key|ppk|kdbx|asc|gpg|tfstate(?:\.backup)?))$/

const generatedNames =
  /(?:\.(?:g|gen|generated|pb)\.\w+|_pb2(?:_grpc)?\.pyi?|\.pb(?:\.gw)?\.go|_generated\.\w+|\.designer\.cs|\.tsbuildinfo|\.d\.ts\.map)$|^(?:\.pnp\.c?js)$/

const generatedFolders =
  /(?:^|\/)(?:node_modules|bower_components|\.yarn|\.next|\.nuxt|\.svelte-kit|\.turbo|__generated__|\.dart_tool|\.gradle|\.tox|\.venv|venv|__pycache__|\.mypy_cache|\.pytest_cache|\.ruff_cache|coverage|htmlcov|dist|target\/(?:debug|release|classes))\//

/** Why a file is left out by its name alone, or null. `path` is relative, with `/`. */
export function leftOutByName(path: string): LeftOutReason | null {
  const name = path.slice(path.lastIndexOf("/") + 1).toLowerCase()
  const dot = name.lastIndexOf(".")
  if (secretNames.test(name)) return "secret"
  if (dot >= 0 && binary.has(name.slice(dot + 1))) return "binary"
  if (lockFiles.test(name)) return "lock"
  if (name.endsWith(".snap") || /(?:^|\/)__(?:snapshots|image_snapshots)__\//.test(path)) return "snapshot"
  if (/\.min\.(?:js|css|mjs|cjs|html)$/.test(name) || name.endsWith(".map")) return "minified"
  if (generatedNames.test(name) || generatedFolders.test(path)) return "generated"
  return null
}
