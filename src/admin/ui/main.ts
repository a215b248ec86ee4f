import { speaker } from "../../dashboard/model/speak.ts"
import { readWords } from "../../dashboard/ui/read-words.ts"
import { connect } from "../../dashboard/ui/transport.ts"
import type { GatewayWordKey } from "../model/words/words.ts"
import { startApp } from "./app.ts"
import { gatewayWire } from "./gateway-wire.ts"

/** Entry of the browser code: the page (`model/page.ts`) brings language and texts. */
const root = document.getElementById("app")
if (root !== null) {
  const texts = readWords<GatewayWordKey>(document)
  startApp(root, connect(gatewayWire(texts.unreachableNext)), speaker(document.documentElement.lang, texts))
}
