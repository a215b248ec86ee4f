/** The file that is a program: it runs when it is loaded, and reads and writes the streams of its process. */
export const programFile = "src/hook/main.ts"

/**
 * The source of that program as a module with one function, so that it can run in a test's process any number of
 * times: `hookProgram({ process, readStdin, writeStdout })`. Its own lines stay as they are.
 */
export function asFunction(source: string): string {
  const lines = source.split("\n")
  const body = lines.findLastIndex((line) => line.startsWith("import ")) + 1
  const head = lines.slice(0, body).filter((line) => !/\b(?:readStdin|writeStdout)\b/.test(line))
  return [
    ...head,
    "export function hookProgram({ process, readStdin, writeStdout }) {",
    ...lines.slice(body),
    "}",
    "",
  ].join("\n")
}
