import { readTurn } from "../src/host/antigravity-transcript.ts"

// One reading of the transcript named on the command line; a wrong answer fails the process and with it the benchmark.
if (readTurn(process.argv[2] ?? null).message !== "All tests pass.") process.exitCode = 1
