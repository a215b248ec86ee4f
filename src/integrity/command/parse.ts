import { posix } from "node:path"

/** One program call of a shell command line. */
export type Step = {
  /** Variables set in front of the program. */
  readonly env: readonly string[]
  readonly words: readonly string[]
  /** What joins it to the step before: `&&`, `||`, `;`, `|` or nothing. */
  readonly joint: string
}

/** Splits a command line into its steps; quotes are removed, nothing is run or expanded. */
export function stepsOf(command: string): Step[] {
  const steps: Step[] = []
  let words: string[] = []
  let joint = ""
  const flush = (next: string) => {
    const first = words.findIndex(
      (word) =>
        !/^[A-Za-z_]\w*=/.test(word) &&
        !/^(cross-env|env|dotenv|--|time|exec|command|npx|-y|--yes|bunx)$/.test(word),
    )
    const at = first < 0 ? words.length : first
    if (words.length > 0)
      steps.push({
        env: words.slice(0, at).filter((word) => word.includes("=")),
        words: words.slice(at),
        joint,
      })
    words = []
    joint = next
  }
  const pattern =
    /\\\r?\n|(&&|\|\||;|\r?\n|\|&?|&(?!>)(?!\d))|(#[^\n]*)|((?:"(?:[^"\\]|\\[\s\S])*"|'[^']*'|\$\([^()]*\)|\$\{[^}]*\}|[^\s"'&|;$#]|\$|(?<=\S)#|["'])+)/g
  for (const [, operator, comment, word] of command.matchAll(pattern)) {
    if (operator !== undefined) flush(/^\s|\n/.test(operator) ? ";" : operator)
    else if (comment === undefined && word !== undefined) words.push(word.replace(/["']/g, ""))
  }
  flush("")
  return steps
}

const tool =
  /^(vitest|jest|mocha|_mocha|ava|tap|tape|jasmine|karma|cypress|playwright|wdio|pytest|py\.test|unittest|tox|nox|nose2|gotestsum|rspec|rake|phpunit|pest|ctest|c8|nyc|tsd|eslint|tsc|vue-tsc|biome|ruff|mypy|pyright|flake8|black|prettier|golangci-lint|clippy|uvu|stryker|cucumber|bats|knip)$/
const twoWords =
  /^(node --test|react-scripts test|craco test|go test|go vet|cargo test|cargo nextest|cargo clippy|cargo check|mvn \S+|mvnw \S+|gradle \S+|gradlew \S+|dotnet test|swift test|bun test|deno test|deno lint|npm test|yarn test|pnpm test|npm run|yarn run|pnpm run|make \S+|mix test|python -m|php artisan|bundle exec|coverage run|invoke test|just \S+)$/

/** Name of the tool that a step runs as far as it judges code (`vitest`, `go test`); null for other programs. */
export function toolOf({ words }: Step): string | null {
  const plain = words.map((word) => posix.basename(word))
  const django = plain.findIndex((word) => /^(manage\.py|django-admin)$/.test(word))
  if (django >= 0 && plain[django + 1] === "test") return "manage.py test"
  const start = /^(poetry|uv|uvx|pdm|hatch|pipenv|rye)$/.test(plain.slice(0, 1).join())
    ? plain.findIndex((word, i) => i > 0 && word !== "run")
    : 0
  const [first = "", ...rest] = plain.slice(Math.max(0, start))
  if (/^(npx|bunx|pnpx|yarn|pnpm|npm|bundle)$/.test(first)) {
    const named = rest.find((word) => tool.test(word))
    if (named !== undefined) return named
    if (rest.some((word) => /^(t|test|tst)$/.test(word)) || rest[0] === "run")
      return `${first} ${rest
        .filter((word) => !word.startsWith("-"))
        .slice(0, 2)
        .join(" ")}`
    return null
  }
  if (/^python[\d.]*$|^\$[({]\w+[)}]$/.test(first)) {
    const flag = rest.findIndex((word) => /^-[A-Za-z]*m$/.test(word))
    const module = flag < 0 ? undefined : rest[flag + 1]
    return module === undefined
      ? null
      : tool.test(module)
        ? module
        : module === "coverage"
          ? (rest.find((word) => tool.test(word)) ?? "coverage")
          : null
  }
  if (first === "node")
    return rest.some((word) => word === "--test")
      ? "node --test"
      : (rest.map((word) => word.replace(/\.[cm]?js$/, "")).find((word) => tool.test(word)) ?? null)
  if (/^(c8|nyc|coverage)$/.test(first)) return rest.find((word) => tool.test(word)) ?? first
  if (tool.test(first)) return first
  const verb = rest.find((word) => !word.startsWith("-"))
  const pair = `${first} ${verb ?? ""}`
  return twoWords.test(pair) ? pair : null
}

/** A command line without the toolchain that it asks for: `cargo +nightly test` is `cargo test`. */
export function withoutToolchain(command: string): string {
  return command.replace(/\b(cargo)\s+\+\S+/g, "$1")
}

/** Whether any step of a command line runs a tool that judges code. */
export function judges(command: string): boolean {
  return stepsOf(withoutToolchain(command)).some((step) => toolOf(step) !== null)
}

/** Tools whose selection of tests counts, as against linters. */
export function isTestTool(name: string): boolean {
  return !/^(eslint|tsc|vue-tsc|biome|ruff|mypy|pyright|flake8|black|prettier|golangci-lint|clippy|cargo (clippy|check)|go vet|deno lint|knip|tsd)$/.test(
    name,
  )
}
