import {
  cargoProject,
  dotnetProject,
  goProject,
  gradleProject,
  makeProject,
  mavenProject,
} from "./detect/compiled-project.ts"
import { nodeProject, workspaceGlobs } from "./detect/node-project.ts"
import {
  type DetectedCheck,
  type Ecosystem,
  isSafePath,
  openProject,
  type Project,
} from "./detect/project.ts"
import { pythonProject } from "./detect/python-project.ts"

export type { DetectedCheck } from "./detect/project.ts"

const ecosystems: readonly Ecosystem[] = [
  nodeProject,
  pythonProject,
  goProject,
  cargoProject,
  mavenProject,
  gradleProject,
  dotnetProject,
]

/** Folders that hold other people's code, products of a build, or projects that are meant to fail. */
const neverLookedInto =
  /^(?:\..*|node_modules|bower_components|vendor|third_party|dist|build|out|target|bin|obj|coverage|venv|env|__pycache__|site-packages|fixtures|__fixtures__|testdata|examples?)$/
const deepest = 2
const mostFolders = 200
const mostChecks = 10

/**
 * The checks a project brings with it, to be shown before they are used. The root comes first: when it has any, they are all, for a
 * root's `npm test` covers its packages. Else packages one or two levels below are asked, those a workspace declares
 * or all of them. Nothing is run and nothing but file names and manifests is read. Empty when nothing was found.
 */
export async function detectChecks(
  workspace: string,
  platform: NodeJS.Platform = process.platform,
): Promise<DetectedCheck[]> {
  const root = openProject(workspace, "", platform)
  const own = checksOf(root, root)
  return own.length > 0 ? own : checksBelow(workspace, root)
}

function checksOf(project: Project, root: Project): DetectedCheck[] {
  const found = ecosystems.map((ecosystem) => ecosystem(project, root)).filter((check) => check !== null)
  if (found.length > 0) return found
  const make = makeProject(project)
  return make === null ? [] : [make]
}

function checksBelow(workspace: string, root: Project): DetectedCheck[] {
  const declared = workspaceGlobs(root).map(globPattern)
  const checks: DetectedCheck[] = []
  let level = [root]
  let looked = 0
  for (let depth = 1; depth <= deepest; depth++) {
    const next: Project[] = []
    for (const parent of level) {
      for (const name of [...parent.folders].sort()) {
        const directory = parent.directory === "" ? name : `${parent.directory}/${name}`
        if (neverLookedInto.test(name) || !isSafePath(directory) || ++looked > mostFolders) continue
        const project = openProject(workspace, directory, root.platform)
        const member = declared.length === 0 || declared.some((pattern) => pattern.test(directory))
        const found = member ? checksOf(project, root) : []
        checks.push(...found)
        if (found.length === 0) next.push(project) // what lies inside a project is its own business
      }
    }
    level = next
  }
  return checks.slice(0, mostChecks)
}

/** `packages/*` and `apps/**` as patterns for a folder's path; a leading `!` of an exclusion never matches. */
function globPattern(glob: string): RegExp {
  const source = glob
    .replace(/^\.\//, "")
    .replace(/\/+$/, "")
    .split(/(\*\*\/?|\*)/)
    .map((part) =>
      part === "*" ? "[^/]+" : part.startsWith("**") ? ".+" : part.replace(/[.+?^${}()|[\]\\]/g, "\\$&"),
    )
    .join("")
  return new RegExp(`^${source}$`)
}
