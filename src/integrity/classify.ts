import { posix } from "node:path"
import type { FileKind } from "./surface.ts"

const own = /^for-loop\.config\.json$/
const ci =
  /^(\.github\/(workflows|actions)\/.*\.ya?ml|\.gitlab-ci\.ya?ml|\.gitlab\/.*\.ya?ml|\.circleci\/config\.ya?ml|azure-pipelines.*\.ya?ml|Jenkinsfile[^/]*|\.travis\.ya?ml|bitbucket-pipelines\.ya?ml|\.buildkite\/.*\.ya?ml|\.drone\.ya?ml|\.woodpecker(\.ya?ml|\/.*)|\.?appveyor\.ya?ml|\.ci\/.*|\.forgejo\/workflows\/.*|\.gitea\/workflows\/.*)$/
const environment = /(^|\/)\.env(\.[\w.-]+)?$|(^|\/)\.envrc$/
const snapshot =
  /\.(snap|ambr|snapshot|golden|approved\.[a-z]+|verified\.[a-z]+)$|(^|\/)(__snapshots__|__image_snapshots__|snapshots|goldens?)\/.|(^|\/)testdata\/.*(golden|expected|want|\.out$)|(^|\/)expected\/|(^|[._/-])(expected|golden)[._-][^/]*\.(json|ya?ml|txt|html|xml|csv|md)$|[._-](expected|golden)\.(json|ya?ml|txt|html|xml|csv|md)$/i
const config =
  /(^|\/)((vitest|vite|jest|karma|playwright|cypress|ava|nyc|c8|wtr|web-test-runner|tap|babel|cucumber|stryker|codecept|wdio)[.\w-]*\.(conf|config|workspace|projects|setup\.config)?\.?([cm]?[jt]sx?|json|ya?ml)|vitest\.workspace\.[\w]+|jest\.config\.[\w]+|karma\.conf\.[\w]+|\.mocharc(\.[\w]+)?|\.nycrc(\.[\w]+)?|\.c8rc(\.[\w]+)?|\.taprc|\.?codecov\.ya?ml|\.jasmine\.json|jasmine\.json|pytest\.ini|\.pytest\.ini|tox\.ini|setup\.cfg|pyproject\.toml|\.coveragerc|noxfile\.py|Cargo\.toml|\.?nextest\.toml|pom\.xml|build\.gradle(\.kts)?|gradle\.properties|phpunit\.xml(\.dist)?|\.rspec|\.simplecov|xunit\.runner\.json|[^/]+\.runsettings|[^/]+\.csproj|Directory\.Build\.props|bunfig\.toml|deno\.jsonc?|tsconfig[\w.-]*\.json|\.golangci\.ya?ml|mypy\.ini|\.?ruff\.toml|\.eslintrc[\w.]*|eslint\.config\.[\w]+|biome\.jsonc?)$/
const script =
  /(^|\/)(package\.json|composer\.json|[Mm]akefile|GNUmakefile|[\w.-]+\.mk|[Jj]ustfile|Taskfile\.ya?ml|Rakefile|turbo\.json|nx\.json|project\.json|lerna\.json|magefile\.go|Procfile|docker-compose[\w.-]*\.ya?ml|\.husky\/[\w-]+|\.pre-commit-config\.yaml|lefthook\.ya?ml)$|\.(sh|bash|zsh|bat|cmd|ps1)$/
const data =
  /(^|\/)(testdata|__fixtures__|fixtures?|test-data|test_data|expected|goldens?|data|cases|samples)\/.*\.(json|jsonl|ya?ml|txt|csv|tsv|xml|html|md|out|golden|sql|toml|ini)$|(^|\/)testdata\/[^.]+$/i
const code =
  /\.([cm]?[jt]sx?|pyi?|go|rs|java|kts?|groovy|scala|cs|fs|vb|rb|php|swift|c|cc|cpp|cxx|h|hpp|m|mm|exs?|erl|lua|dart|jl|clj[cs]?|vue|svelte|bats|feature)$/
const namedTest =
  /(^|\/)([^/]+[._-](test|spec|tests|specs|e2e|cy|itest)\.[cm]?[jt]sx?|(test|spec)\.[cm]?[jt]sx?|test_[^/]*\.py|[^/]+_tests?\.py|tests?\.py|[^/]+_test\.go|[^/]*(Test|Tests|TestCase|IT|Spec|Specs|Should)\.(java|kts?|groovy|scala|cs|fs|vb|swift|php)|Test[A-Z][^/]*\.(java|kts?|cs|php|swift)|[^/]+_(spec|test)\.rb|test_[^/]+\.rb|[^/]+[._-]test\.(rs|cc|cpp|cxx|c|exs|dart|lua|clj)|test[_-][^/]+\.(c|cc|cpp|jl|lua)|[^/]+\.(bats|feature))$/
