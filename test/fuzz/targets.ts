import type { Target } from "./target.ts"
import { configFiles, schemaCheck } from "./targets/config.ts"
import { answerTargets } from "./targets/gateway-answers.ts"
import { historyTargets } from "./targets/gateway-history.ts"
import { requestTargets } from "./targets/gateway-requests.ts"
import { hookPayload, hostError, transcript } from "./targets/host.ts"
import { longTexts } from "./targets/long-texts.ts"
import { grammar } from "./targets/loop.ts"
import { cleaning, digest, logOnDisk } from "./targets/output.ts"
import { reports } from "./targets/reports.ts"
import { controlRequest, smallFiles, stateFile } from "./targets/store.ts"

/** Everything that is fuzzed. A new one is one line here. */
export const targets: readonly Target[] = [
  grammar,
  transcript,
  hookPayload,
  hostError,
  reports,
  cleaning,
  digest,
  logOnDisk,
  longTexts,
  stateFile,
  controlRequest,
  smallFiles,
  configFiles,
  schemaCheck,
  ...requestTargets,
  ...answerTargets,
  ...historyTargets,
]
