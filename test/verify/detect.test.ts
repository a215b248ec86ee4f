import { afterEach, describe, expect, it } from "vitest"
import { detectChecks } from "../../src/verify/detect.ts"
import { fileTree } from "./file-tree.ts"

const made: { remove(): void }[] = []
afterEach(() => {
  for (const tree of made.splice(0)) tree.remove()
})

async function commandsFor(
  files: Record<string, string>,
  platform: NodeJS.Platform = "linux",
): Promise<string[]> {
  const tree = fileTree(files)
  made.push(tree)
  return (await detectChecks(tree.path, platform)).map((check) => check.command)
}

const withTest = (script = "node --test", more = {}) => JSON.stringify({ scripts: { test: script }, ...more })

describe("detectChecks", () => {
  it.each<[string, Record<string, string>, string[]]>([
    ["npm without a lock file", { "package.json": withTest() }, ["npm test"]],
    ["npm", { "package.json": withTest(), "package-lock.json": "" }, ["npm test"]],
    ["pnpm", { "package.json": withTest(), "pnpm-lock.yaml": "" }, ["pnpm test"]],
    ["yarn", { "package.json": withTest(), "yarn.lock": "" }, ["yarn test"]],
    ["bun", { "package.json": withTest(), "bun.lock": "" }, ["bun run test"]],
    [
      "a declared manager",
      { "package.json": withTest("x", { packageManager: "pnpm@9.1.0" }) },
      ["pnpm test"],
    ],
    ["a BOM and CRLF", { "package.json": `\ufeff{"scripts":\r\n{"test":"x"}}` }, ["npm test"]],
    ["a package without tests", { "package.json": "{}" }, []],
    ["a broken package.json", { "package.json": "{" }, []],
    ["pytest in pyproject.toml", { "pyproject.toml": "[tool.pytest.ini_options]\n" }, ["python3 -m pytest"]],
    ["pytest.ini", { "pytest.ini": "" }, ["python3 -m pytest"]],
    ["setup.cfg", { "setup.cfg": "[tool:pytest]\n" }, ["python3 -m pytest"]],
    ["a tests folder", { "tests/test_a.py": "" }, ["python3 -m pytest"]],
    ["a Python project without tests", { "pyproject.toml": "[project]\n", "tests/data.py": "" }, []],
    ["uv", { "pytest.ini": "", "uv.lock": "" }, ["uv run pytest"]],
    ["poetry", { "pytest.ini": "", "poetry.lock": "" }, ["poetry run pytest"]],
    ["a virtual environment", { "pytest.ini": "", ".venv/bin/python": "" }, [".venv/bin/python -m pytest"]],
    ["go", { "go.mod": "module x\n" }, ["go test ./..."]],
    ["cargo", { "Cargo.toml": "[package]\n" }, ["cargo test"]],
    ["a cargo workspace", { "Cargo.toml": "[workspace]\n" }, ["cargo test --workspace"]],
    ["maven", { "pom.xml": "" }, ["mvn -B test"]],
    ["maven with a wrapper", { "pom.xml": "", mvnw: "" }, ["./mvnw -B test"]],
    ["gradle", { "build.gradle.kts": "" }, ["gradle test"]],
    ["gradle with a wrapper", { "build.gradle": "", gradlew: "" }, ["./gradlew test"]],
    ["a .NET solution", { "Shop.sln": "", "Shop.csproj": "" }, ["dotnet test Shop.sln"]],
    ["a .NET project", { "Shop.csproj": "" }, ["dotnet test Shop.csproj"]],
    ["make", { Makefile: "build:\n\ttrue\ntest: build\n\ttrue\n" }, ["make test"]],
    ["a make variable called test", { Makefile: "test := 1\nall:\n\ttrue\n" }, []],
    [
      "a makefile that wraps another tool",
      { Makefile: "test:\n\tgo test\n", "go.mod": "" },
      ["go test ./..."],
    ],
    ["two languages", { "package.json": withTest(), "go.mod": "" }, ["npm test", "go test ./..."]],
    ["nothing", { "README.md": "" }, []],
  ])("finds the command of %s", async (_, files, expected) => {
    expect(await commandsFor(files)).toEqual(expected)
  })

  it("never takes the placeholder of npm init for a test", async () => {
    const placeholder = 'echo "Error: no test specified" && exit 1'
    expect(await commandsFor({ "package.json": withTest(placeholder) })).toEqual([])
  })

  it.each<[string, Record<string, string>, string]>([
    ["maven", { "pom.xml": "", mvnw: "", "mvnw.cmd": "" }, ".\\mvnw.cmd"],
    ["gradle", { "build.gradle": "", "gradlew.bat": "" }, "gradlew.bat test"],
    ["python", { "pytest.ini": "" }, "python -m pytest"],
    [
      "a virtual environment",
      { "pytest.ini": "", "venv/Scripts/python.exe": "" },
      "venv\\Scripts\\python.exe -m pytest",
    ],
  ])("S90 names what Windows can start for %s", async (_, files, expected) => {
    expect((await commandsFor(files, "win32"))[0]).toContain(expected.replace(".\\mvnw", "mvnw"))
  })

  it("S72 tells that vitest without run is kept out of watch mode", async () => {
    const why = async (script: string) => {
      const tree = fileTree({ "package.json": withTest(script) })
      made.push(tree)
      return (await detectChecks(tree.path))[0]?.why ?? ""
    }
    for (const script of ["vitest", "vitest --coverage", "tsc && vitest"])
      expect(await why(script)).toMatch(/CI=1/)
    for (const script of ["vitest run", "vitest --run", "vitest --watch=false", "vitest-fork", "jest"]) {
      expect(await why(script)).not.toMatch(/CI=1/)
    }
  })

  it("says for each check what it found", async () => {
    const tree = fileTree({ "package.json": withTest(), "yarn.lock": "", "go.mod": "" })
    made.push(tree)
    expect((await detectChecks(tree.path)).map((check) => check.why)).toEqual([
      "package.json has a test script and the package manager is yarn.",
      "there is a go.mod.",
    ])
  })
})

