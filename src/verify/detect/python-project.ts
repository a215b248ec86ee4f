import { argument, type DetectedCheck, type Project, placeOf } from "./project.ts"

/** pytest, configured or with tests where pytest looks for them, through the environment manager of the project. */
export function pythonProject(project: Project): DetectedCheck | null {
  const sign = signOf(project)
  if (sign === null) return null
  const runner = runnerOf(project)
  const inside = project.directory === "" ? "" : `cd ${argument(project.directory)} && `
  return { command: `${inside}${runner.command}`, why: `${sign}${placeOf(project)}${runner.why}.` }
}

function signOf(project: Project): string | null {
  if (/^\[tool\.pytest[.\]]/m.test(project.read("pyproject.toml") ?? ""))
    return "pyproject.toml configures pytest"
  if (project.files.has("pytest.ini")) return "there is a pytest.ini"
  if (/^\[tool:pytest\]/m.test(project.read("setup.cfg") ?? "")) return "setup.cfg configures pytest"
  if (/^\[pytest\]/m.test(project.read("tox.ini") ?? "")) return "tox.ini configures pytest"
  for (const folder of ["tests", "test"]) {
    if (project.folders.has(folder) && project.filesIn(folder).some(isTestFile))
      return `${folder}/ holds Python tests`
  }
  return [...project.files].some(isTestFile) ? "there are Python test files" : null
}

function runnerOf(project: Project): { command: string; why: string } {
  if (project.files.has("uv.lock")) return { command: "uv run pytest", why: " and uv.lock is there" }
  if (project.files.has("poetry.lock"))
    return { command: "poetry run pytest", why: " and poetry.lock is there" }
  const windows = project.platform === "win32"
  for (const folder of [".venv", "venv"]) {
    if (!project.folders.has(folder)) continue
    const python = windows ? `${folder}\\Scripts\\python.exe` : `${folder}/bin/python`
    return { command: `${python} -m pytest`, why: ` and ${folder} holds its Python` }
  }
  return { command: `${windows ? "python" : "python3"} -m pytest`, why: "" }
}

function isTestFile(name: string): boolean {
  return /^test_.*\.py$|_test\.py$/.test(name)
}