const testFolder =
  /(^|\/)(__tests__|tests?|specs?|e2e|cypress|integration|unit|__mocks__|testing|test-utils|testutils|src\/test)\//i
const setup =
  /(^|\/)(conftest\.py|(vitest|jest|test|mocha|global|spec)[._-]?(setup|teardown|globals?|helper)s?[\w.-]*\.\w+|setup[._-]?(tests?|files?|jest|vitest)[\w.-]*\.\w+|sitecustomize\.py|usercustomize\.py|spec_helper\.rb|rails_helper\.rb|test_helper\.(rb|exs)|[\w.-]*reporter[\w.-]*\.([cm]?[jt]s|py)|[\w.-]*\.pth)$|(^|\/)__mocks__\//i

/** Contents that define tests, for files whose name does not say it. */
const definesTests =
  /\b(?:it|test|describe|suite)(?:\.\w+)*\s*\(\s*["'`]|\bnode:test\b|#\[(?:\w+::)?test\]|@(?:Test|ParameterizedTest)\b|\[(?:Fact|Test|Theory|TestMethod)\b|\bTEST(?:_F|_P)?\s*\(|RSpec\.describe|\bfunc test\w*\(|#\[Test\]|function test\w*\(/

/**
 * What a file is by its path (with `/`, relative to the workspace) and, where the path leaves it open, by its text;
 * null for files the gate does not watch. Conventions: vitest, jest, mocha, node:test, pytest, unittest, go, cargo,
 * JUnit, xUnit, RSpec, PHPUnit, XCTest, googletest.
 */
export function kindOf(path: string): FileKind | "test-or-support" | null {
  if (own.test(path)) return "own"
  if (ci.test(path)) return "ci"
  if (environment.test(path)) return "env"
  if (namedTest.test(path) && !setup.test(path)) return "test"
  if (setup.test(path)) return "support"
  if (snapshot.test(path)) return "snapshot"
  if (config.test(path)) return "config"
  if (script.test(path)) return "script"
  if (data.test(path) && /(^|\/)(testdata|tests?|specs?|__tests__|__fixtures__|fixtures?)\//i.test(path))
    return "data"
  if (!code.test(path)) return null
  return testFolder.test(path) ? "test-or-support" : "source"
}

/** Settles the kind of a file in a test folder by what it contains; a Python file there must be named as a test. */
export function settleKind(path: string, text: string): FileKind {
  if (/\.(pyi?|go|rb)$/.test(path)) return "support"
  return definesTests.test(text) ? "test" : "support"
}

/** Whether runners with name conventions collect the file by its name. */
export function isNamedTest(path: string): boolean {
  return namedTest.test(path) || /(^|\/)__tests__\//.test(path)
}

/** Folders nobody writes tests in: installed, generated or built. */
export const skippedFolders = new Set([
  "node_modules",
  ".git",
  ".hg",
  ".svn",
  "dist",
  "build",
  "out",
  "coverage",
  "target",
  "vendor",
  ".venv",
  "venv",
  "__pycache__",
  ".next",
  ".nuxt",
  ".output",
  ".tox",
  ".nox",
  ".mypy_cache",
  ".pytest_cache",
  ".ruff_cache",
  ".cache",
  ".turbo",
  ".gradle",
  ".idea",
  ".vscode",
  "bower_components",
  "site-packages",
  ".eggs",
  "obj",
  ".terraform",
  ".svelte-kit",
  ".angular",
  "tmp",
  ".yarn",
  ".pnpm-store",
  "htmlcov",
  ".nyc_output",
  "Pods",
  "DerivedData",
  "elm-stuff",
  "_build",
  "deps",
])

/** Name of the file a path points to without folders and endings, for relating tests and their subjects. */
export function stemOf(path: string): string {
  return posix
    .basename(path)
    .replace(/\.\w+$/, "")
    .replace(/[._-](test|spec|tests|specs|e2e|cy|unit|integration)$/i, "")
    .replace(/^(test|tests)[._-]/i, "")
    .toLowerCase()
}
