/** Where a line of megabytes is looked at no further. */
const longestLine = 4000

/**
 * How much a line of output speaks of a cause: 0 nothing, 1 a bare word of failure or a warning, 2 a failure, 3 a cause in the form that
 * compilers, runtimes and test runners give it. Patterns of general shapes, not of single tools; no repetition in them is open-ended.
 */
export function signOf(whole: string): number {
  const line = whole.slice(0, longestLine)
  if (!anything.test(line) || harmless.test(line)) return 0
  if (summary.test(line)) return 1
  if (cause.test(line)) return /\bwarn(?:ing)?\b/i.test(line) && !grave.test(line) ? 1 : 3
  return failed.test(line) ? 2 : 1
}

function anyOf(...shapes: readonly RegExp[]): RegExp {
  return new RegExp(shapes.map((shape) => shape.source).join("|"), "i")
}

/** One look that most lines of a log do not pass. */
const anything =
  /err|fail|exception|panic|fatal|trace|cannot|can't|could not|not found|no such|undefined|unresolved|refused|denied|expected|actual|received|got:|differ|mismatch|abort|killed|signal|segmentation|core dumped|overflow|out of memory|timed? ?out|unable|invalid|missing|conflict|not ok|warn|no rule|no module|assert|[✗✘✖×●]|^E {3}|unexpected|must |unknown|unused|leak|sanitizer|\bsorry\b|was not|is not|are not|waiting for|\bdiff/i

/** Success, a count of nothing, or a flag that says no (S60). */
const harmless = anyOf(
  /\b(?:0|no|zero) (?:errors?|failures?|failed|failing|problems?|warnings?)\b(?!.{0,40}\b[1-9]\d* (?:errors?|failures?|failed|failing))/,
  /\b(?:errors?|failures?|failed|fail)["']?[:=] ?(?:0\b|false|null|none|\[\]|"")/,
  /^\s*(?:ok\b|✓|✔|√|PASS\b|\[ ?OK ?\]|--- PASS)|\bPASSED\b|\.\.\. ok$/,
  /^\s*#? ?(?:tests?|pass|cancelled|skipped|todo)\s+\d+$/,
)

/** The form of a cause. */
const cause = anyOf(
  // the error itself: `TypeError: …`, `error[E0308]: …`, `error TS2322: …`, `[ERROR] …`, `E   assert …`
  /^\s*(?:Uncaught |Unhandled |Caused by: |\[?error\]?:? )?(?:[A-Za-z_$][\w$]{0,60}\.){0,8}[A-Z]\w{0,60}(?:Error|Exception|Warning|Failure|Interrupt)\b(?: \[\w{1,60}\])?(?::|$|\s*\()/,
  /\berror(?:\[\w{1,20}\]| [A-Z]{1,6}\d{1,6})?:|\bERROR\b|\b(?:syntax|parsing|parse|type) error\b|\bCaused by\b|^E {3}\S/,
  /\b(?:fatal|critical|panic)\b|\bpanicked at\b|\bsegmentation fault\b|\bcore dumped\b|\bout of memory\b|\bSanitizer:|\bDATA RACE\b/,
  // something is not there or does not let itself be used
  /\b(?:cannot|can't|could not|unable to|failed to) (?:find|load|locate|open|resolve|read|connect|import|stat|parse|compile|start|be)\b/,
  /\bnot found\b|\bno such (?:file|host|table|module)|\bno rule to make\b|\bno module named\b|\bundefined reference\b|\bmissing\b|\binvalid\b/,
  /\b(?:connection|permission|access) (?:refused|denied)|\bE(?:CONNREFUSED|NOENT|ACCES|ADDRINUSE|RESOLVE|PERM|TIMEDOUT|NOTFOUND)\b|\btimed out\b/,
  // two values that should be one
  /\bexpected\b.{0,200}\b(?:but|got|received|found|actual|was|to (?:be|equal|have|throw))\b|\bgot\b.{0,100}\bwant\b/,
  /^\W{0,12}(?:got|expected|actual|received|want(?:ed)?)\s{0,20}[:=]/,
  /\bAssert\w{0,20}(?:Error|ion failed)|\bassertion\b.{0,30}\bfailed\b|\bdiffers?\b|\bmismatch\b|\bconflict\b/,
)

/** Stronger than the word "warning" beside it. */
const grave = /\berror\b|\bfatal\b|\bpanic\b|DATA RACE|Sanitizer|undefined reference/i

/** Says only that something above went wrong, or how many things. */
const summary = anyOf(
  /\b(?:due to|aborting)\b.{0,20}\bprevious\b|\bcompilation terminated\b|^For more information|\bError \d{1,3}$/,
  /\b(?:exit(?:ed)?|returned)\b.{0,20}\b(?:code|status)\b|\bBUILD FAIL|^FAIL(?:ED)?$/,
  /^\s*(?:Found )?\d+ (?:tests? |specs? )?(?:failed|errors?|problems?)\b|\bsome errors were emitted\b/,
  /\bTests run:|<<< (?:FAILURE|ERROR)!|\bERROR\s+\[ *\d+%\]$|^[=_-]{4,200} .{1,200} [=_-]{4,200}$/,
)

const failed =
  /\bfail(?:ed|ure|ures|ing|s)?\b|\berrors?\b|\bexceptions?\b|\babort(?:ed)?\b|\bkilled\b|\btime ?out\b|\bunexpected\b|\bwaiting for\b|\bTraceback\b|\bbacktrace:|^\s*not ok\b|^\s*[✗✘✖×●] |\bdiff(?:erence)?\b.{0,30}[-+]/i

/** A frame of a stack in somebody else's code: it costs room and says nothing. */
const foreignFrame =
  /^\s+at .{0,300}(?:\(|\s)(?:node:|(?:file:\/\/)?[^\s()]{0,300}node_modules\/|java\.base\/|jdk\.)|^\s+at (?:(?:java|jdk|sun|org\.junit|org\.apache\.maven)\.|async node:|node:|\/rustc\/)|^\s+\d+: (?:core|std|alloc|__rust\w*)::/

/** Whether a line is a frame of somebody else's code. */
export function isForeignFrame(line: string): boolean {
  return foreignFrame.test(line.slice(0, longestLine))
}

/** Whether a line is worth its room beside a cause: no success, no frame of somebody else's code. */
export function isWorthShowing(line: string): boolean {
  return !isForeignFrame(line) && !success.test(line.slice(0, 200))
}

/** The value of a line like `got: '357'`; null for other lines. */
export function shownValue(line: string): string | null {
  const match =
    /^\W{0,12}(?:got|expected|actual|received|want(?:ed)?)\s{0,20}[:=]\s*["'<`]?(.{1,200}?)["'>`]?\s*$/i.exec(
      line.slice(0, 400),
    )
  return match?.[1] ?? null
}

const success = /^\s*(?:ok\b|✓|✔|√|PASS\b|--- PASS)|\bPASSED\b/

/** Whether a line belongs to what stands above it, or names what follows: an indented line, a diff, a label with its value below. */
export function goesOn(line: string): boolean {
  return /^(?:\s{2,}\S|\s*[-+] \S)/.test(line) || /:\s*$/.test(line.slice(-longestLine))
}
