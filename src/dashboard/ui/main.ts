import { speaker } from "../model/speak.ts"
import { startApp } from "./app.ts"
import { dashboardWire } from "./dashboard-wire.ts"
import { readWords } from "./read-words.ts"
import { connect } from "./transport.ts"

/** Entry of the browser code: the page (`model/page.ts`) brings language and texts. */
const root = document.getElementById("app")
if (root !== null)
  startApp(root, connect(dashboardWire), speaker(document.documentElement.lang, readWords(document)))
