import { join } from "node:path"
import { expect, it, onTestFinished } from "vitest"
import { gatewayService } from "../../../src/ide/gateway/gateway-service.ts"
import { root } from "../../architecture/sources.ts"
import { addedKey, configure } from "../../cli/gateway-machine.ts"
import { machine } from "../../cli/run-cli.ts"
import { openFakeGemini } from "../../gateway/fakes/fake-gemini.ts"
import { openMetadataServer } from "../../gateway/fakes/metadata-server.ts"

it("G68 the gateway of the package makes a refused token anew, with the lighter library it carries", async () => {
  await using google = await openMetadataServer()
  await using fake = await openFakeGemini({ keys: ["token-2"] })
  const one = machine()
  configure(one, {
    server: { port: 0 },
    upstreams: [{ kind: "vertex-gemini", baseUrl: fake.url, project: "p", location: "global" }],
  })
  const key = await addedKey(one, "editor")
  const service = gatewayService({
    home: one.home,
    env: { ...one.env, ...google.env },
    execPath: process.execPath,
    entry: join(root, "dist/extension/gateway.cjs"),
    assets: join(root, "dist/dashboard"),
    version: "1.2.3",
    note: () => {},
  })
  onTestFinished(() => service.dispose())
  const started = await service.start()
  const answer = await fetch(`${started.kind === "running" ? started.url : ""}/v1/chat/completions`, {
    method: "POST",
    headers: { authorization: `Bearer ${key}` },
    body: JSON.stringify({ model: "gemini-2.5-flash", messages: [{ role: "user", content: "hi" }] }),
  })
  expect(answer.status, await answer.text()).toBe(200)
  expect(google.given()).toBe(2)
  expect(await service.stop()).toBe("stopped")
})
