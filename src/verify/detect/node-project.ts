import { argument, type DetectedCheck, type Project, placeOf } from "./project.ts"

type Manager = "npm" | "pnpm" | "yarn" | "bun"

const lockfiles: readonly (readonly [string, Manager])[] = [
  ["pnpm-lock.yaml", "pnpm"],
  ["yarn.lock", "yarn"],
  ["bun.lock", "bun"],
  ["bun.lockb", "bun"],
  ["package-lock.json", "npm"],
  ["npm-shrinkwrap.json", "npm"],
]

/** The `test` script of a package.json, through the package manager whose lock file is there. */
export function nodeProject(project: Project, workspace: Project): DetectedCheck | null {
  const manifest = parse(project.read("package.json"))
  const script = manifest?.scripts.test?.trim() ?? ""
  // What `npm init` writes fails always and tests nothing.
  if (script === "" || /no test specified/i.test(script)) return null
  const manager =
    managerOf(project, manifest?.packageManager) ??
    managerOf(workspace, parse(workspace.read("package.json"))?.packageManager) ??
    "npm"
  const found = `package.json${placeOf(project)} has a test script`
  const watch = watches(script) ? '; vitest without "run" is kept out of watch mode by CI=1' : ""
  return {
    command: commandOf(manager, project.directory),
    why: `${found} and the package manager is ${manager}${watch}.`,
  }
}

/** Globs of a workspace's packages, from package.json or pnpm-workspace.yaml; empty when it declares none. */
export function workspaceGlobs(project: Project): readonly string[] {
  const declared = parse(project.read("package.json"))?.workspaces ?? []
  const pnpm = project.read("pnpm-workspace.yaml") ?? ""
  const list = /^packages:\s*\n((?:[ \t]*(?:-.*|#.*)?\n?)+)/m.exec(pnpm)?.[1] ?? ""
  const listed = [...list.matchAll(/^[ \t]*-[ \t]*['"]?([^'"#\n]+?)['"]?[ \t]*(?:#.*)?$/gm)].map(
    (match) => match[1] ?? "",
  )
  return [...declared, ...listed]
}

function commandOf(manager: Manager, directory: string): string {
  const at = argument(directory)
  switch (manager) {
    case "npm":
      return directory === "" ? "npm test" : `npm --prefix ${at} test`
    case "pnpm":
      return directory === "" ? "pnpm test" : `pnpm --dir ${at} test`
    case "yarn":
      return directory === "" ? "yarn test" : `yarn --cwd ${at} test`
    case "bun":
      // `bun test` would be bun's own runner, not the script.
      return directory === "" ? "bun run test" : `bun --cwd ${at} run test`
  }
}

function managerOf(project: Project, declared: string | undefined): Manager | null {
  for (const [file, manager] of lockfiles) if (project.files.has(file)) return manager
  const name = declared?.split("@")[0]
  return name === "npm" || name === "pnpm" || name === "yarn" || name === "bun" ? name : null
}

function watches(script: string): boolean {
  return (
    /(?:^|[\s;&|/])vitest(?!\S)(?! +(?:run|bench|list|related)\b)/.test(script) &&
    !/--run\b|--watch[= ]false|--no-watch/.test(script)
  )
}

type Manifest = {
  readonly scripts: Readonly<Record<string, string>>
  readonly packageManager: string | undefined
  readonly workspaces: readonly string[]
}

function parse(text: string | null): Manifest | null {
  let value: unknown
  try {
    value = JSON.parse(text ?? "")
  } catch {
    return null
  }
  if (!isRecord(value)) return null
  const scripts: Record<string, string> = {}
  if (isRecord(value.scripts)) {
    for (const [name, script] of Object.entries(value.scripts))
      if (typeof script === "string") scripts[name] = script
  }
  const listed = isRecord(value.workspaces) ? value.workspaces.packages : value.workspaces
  return {
    scripts,
    packageManager: typeof value.packageManager === "string" ? value.packageManager : undefined,
    workspaces: Array.isArray(listed) ? listed.filter((glob) => typeof glob === "string") : [],
  }
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value)
}
