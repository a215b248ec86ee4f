import type { Format, UpstreamKind } from "../config/config.ts"
import type { SignatureStats } from "../signatures/signatures.ts"
import type { AttemptFacts, Call, CallEnd, Operation } from "./call.ts"
import { type CallSample, sampleOfCall } from "./call-sample.ts"
import { createCounter, createHistogram, type LabelSet, labelSet, singleText } from "./metrics-text.ts"

export type CallMetrics = {
  readonly attempted: (facts: AttemptFacts) => void
  readonly ended: (call: Call, end: CallEnd) => void
  readonly text: (now: {
    readonly inFlight: number
    readonly lost: number
    readonly signatures: SignatureStats
  }) => string
}

/** Bounds as OpenTelemetry's conventions for GenAI name them. */
const durations = [0.01, 0.02, 0.04, 0.08, 0.16, 0.32, 0.64, 1.28, 2.56, 5.12, 10.24, 20.48, 40.96, 81.92]
const tokens = [1, 4, 16, 64, 256, 1024, 4096, 16384, 65536, 262144, 1048576, 4194304, 16777216, 67108864]
const firstTokens = [0.001, 0.005, 0.01, 0.02, 0.04, 0.06, 0.08, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10]

/**
 * Counts since the start. Names are those of OpenTelemetry's semantic conventions for GenAI (`gen_ai.client.*`,
 * `gen_ai.server.time_to_first_token`) with underscores; what they have no name for begins with `for_loop_gateway`.
 */
export function createCallMetrics(): CallMetrics {
  const duration = createHistogram(
    "gen_ai_client_operation_duration_seconds",
    "Duration of calls, as clients saw them.",
    durations,
    "seconds",
  )
  const usage = createHistogram(
    "gen_ai_client_token_usage",
    "Input and output tokens of calls.",
    tokens,
    null,
  )
  const firstToken = createHistogram(
    "gen_ai_server_time_to_first_token_seconds",
    "Time to the first byte of streamed answers.",
    firstTokens,
    "seconds",
  )
  const callLabels = createMemo<CallLabels>()
  const attemptLabels = createMemo<LabelSet>()
  const requests = createCounter("for_loop_gateway_requests", "Calls that ended, by key and status.")
  const attempts = createCounter(
    "for_loop_gateway_attempts",
    "Requests to upstreams, by credential and status.",
  )
  const usd = createCounter("for_loop_gateway_spent_usd", "US dollars spent, by key and upstream.")

  return {
    attempted: ({ upstream, credential, status }) =>
      // No name holds a line end (`cleanName`).
      attempts.add(
        attemptLabels(`${status} ${upstream}\n${credential}`, () =>
          labelSet({ upstream, credential: credential ?? "none", status: String(status ?? "none") }),
        ),
        1,
      ),
    ended: (call, end) => {
      const sample = sampleOfCall(call, end)
      const { model, key, upstream, outcome } = sample
      const kind = call.attempts.at(-1)?.kind ?? ""
      const what = `${call.operation} ${call.format} ${kind} ${end.status} ${end.code} ${end.basis} ${outcome}`
      const labels = callLabels(`${what}\n${model}\n${key}\n${upstream}`, () => labelsOf(call, end, sample))
      duration.observe(labels.duration, end.ms / 1000)
      if (end.usage !== null) {
        usage.observe(labels.input, sample.inputTokens)
        usage.observe(labels.output, sample.outputTokens)
      }
      if (call.operation === "stream" && end.ttfbMs !== null && errorOf(end) === null)
        firstToken.observe(labels.call, end.ttfbMs / 1000)
      requests.add(labels.request, 1)
      usd.add(labels.spent, sample.usd)
    },
    text: ({ inFlight, lost, signatures }) =>
      [
        duration.text(),
        usage.text(),
        firstToken.text(),
        requests.text(),
        attempts.text(),
        usd.text(),
        singleText("gauge", "for_loop_gateway_requests_in_flight", "Calls that still run.", inFlight),
        singleText(
          "counter",
          "for_loop_gateway_log_lines_lost",
          "Calls that did not get into the log.",
          lost,
        ),
        ...signatureTexts(signatures),
        "# EOF\n",
      ].join(""),
  }
}

function errorOf(end: CallEnd): string | null {
  if (end.aborted) return "aborted"
  return end.code ?? (end.status >= 400 ? String(end.status) : null)
}

type CallLabels = ReturnType<typeof labelsOf>

/** Names of models come from outside: they must not fill the memory. */
const mostKnown = 500

/** What was made under a name; most calls have the labels of another one. */
function createMemo<T>(): (name: string, make: () => T) => T {
  const known = new Map<string, T>()
  return (name, make) => {
    const before = known.get(name)
    if (before !== undefined) return before
    const made = make()
    if (known.size >= mostKnown) known.clear()
    known.set(name, made)
    return made
  }
}

function labelsOf(call: Call, end: CallEnd, sample: CallSample) {
  const own = {
    gen_ai_operation_name: operationName(call.operation, call.format),
    gen_ai_provider_name: providerName(call.attempts.at(-1)?.kind ?? null),
    gen_ai_request_model: sample.model,
  }
  const error = errorOf(end)
  return {
    call: labelSet(own),
    duration: labelSet({ ...own, ...(error === null ? {} : { error_type: error }) }),
    input: labelSet({ ...own, gen_ai_token_type: "input" }),
    output: labelSet({ ...own, gen_ai_token_type: "output" }),
    request: labelSet({ key: sample.key, status: String(end.status), outcome: sample.outcome }),
    spent: labelSet({ key: sample.key, upstream: sample.upstream, basis: end.basis }),
  }
}

function signatureTexts(stats: SignatureStats): readonly string[] {
  const gauge = (name: string, help: string, value: number) =>
    singleText("gauge", `for_loop_gateway_signature_${name}`, help, value)
  const counter = (name: string, help: string, value: number) =>
    singleText("counter", `for_loop_gateway_signature_${name}`, help, value)
  return [
    gauge("entries", "Parts of answers whose signatures are kept.", stats.entries),
    gauge("store_bytes", "Memory they take, roughly.", stats.bytes),
    counter("hits", "Signatures put back for clients that dropped them.", stats.hits),
    counter("misses", "Steps of a current turn without a known signature.", stats.misses),
    counter("evicted", "Entries that had to go, by age or bound.", stats.evicted),
    counter("foreign", "Signatures left out because another upstream made them.", stats.foreign),
    counter("sentinels", "Times the placeholder for foreign history was needed.", stats.sentinels),
    counter("lost", "Lines of the store that could not be written.", stats.lost),
  ]
}

function operationName(operation: Operation, format: Format): string {
  switch (operation) {
    case "generate":
    case "stream":
      return format === "gemini" ? "generate_content" : "chat"
    case "embed":
      return "embeddings"
    case "count":
      return "count_tokens"
    case "models":
      return "list_models"
  }
}

function providerName(kind: UpstreamKind | null): string {
  switch (kind) {
    case "gemini":
      return "gcp.gemini"
    case "vertex-gemini":
    case "vertex-claude":
      return "gcp.vertex_ai"
    case "anthropic":
      return "anthropic"
    case "openai":
      return "openai"
    case "openai-compatible":
      return "openai_compatible"
    case null:
      return "none"
  }
}
