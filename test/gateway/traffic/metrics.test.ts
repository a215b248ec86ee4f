import { expect, test } from "vitest"
import { metricsType } from "../../../src/gateway/traffic/metrics-text.ts"
import { attempt, end, facts } from "./a-call.ts"
import { type Family, readMetrics } from "./metrics-reader.ts"
import { newHome, openLog, tell } from "./traffic-folder.ts"

const stats = {
  entries: 3,
  bytes: 900,
  hits: 7,
  misses: 1,
  evicted: 0,
  foreign: 2,
  sentinels: 4,
  lost: 0,
}

const sample = (families: ReadonlyMap<string, Family>, name: string, labels: Record<string, string> = {}) =>
  [...families.values()]
    .flatMap(({ samples }) => samples)
    .filter(
      (one) => one.name === name && Object.entries(labels).every(([key, value]) => one.labels[key] === value),
    )
    .reduce<number | null>((sum, { value }) => (sum ?? 0) + value, null)

test("the metrics are OpenMetrics text with OpenTelemetry's names for GenAI", () => {
  const log = openLog(newHome())
  tell(log)
  tell(log, { attempt: { status: 500, error: "boom" }, end: { status: 502, code: "upstream", usage: null } })
  tell(log, { facts: { format: "gemini", operation: "generate" }, end: { ms: 5000 } })
  tell(log, { facts: { operation: "count", model: 'we"ird\\\nname' }, attempt: { model: 'we"ird\\\nname' } })
  log.begin(facts)
  const families = readMetrics(log.metrics(stats))
  expect(metricsType).toContain("application/openmetrics-text")
  expect(families.get("gen_ai_client_operation_duration_seconds")).toMatchObject({
    type: "histogram",
    unit: "seconds",
  })
  const duration = "gen_ai_client_operation_duration_seconds"
  const chat = { gen_ai_operation_name: "chat", gen_ai_provider_name: "gcp.gemini" }
  expect(sample(families, `${duration}_count`, chat)).toBe(2)
  expect(sample(families, `${duration}_count`, { ...chat, error_type: "upstream" })).toBe(1)
  expect(sample(families, `${duration}_sum`, { gen_ai_operation_name: "generate_content" })).toBe(5)
  expect(
    sample(families, `${duration}_bucket`, { gen_ai_operation_name: "generate_content", le: "5.12" }),
  ).toBe(1)
  expect(
    sample(families, `${duration}_bucket`, { gen_ai_operation_name: "generate_content", le: "2.56" }),
  ).toBe(0)
  const usage = "gen_ai_client_token_usage"
  expect(sample(families, `${usage}_sum`, { ...chat, gen_ai_token_type: "input" })).toBe(120)
  expect(sample(families, `${usage}_sum`, { ...chat, gen_ai_token_type: "output" })).toBe(50)
  expect(sample(families, "gen_ai_server_time_to_first_token_seconds_count")).toBe(1)
  expect(sample(families, "for_loop_gateway_attempts_total", { status: "500" })).toBe(1)
  expect(sample(families, "for_loop_gateway_requests_total", { key: "laptop", outcome: "succeeded" })).toBe(3)
  expect(sample(families, "for_loop_gateway_requests_in_flight")).toBe(1)
  expect(sample(families, "for_loop_gateway_spent_usd_total", { basis: "measured" })).toBe(1)
  const names = [...families.values()].flatMap(({ samples }) => samples.map(({ labels }) => labels))
  expect(names).toContainEqual(expect.objectContaining({ gen_ai_request_model: 'we"ird\\ name' }))
})

test("G41 G47 the metrics tell how often signatures were found, missed, refused and stood in for", () => {
  const families = readMetrics(openLog(newHome()).metrics(stats))
  const of = (name: string) => sample(families, `for_loop_gateway_signature_${name}`)
  expect(of("entries")).toBe(3)
  expect(of("hits_total")).toBe(7)
  expect(of("misses_total")).toBe(1)
  expect(of("sentinels_total")).toBe(4)
  expect(of("foreign_total")).toBe(2)
})

test("names from outside do not make the metrics grow without bound", () => {
  const log = openLog(newHome())
  for (let at = 0; at < 3000; at += 1) {
    const record = log.begin(facts)
    log.attempt(record, { ...attempt, model: `model-${at}` })
    log.end(record, end)
  }
  const text = log.metrics(stats)
  const families = readMetrics(text)
  expect(text.length).toBeLessThan(1_000_000)
  expect(sample(families, "gen_ai_client_operation_duration_seconds_count")).toBe(3000)
  expect(
    sample(families, "gen_ai_client_operation_duration_seconds_count", { gen_ai_request_model: "other" }),
  ).toBe(2900)
})