describe("detectChecks in a monorepo", () => {
  it("takes the root's own test for all packages", async () => {
    expect(
      await commandsFor({ "package.json": withTest(), "packages/app/package.json": withTest() }),
    ).toEqual(["npm test"])
  })

  it("asks the packages when the root has no test, each with its folder in the command", async () => {
    const files = {
      "package.json": JSON.stringify({ workspaces: ["packages/*"] }),
      "pnpm-lock.yaml": "",
      "packages/app/package.json": withTest(),
      "packages/lib/package.json": withTest(),
      "packages/docs/package.json": "{}",
      "scripts/package.json": withTest(),
    }
    expect(await commandsFor(files)).toEqual(["pnpm --dir packages/app test", "pnpm --dir packages/lib test"])
  })

  it("reads the packages of pnpm-workspace.yaml", async () => {
    const files = {
      "pnpm-workspace.yaml": "packages:\n  # all apps\n  - 'apps/*'\n  - \"tools\"\ncatalog:\n  - x\n",
      "pnpm-lock.yaml": "",
      "apps/shop/package.json": withTest(),
      "tools/package.json": withTest(),
      "other/package.json": withTest(),
    }
    expect(await commandsFor(files)).toEqual(["pnpm --dir tools test", "pnpm --dir apps/shop test"])
  })

  it("finds other languages two levels below", async () => {
    const files = {
      "services/api/go.mod": "",
      "services/core/Cargo.toml": "[package]\n",
      "services/jobs/pytest.ini": "",
      "backend/pom.xml": "",
      "app/build.gradle": "",
      "net/Shop.csproj": "",
      "c/Makefile": "test:\n\ttrue\n",
      "web app/package.json": withTest(),
    }
    expect(await commandsFor(files)).toEqual([
      "gradle -p app test",
      "mvn -B -f backend/pom.xml test",
      "make -C c test",
      "dotnet test net/Shop.csproj",
      'npm --prefix "web app" test',
      "go -C services/api test ./...",
      "cargo test --manifest-path services/core/Cargo.toml",
      "cd services/jobs && python3 -m pytest",
    ])
  })

  it("never looks into installed packages, build products, examples or hidden folders", async () => {
    const files = Object.fromEntries(
      ["node_modules/a", "vendor", "dist", ".git", ".venv/x", "examples/one", "target", "fixtures"].map(
        (folder) => [`${folder}/package.json`, withTest()],
      ),
    )
    expect(await commandsFor(files)).toEqual([])
  })

  it.skipIf(process.platform === "win32")(
    "S28 makes no command from a folder name a shell could misread",
    async () => {
      const files = {
        "a;touch x/package.json": withTest(),
        "$(id)/package.json": withTest(),
        "-x/package.json": withTest(),
      }
      expect(await commandsFor(files)).toEqual([])
    },
  )
})
