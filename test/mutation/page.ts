import { areas } from "./areas.ts"
import { type Figures, scoreOf } from "./figures.ts"

/** The score that every area is held to, in percent. */
const wanted = 80

/** The page of all areas, from the figures of their last runs. */
export function mutationPage(figures: Readonly<Record<string, Figures>>): string {
  const rows = areas.map(({ name, folder }) => rowOf(name, folder, figures[name]))
  return `# Mutation testing

The product is changed in one small place at a time (a comparison turned round, a condition fixed, a text emptied, a
block removed), and the tests of that area are run against it: a change that no test notices has *survived*, and shows
what is not tested. Written by \`npm run test:mutation\`; edits by hand are lost.

| area | source files | mutants | killed | timeouts | survived | not covered | equivalent | not run | score | date |
|---|---|---|---|---|---|---|---|---|---|---|
${rows.join("\n")}

- *Score*: killed and timeouts among all that ran and can be noticed. Wanted: ${wanted} % in every area.
- *Sampled*: only so many source files, drawn by the hash of their names, with all tests of the area.
- *Not covered*: no test of the area runs that place. They count as survived.
- *Equivalent*: the program does the same; each is listed with its reason in \`test/mutation/equivalents.json\`.
- *Not run*: values made while a module is loaded (tables, patterns). They are left out of the score.
- Only tests of the same area count (\`test/mutation/areas.ts\`), without those of size, of speed and of several processes.

## How it works

\`@stryker-mutator/instrumenter\` makes the mutants: each source file is loaded once with all of them in it, none switched
on. \`test/mutation/mutation-runner.ts\` runs every test as it is, then once more for each mutant that it runs through
and that no test noticed so far. Nothing is started or loaded anew, so thousands of mutants take minutes. Mutants are tried
several at once; those that a test notices together are taken apart until it notices one alone. (Two that undo each other can
so pass as survivors, never as killed.) A test has to hold again after each mutant that it noticed; one that does not is left
out from there on, and its notice with it. The hook's program is called as a function with streams of its own; built, and
started as hosts do, it is tested without mutants.

\`npm run test:mutation\` runs all areas, \`npm run test:mutation -- loop\` one, with \`--files N\` for a sample. Results stay in \`.mutation/\` until the
source or the test they come from changes, also those of a run that was stopped: the next run asks the rest only.
Survivors are listed in \`.mutation/AREA.md\`.
`
}

function rowOf(name: string, folder: string, figures: Figures | undefined): string {
  const area = `${name} (\`${folder}\`)`
  if (figures === undefined) return `| ${area} | never run | | | | | | | | | |`
  const { files, measured, mutants, killed, timeouts, survived, uncovered, equivalent, loading, date } =
    figures
  const cells = [
    measured < files ? `sampled ${measured} of ${files}` : `all ${files}`,
    mutants,
    killed,
    timeouts,
    survived,
    uncovered,
    equivalent,
    loading,
    scoreWords(figures),
    date,
  ]
  return `| ${area} | ${cells.join(" | ")} |`
}

/** Not run to the end means that a later test might still notice some of the survivors. */
function scoreWords(figures: Figures): string {
  const score = scoreOf(figures)
  if (score === null) return "none"
  const { tests, asked } = figures
  return `${score.toFixed(1)} %${asked < tests ? ` (only ${asked} of ${tests} test files were asked)` : ""}`
}
