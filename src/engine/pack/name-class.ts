import type { LeftOutReason } from "./left-out.ts"
import { folderMemo, nameOf } from "./path-parts.ts"

const binary = new Set(
  `png jpg jpeg gif webp avif heic bmp ico icns tif tiff psd ai sketch fig woff woff2 ttf otf eot mp3 mp4 m4a ogg oga flac wav
  webm mov avi mkv pdf doc docx xls xlsx ppt pptx odt ods zip gz tgz bz2 xz zst 7z rar tar jar war ear class pyc pyo pyd so
  dylib dll exe bin dat wasm o a lib obj pdb node mo db sqlite sqlite3 parquet npy npz pkl pt onnx h5 pcm svgz iso dmg deb
  rpm whl egg`.split(/\s+/),
)

const locks = new Set(
  `package-lock.json npm-shrinkwrap.json pnpm-lock.yaml yarn.lock bun.lock bun.lockb deno.lock cargo.lock poetry.lock uv.lock
  pdm.lock pipfile.lock gemfile.lock composer.lock go.sum go.work.sum flake.lock mix.lock pubspec.lock podfile.lock
  packages.lock.json gradle.lockfile .terraform.lock.hcl`.split(/\s+/),
)

/** Files that are made to hold secrets; templates of them are not. */
const secretEndings = new Set("pem key ppk kdbx asc gpg tfstate keystore jks p12 pfx".split(" "))
const secretNames = new Set(
  `.netrc _netrc .npmrc .pypirc .pgpass .htpasswd .git-credentials id_rsa id_dsa id_ecdsa id_ed25519 credentials
  credentials.json application_default_credentials.json terraform.tfstate.backup`.split(/\s+/),
)
const secretShapes =
  /^(?:\.env(?:\.(?!(?:example|sample|template|dist|defaults?|test)$)[\w-]+)*|client_secret[\w.-]*\.json|service[-_]?account[\w.-]*\.json|secrets?\.(?:json|ya?ml|toml|ini|env))$/

const generatedNames =
  /\.(?:g|gen|generated|pb)\.\w+$|_pb2(?:_grpc)?\.pyi?$|\.pb\.gw\.go$|_generated\.\w+$|\.designer\.cs$|\.tsbuildinfo$|^\.pnp\.c?js$/
const minifiedNames = /\.min\.(?:js|css|mjs|cjs|html)$/

const generatedFolder = folderMemo((folder) =>
  /(?:^|\/)(?:node_modules|bower_components|\.yarn|\.next|\.nuxt|\.svelte-kit|\.turbo|__generated__|\.dart_tool|\.gradle|\.tox|\.venv|venv|__pycache__|\.mypy_cache|\.pytest_cache|\.ruff_cache|coverage|htmlcov|dist|target\/(?:debug|release|classes))\//.test(
    folder,
  ),
)
const snapshotFolder = folderMemo((folder) => /(?:^|\/)__(?:image_)?snapshots__\//.test(folder))

/** Why a file is left out by its name alone, or null. `path` is relative, with `/`. */
export function leftOutByName(path: string): LeftOutReason | null {
  const name = nameOf(path).toLowerCase()
  const ending = name.slice(name.lastIndexOf(".") + 1)
  if (secretEndings.has(ending) || secretNames.has(name)) return "secret"
  if (/^[.cs]/.test(name) && secretShapes.test(name)) return "secret"
  if (binary.has(ending) && ending !== name) return "binary"
  if (locks.has(name)) return "lock"
  if (ending === "snap" || snapshotFolder(path)) return "snapshot"
  if (ending === "map" || minifiedNames.test(name)) return "minified"
  return generatedFolder(path) || generatedNames.test(name) ? "generated" : null
}
