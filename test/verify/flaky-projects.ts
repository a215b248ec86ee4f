import { spawnSync } from "node:child_process"

const works = (program: string, ...args: string[]) =>
  spawnSync(program, args, { stdio: "ignore" }).status === 0

type Project = { readonly files: Record<string, string>; readonly check: string; readonly ids: Ids }
type Ids = { readonly flip: string; readonly repaired: string; readonly broken: string }

/** Projects with three tests: `flip` fails at every other run by a counter outside the tree, the others follow the file `value`. */
export const flakyProjects: [string, boolean, (counter: string) => Project][] = [
  ["node:test", true, (counter) => nodeProject(counter, "node --test")],
  ["node:test through npm", true, (counter) => nodeProject(counter, "npm test")],
  ["vitest through npm", true, vitestProject],
  ["pytest", works("python3", "-m", "pytest", "--version"), pytestProject],
  ["go test", works("go", "version"), goProject],
  ["cargo test", works("cargo", "--version"), cargoProject],
]

const javascript = (counter: string) => `
const file = ${JSON.stringify(counter)}
const round = existsSync(file) ? Number(readFileSync(file, "utf8")) : 0
test("flips $(by) \\"chance\\"", () => { writeFileSync(file, String(round + 1)); assert.equal(round % 2, 1) })
test("is repaired", () => assert.equal(readFileSync("value", "utf8"), "2"))
describe("cart", () => { test("is broken", () => assert.equal(readFileSync("value", "utf8"), "1")) })
`
const jsIds = (file: string): Ids => ({
  flip: `${file} > flips $(by) "chance"`,
  repaired: `${file} > is repaired`,
  broken: `${file} > cart > is broken`,
})
const imports =
  'import { existsSync, readFileSync, writeFileSync } from "node:fs"\nimport assert from "node:assert"\n'

function nodeProject(counter: string, check: string): Project {
  const code = `${imports}import { describe, test } from "node:test"\n${javascript(counter)}`
  const manifest = JSON.stringify({ scripts: { test: "node --test test/a.test.mjs" } })
  return {
    files: { "test/a.test.mjs": code, "package.json": manifest },
    check,
    ids: jsIds("test/a.test.mjs"),
  }
}

function vitestProject(counter: string): Project {
  const code = `${imports}import { describe, test } from "vitest"\n${javascript(counter)}`
  const manifest = JSON.stringify({ type: "module", scripts: { test: "vitest run" } })
  return {
    files: { "test/a.test.ts": code, "package.json": manifest },
    check: "npm test",
    ids: jsIds("test/a.test.ts"),
  }
}

function pytestProject(counter: string): Project {
  const code = `
import os, pytest
counter = ${JSON.stringify(counter)}
@pytest.mark.parametrize("x", ["a $(b) 'c'"])
def test_flips(x):
    n = int(open(counter).read()) if os.path.exists(counter) else 0
    open(counter, "w").write(str(n + 1))
    assert n % 2 == 1
def test_is_repaired():
    assert open("value").read() == "2"
class TestCart:
    def test_is_broken(self):
        assert open("value").read() == "1"
`
  const file = "tests/test_a.py"
  return {
    files: { [file]: code },
    check: "python3 -m pytest -q -p no:cacheprovider tests",
    ids: {
      flip: `${file} > test_flips[a $(b) 'c']`,
      repaired: `${file} > test_is_repaired`,
      broken: `${file} > TestCart > test_is_broken`,
    },
  }
}

function goProject(counter: string): Project {
  const code = `package words
import ("os"; "strconv"; "testing")
func value(t *testing.T) string { b, err := os.ReadFile("../value"); if err != nil { t.Fatal(err) }; return string(b) }
func TestFlips(t *testing.T) {
	t.Run("by $(chance)", func(t *testing.T) {
		b, _ := os.ReadFile(${JSON.stringify(counter)})
		n, _ := strconv.Atoi(string(b))
		os.WriteFile(${JSON.stringify(counter)}, []byte(strconv.Itoa(n+1)), 0o600)
		if n%2 == 0 { t.Error("even") }
	})
}
func TestIsRepaired(t *testing.T) { if value(t) != "2" { t.Error("not 2") } }
func TestIsBroken(t *testing.T) { if value(t) != "1" { t.Error("not 1") } }
`
  const place = "example.com/words/lib"
  return {
    files: { "go.mod": "module example.com/words\n\ngo 1.21\n", "lib/a_test.go": code },
    check: "go test -count=1 ./...",
    ids: {
      flip: `${place} > TestFlips/by_$(chance)`,
      repaired: `${place} > TestIsRepaired`,
      broken: `${place} > TestIsBroken`,
    },
  }
}

function cargoProject(counter: string): Project {
  const code = `
#[cfg(test)]
mod tests {
    use std::fs;
    fn value() -> String { fs::read_to_string("value").unwrap() }
    #[test]
    fn flips() {
        let n: u32 = fs::read_to_string(${JSON.stringify(counter)}).map_or(0, |text| text.parse().unwrap());
        fs::write(${JSON.stringify(counter)}, (n + 1).to_string()).unwrap();
        assert_eq!(n % 2, 1);
    }
    #[test]
    fn is_repaired() { assert_eq!(value(), "2"); }
    #[test]
    fn is_broken() { assert_eq!(value(), "1"); }
}
`
  return {
    files: {
      "Cargo.toml": '[package]\nname = "words"\nversion = "0.1.0"\nedition = "2021"\n',
      "src/lib.rs": code,
    },
    check: "cargo test --offline --no-fail-fast",
    ids: {
      flip: "src/lib.rs > tests::flips",
      repaired: "src/lib.rs > tests::is_repaired",
      broken: "src/lib.rs > tests::is_broken",
    },
  }
}
