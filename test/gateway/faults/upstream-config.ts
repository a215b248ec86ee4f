/** The variable that holds the upstream's key in these tests. */
const keyVariable = "TEST_UPSTREAM_KEY"
export const upstreamKey = "upstream-key-that-nobody-may-see-0123456789"

type Kind = "gemini" | "anthropic" | "openai-compatible"

/** One upstream of the configuration file, with one credential out of the environment. */
export function upstreamAt(
  kind: Kind,
  url: string,
  more: Readonly<Record<string, unknown>> = {},
): Readonly<Record<string, unknown>> {
  return {
    name: kind,
    kind,
    baseUrl: kind === "openai-compatible" ? `${url}/v1` : url,
    credentials: [{ name: "one", secret: { from: "env", name: keyVariable } }],
    ...more,
  }
}

export const upstreamEnv: Readonly<Record<string, string>> = { [keyVariable]: upstreamKey }
