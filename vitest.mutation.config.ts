import { defineConfig } from "vitest/config"
import { areas, leftOut } from "./test/mutation/areas.ts"
import { CheapFirst } from "./test/mutation/cheap-first.ts"
import { asFunction, programFile } from "./test/mutation/hook-program.ts"
import { instrument, pathOf } from "./test/mutation/instrument.ts"
import { isOfRun } from "./test/mutation/kept.ts"

const area = areas.find(({ name }) => name === process.env.FOR_LOOP_MUTATION_AREA)
if (area === undefined) throw new Error("this configuration is for npm run test:mutation")
const { changes, sources } = await instrument(area, Number(process.env.FOR_LOOP_MUTATION_FILES ?? "Infinity"))
if (!isOfRun(process.env.FOR_LOOP_MUTATION_RUN ?? "", changes))
  throw new Error("the sources were changed since the run began")

/** For mutation tests alone: the tests of one area, in one process, on sources that hold every change. */
export default defineConfig({
  plugins: [
    {
      name: "instrumented-sources",
      enforce: "pre",
      load: (id) => {
        const path = pathOf(id)
        const source = sources.get(path) ?? null
        return path === programFile && source !== null ? asFunction(source) : source
      },
    },
  ],
  test: {
    include: [...area.tests],
    exclude: [...leftOut],
    runner: "./test/mutation/mutation-runner.ts",
    sequence: { sequencer: CheapFirst },
    setupFiles: ["test/mutation/same-cases.ts", "test/mutation/load-sources.ts"],
    // What was loaded by an earlier run holds other changes, under the same numbers.
    fsModuleCache: false,
    isolate: false,
    maxWorkers: 1,
    testTimeout: 30_000,
    hookTimeout: 60_000,
  },
})
