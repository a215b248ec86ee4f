import { geminiCli } from "./agent-host.ts"
import { proveIn } from "./host-suite.ts"

proveIn(geminiCli)
