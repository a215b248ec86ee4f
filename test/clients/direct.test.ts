import { describe, it } from "vitest"
import { clients } from "./client.ts"
import { ownFamily, playToolLoop, setTable } from "./tool-loop.ts"

/** Without any gateway: proves that the fakes speak what these clients understand, and that they are set up right. */
describe("a real client directly at a fake model of its own vendor", () => {
  const cases = clients.flatMap((client) => client.modes.map((mode) => ({ client, name: client.name, mode })))

  it.each(cases)("$name, $mode: runs its tool and tells the final words", async ({ client, mode }) => {
    await using table = await setTable(ownFamily(client), client)
    await playToolLoop(client, mode, {
      ...table,
      url: table.fake.url,
      key: "fl-fake-key",
      model: client.model,
    })
  })
})
