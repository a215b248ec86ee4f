import { argument, type DetectedCheck, type Project, placeOf } from "./project.ts"

/** Go modules: every package of the module. */
export function goProject(project: Project): DetectedCheck | null {
  if (!project.files.has("go.mod")) return null
  const at = project.directory === "" ? "" : `-C ${argument(project.directory)} `
  return { command: `go ${at}test ./...`, why: `there is a go.mod${placeOf(project)}.` }
}

/** Cargo packages and workspaces. */
export function cargoProject(project: Project): DetectedCheck | null {
  const manifest = project.read("Cargo.toml")
  if (manifest === null) return null
  const all = /^\[workspace\]/m.test(manifest) ? " --workspace" : ""
  const at = project.directory === "" ? "" : ` --manifest-path ${argument(`${project.directory}/Cargo.toml`)}`
  const what = all === "" ? "a Cargo.toml" : "a Cargo workspace"
  return { command: `cargo test${all}${at}`, why: `there is ${what}${placeOf(project)}.` }
}

/** Maven, through the wrapper when the project brings one. */
export function mavenProject(project: Project): DetectedCheck | null {
  if (!project.files.has("pom.xml")) return null
  const program = wrapper(project, "mvnw", "mvnw.cmd") ?? "mvn"
  const at = project.directory === "" ? "" : ` -f ${argument(`${project.directory}/pom.xml`)}`
  return { command: `${program} -B${at} test`, why: `there is a pom.xml${placeOf(project)}.` }
}

/** Gradle, through the wrapper when the project brings one. */
export function gradleProject(project: Project): DetectedCheck | null {
  const file = ["build.gradle", "build.gradle.kts", "settings.gradle", "settings.gradle.kts"].find((name) =>
    project.files.has(name),
  )
  if (file === undefined) return null
  const program = wrapper(project, "gradlew", "gradlew.bat") ?? "gradle"
  const at = project.directory === "" ? "" : ` -p ${argument(project.directory)}`
  return { command: `${program}${at} test`, why: `there is a ${file}${placeOf(project)}.` }
}

/** .NET solutions, else a single project. */
export function dotnetProject(project: Project): DetectedCheck | null {
  const names = [...project.files].sort()
  const solutions = names.filter((name) => /\.slnx?$/i.test(name))
  const target = solutions[0] ?? names.find((name) => /\.(?:cs|fs|vb)proj$/i.test(name))
  if (target === undefined) return null
  const path = project.directory === "" ? target : `${project.directory}/${target}`
  return { command: `dotnet test ${argument(path)}`, why: `there is ${target}${placeOf(project)}.` }
}

/** A Makefile with a `test` target; asked last, because such a target usually wraps one of the others. */
export function makeProject(project: Project): DetectedCheck | null {
  const file = ["GNUmakefile", "makefile", "Makefile"].find((name) => project.files.has(name))
  if (file === undefined || !/^test[ \t]*:(?!=)/m.test(project.read(file) ?? "")) return null
  const at = project.directory === "" ? "" : `-C ${argument(project.directory)} `
  return { command: `make ${at}test`, why: `${file}${placeOf(project)} has a test target.` }
}

function wrapper(project: Project, posix: string, windows: string): string | null {
  const inside = project.directory === "" ? "" : `${project.directory}/`
  if (project.platform !== "win32") return project.files.has(posix) ? argument(`./${inside}${posix}`) : null
  return project.files.has(windows) ? argument(`${inside}${windows}`.replaceAll("/", "\\")) : null
}
