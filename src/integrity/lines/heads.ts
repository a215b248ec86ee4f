type Language = {
  readonly files: RegExp
  /** Attributes or annotations that make the next function a test. */
  readonly attribute: RegExp | null
  /** The function an attribute stands for; its first group is the name. */
  readonly method: RegExp | null
  /** Lines that are tests by themselves; the first group that matched is the name. */
  readonly head: RegExp | null
}

const languages: readonly Language[] = [
  {
    files: /\.(java|kts?|groovy|scala)$/,
    attribute: /^\s*@(?:\w+\.)*(Test|ParameterizedTest|RepeatedTest|TestFactory|TestTemplate|Property)\b/,
    method: /(?:\bfun\s+`([^`]+)`|\b(\w+)\s*\()/,
    head: /^\s*(?:def\s+"([^"]+)"|(?:it|test|should)\s*\(?"([^"]+)"|"([^"]+)"\s+(?:should|in)\b)/,
  },
  {
    files: /\.(cs|fs|vb)$/,
    attribute:
      /^\s*\[(?:\w+\.)*(Fact|Theory|Test|TestCase|TestMethod|DataTestMethod|TestCaseSource|DataRow|InlineData)\b/,
    method: /\b(\w+)\s*(?:<[^>]*>)?\(/,
    head: null,
  },
  {
    files: /\.rs$/,
    attribute: /^\s*#\[(?:\w+::)*(test|rstest|test_case|wasm_bindgen_test)\b/,
    method: /\bfn\s+(\w+)/,
    head: null,
  },
  {
    files: /\.rb$/,
    attribute: null,
    method: null,
    head: /^\s*(?:[xf]?(?:it|specify|example|scenario|test)\s*\(?\s*["']([^"']+)["']|def\s+(test_\w+[?!]?)|[xf]?(?:it|specify)\s*(\{))/,
  },
  {
    files: /\.php$/,
    attribute: /^\s*(?:#\[Test\b|\*\s*@test\b|\/\*\*\s*@test\b)/,
    method: /\bfunction\s+(\w+)/,
    head: /^\s*(?:(?:public\s+|final\s+)*function\s+(test\w*)\s*\(|(?:it|test)\s*\(\s*["']([^"']+)["'])/,
  },
  {
    files: /\.swift$/,
    attribute: /^\s*@Test\b/,
    method: /\bfunc\s+`?([\w ]+)`?/,
    head: /^\s*(?:@\w+\s+)*(?:public\s+|override\s+)*func\s+(test\w*)\s*\(/,
  },
  {
    files: /\.(c|cc|cpp|cxx|h|hpp|m|mm)$/,
    attribute: null,
    method: null,
    head: /^\s*(?:TEST(?:_F|_P)?\s*\(([^)]+)\)|(?:TEST_CASE|SCENARIO|SECTION)\s*\(\s*"([^"]+)"|BOOST_AUTO_TEST_CASE\s*\(([^)]+)\)|-\s*\(void\)\s*(test\w+))/,
  },
  { files: /\.bats$/, attribute: null, method: null, head: /^@test\s+["']([^"']+)["']/ },
  { files: /\.exs?$/, attribute: null, method: null, head: /^\s*test\s+"([^"]+)"/ },
  {
    files: /\.feature$/,
    attribute: null,
    method: null,
    head: /^\s*(?:Scenario|Example|Scenario Outline):\s*(.+)$/,
  },
  { files: /\.py$/, attribute: null, method: null, head: /^\s*(?:async\s+)?def\s+(test\w*)\s*\(/ },
  {
    files: /\.go$/,
    attribute: null,
    method: null,
    head: /^func\s+(?:\([^)]*\)\s*)?((?:Test|Fuzz|Example)\w*)\s*\(/,
  },
  {
    files: /\.([cm]?[jt]sx?|dart|vue|svelte|jl|lua|clj)$/,
    attribute: null,
    method: null,
    head: /^\s*[xf]?(?:it|test|specify)(?:\.\w+)*\s*\(\s*["'`]([^"'`]+)["'`]/,
  },
]

/** The name of the test that a line of a file begins, by what `attributes` (the lines right above) and `line` say together. */
export function headReader(path: string): (line: string, attributes: readonly string[]) => string | null {
  const language = languages.find(({ files }) => files.test(path))
  return (line, attributes) => {
    if (language === undefined) return null
    const direct = language.head?.exec(line)
    if (direct) return nameIn(direct)
    const { attribute, method } = language
    if (attribute === null || method === null) return null
    // The words may also stand in a name between backticks.
    if (/\b(class|struct|interface|object|mod)\s[^`]*$/.test(line)) return null
    if (![line, ...attributes].some((entry) => attribute.test(entry))) return null
    // With attributes on the same line, the name is in what follows them.
    const before = /^(\s*(?:@\w+(?:\([^)]*\))?|\[[^\]]*\]))+/.exec(line)?.[0].length ?? 0
    return nameIn(method.exec(line.slice(before)))
  }
}

/** The first of the groups that matched. */
function nameIn(match: RegExpExecArray | null): string | null {
  return match?.slice(1).find((group) => group !== undefined) ?? null
}

/** Whether a line belongs to what stands above a test: an annotation, attribute or comment of documentation. */
export function isAttribute(line: string): boolean {
  return /^\s*(@\w|\[[A-Z]|#\[|\/?\*|\/\/\/)/.test(line)
}
