/**
 * How much a line of output speaks of a cause: 0 nothing, 1 a bare word of failure or a warning, 2 a failure, 3 a cause in the form that
 * compilers, runtimes and test runners give it. Patterns of general shapes, not of single tools; no repetition in them is open-ended.
 */
export function signOf(line: string): number {
  if (!anything.test(line)) return 0
  if (harmless.test(line)) return 0
  if (summary.test(line)) return 1
  if (cause.test(line)) return /\bwarn(?:ing)?\b/i.test(line) && !grave.test(line) ? 1 : 3
  return failed.test(line) ? 2 : 1
}

/** One look that most lines of a log do not pass. */
const anything =
  /err|fail|exception|panic|fatal|trace|cannot|can't|could not|not found|no such|undefined|unresolved|refused|denied|expected|differ|mismatch|abort|killed|signal|segmentation|core dumped|overflow|out of memory|timed? ?out|unable|invalid|missing|conflict|not ok|warn|no rule|no module|assert|[✗✘✖×●]|^E {3}|unexpected|must |unknown|unused|leak|sanitizer|\bsorry\b|was not|is not|are not|waiting for|\bdiff/i

/** Success, a count of nothing, or a flag that says no (S60). */
const harmless =
  /\b(?:0|no|zero) (?:errors?|failures?|failed|failing|problems?|warnings?)\b(?!.{0,40}\b[1-9]\d* (?:errors?|failures?|failed|failing))|\b(?:errors?|failures?|failed|fail)["']?[:=] ?(?:0\b|false|null|none|\[\]|"")|^\s*(?:ok\b|✓|✔|√|PASS\b|\[ ?OK ?\]|--- PASS)|\bPASSED\b|\.\.\. ok$|^\s*#? ?(?:tests?|pass|cancelled|skipped|todo)\s+\d+$/i

/** The form of a cause. */
const cause =
  /^\s*(?:Uncaught |Unhandled |Caused by: |\[?error\]?:? )?(?:[A-Za-z_$][\w$]{0,60}\.){0,8}[A-Z]\w{0,60}(?:Error|Exception|Warning|Failure|Interrupt)\b(?: \[\w{1,60}\])?(?::|$|\s*\()|\berror(?:\[\w{1,20}\]| [A-Z]{1,6}\d{1,6})?:|\b(?:fatal|FATAL|Fatal|CRITICAL|panic|PANIC)\b|\bpanicked at\b|\bCaused by\b|^E {3}\S|\bERROR\b|undefined reference|\b(?:cannot|can't|could not|unable to|failed to) (?:find|load|open|resolve|read|connect|import|stat|parse|compile|start|be)\b|\bcannot stat\b|\bnot found\b|\bno such (?:file|host|table|module)|\bno rule to make\b|\bno module named\b|\b(?:connection|permission|access) (?:refused|denied)|\bE(?:CONNREFUSED|NOENT|ACCES|ADDRINUSE|RESOLVE|PERM|TIMEDOUT|NOTFOUND)\b|\bsegmentation fault\b|\bcore dumped\b|\bout of memory\b|\bexpected\b.{0,200}\b(?:but|got|received|found|actual|was|to (?:be|equal|have|throw))\b|\bgot\b.{0,100}\bwant\b|\bAssert\w{0,20}(?:Error|ion failed)|\bassertion\b.{0,30}\bfailed\b|\bSanitizer:|\bDATA RACE\b|\bdiffers?\b|\bmismatch\b|\btimed out\b|\b(?:syntax|parsing|parse|type) error\b|\bmissing script\b|\bMissing\b|\bInvalid\b|\bconflict\b|^\s*not ok\b|^\s*[✗✘✖×●] /i

/** Stronger than the word "warning" beside it. */
const grave = /\berror\b|\bfatal\b|\bpanic\b|DATA RACE|Sanitizer|undefined reference/i

/** Says only that something above went wrong, or how many things. */
const summary =
  /\b(?:due to|aborting)\b.{0,20}\bprevious\b|\bcompilation terminated\b|^For more information|\bError \d{1,3}$|\b(?:exit(?:ed)?|returned)\b.{0,20}\b(?:code|status)\b|^\s*(?:Found )?\d+ (?:tests? |specs? )?(?:failed|errors?|problems?)\b|BUILD FAIL|^FAIL(?:ED)?$|\bTests run:|<<< (?:FAILURE|ERROR)!|\bERROR\s+\[ *\d+%\]$|^[=_-]{4,}.*[=_-]{4,}$/

const failed =
  /\bfail(?:ed|ure|ures|ing|s)?\b|\berrors?\b|\bexceptions?\b|\babort(?:ed)?\b|\bkilled\b|\btime ?out\b|\bunexpected\b|\binvalid\b|\bmissing\b|\bwaiting for\b|\bdiff(?:erence)?\b.{0,30}[-+]/i

/** A frame of a stack in somebody else's code: it costs room and says nothing. */
export const foreignFrame =
  /^\s+at .{0,300}(?:\(|\s)(?:node:|(?:file:\/\/)?[^\s()]{0,300}node_modules\/|java\.base\/|jdk\.)|^\s+at (?:java|jdk|sun|org\.junit|org\.apache\.maven)\./

/** Part of a diff: it belongs to what stands above it. */
export const diffLine = /^\s*[-+] \S/

/** A line that tells of a success. */
export function isSuccess(line: string): boolean {
  return /^\s*(?:ok\b|✓|✔|√|PASS\b|--- PASS)|\bPASSED\b/.test(line)
}
