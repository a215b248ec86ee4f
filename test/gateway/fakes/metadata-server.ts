import { serveHttp } from "../upstream/loopback.ts"

/** The metadata server of a machine of Google's: each token it gives out has the next number. */
export async function openMetadataServer() {
  let given = 0
  const server = await serveHttp((request, response) => {
    response.setHeader("metadata-flavor", "Google")
    response.setHeader("content-type", "application/json")
    if (!(request.url ?? "").includes("/token")) {
      response.end('"ok"')
      return
    }
    given += 1
    response.end(JSON.stringify({ access_token: `token-${given}`, expires_in: 3599, token_type: "Bearer" }))
  })
  return {
    ...server,
    given: () => given,
    /** Where Google's library finds it. */
    env: { GCE_METADATA_HOST: new URL(server.url).host, METADATA_SERVER_DETECTION: "assume-present" },
  }
}
