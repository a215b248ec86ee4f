import { expect, it } from "vitest"
import { openFakeGemini } from "../gateway/fakes/fake-gemini.ts"
import { openMetadataServer } from "../gateway/fakes/metadata-server.ts"
import { addedKey, configure, served } from "./gateway-machine.ts"
import { machine } from "./run-cli.ts"

it("G68 an access token that the upstream refuses is made anew once, and the client notices nothing", async () => {
  await using google = await openMetadataServer()
  await using fake = await openFakeGemini({ keys: ["token-2"] })
  const one = machine()
  configure(one, {
    upstreams: [{ kind: "vertex-gemini", baseUrl: fake.url, project: "p", location: "global" }],
  })
  const key = await addedKey(one, "editor")
  const gateway = await served(one, [], google.env)
  const answer = await fetch(`${gateway.url}/v1/chat/completions`, {
    method: "POST",
    headers: { authorization: `Bearer ${key}` },
    body: JSON.stringify({ model: "gemini-2.5-flash", messages: [{ role: "user", content: "hi" }] }),
  })
  expect({ status: answer.status, text: await answer.text() }).toMatchObject({
    status: 200,
    text: expect.stringContaining('"content":"ok"'),
  })
  const asked = fake.requests.filter(({ path }) => path.includes("generateContent"))
  expect(asked.map(({ headers }) => headers.authorization)).toEqual(["Bearer token-1", "Bearer token-2"])
  expect(google.given()).toBe(2)
  await gateway.end("SIGINT")
})
