import { expect } from "vitest"
import type { FakePart } from "../gateway/fakes/fake-answer.ts"
import { says } from "../gateway/fakes/fake-answer.ts"
import { openFakeAnthropic } from "../gateway/fakes/fake-anthropic.ts"
import { openFakeGemini } from "../gateway/fakes/fake-gemini.ts"
import { openFakeOpenai } from "../gateway/fakes/fake-openai.ts"
import type { Asked, Fake } from "../gateway/fakes/fake-server.ts"
import type { HostRun } from "../hosts/run-host.ts"
import type { Client, Mode } from "./client.ts"
import type { ClientSandbox } from "./client-sandbox.ts"
import { createClientSandbox } from "./client-sandbox.ts"

export const families = ["gemini", "anthropic", "openai-compatible"] as const
export type Family = (typeof families)[number]

/** The model the tests ask this family for; its price is known. */
export function modelOf(family: Family): string {
  switch (family) {
    case "gemini":
      return "gemini-2.5-flash"
    case "anthropic":
      return "claude-sonnet-5"
    case "openai-compatible":
      return "gpt-5.5"
    default:
      return family satisfies never
  }
}

/** Thought signature a scripted model puts on its call, where its vendor has such things. */
export const signature = "c2lnbmF0dXJlIG9mIHRoZSBmaXJzdCB0dXJu"

const file = "out.txt"
const content = "written by a tool"
const finalText = "The file is written, all is done."

/** A fake of one family whose model has `client` write a file and then says that it is done. */
function openFamily(family: Family, client: Client, project: () => string): Promise<Fake> {
  const answer = (asked: Asked) => {
    const call = client.write(file, content, project())
    if (!asked.tools.some((name) => name === call.name)) return says("ok")
    if (asked.results.length > 0) return says(finalText)
    return { kind: "answer" as const, parts: signedCall(family, call) }
  }
  switch (family) {
    case "gemini":
      return openFakeGemini({ answer })
    case "anthropic":
      return openFakeAnthropic({ answer })
    case "openai-compatible":
      return openFakeOpenai({ answer })
    default:
      return family satisfies never
  }
}

/** Where each vendor puts its signature: on the call, on the thought before it, or nowhere. */
function signedCall(family: Family, call: FakePart & { kind: "call" }): readonly FakePart[] {
  const thinking: FakePart = { kind: "thinking", text: "A file is wanted." }
  if (family === "gemini") return [thinking, { ...call, signature }]
  return family === "anthropic" ? [{ ...thinking, signature }, call] : [call]
}

/**
 * One client plays its tool loop against `url` and is looked at from all sides: it ended well, its tool ran, the second
 * turn carried the result upstream, and the model's last words reached the user.
 */
export async function playToolLoop(
  client: Client,
  mode: Mode,
  where: {
    readonly url: string
    readonly key: string
    readonly model: string
    readonly fake: Fake
    readonly sandbox: ClientSandbox
  },
): Promise<HostRun> {
  const { sandbox, fake, ...ask } = where
  const run = await client.run(sandbox, { ...ask, mode, prompt: "Write the file, please." })
  const told = `${client.name} ${mode}\nstdout: ${run.stdout.slice(-2000)}\nstderr: ${run.stderr.slice(-4000)}`
  expect(run.end, told).toEqual({ kind: "exited", code: 0 })
  expect(sandbox.file(file), told).toBe(content)
  const main = fake.asked.filter(({ tools }) => tools.includes(client.write(file, content, "").name))
  expect(
    main.map(({ results }) => results.length),
    told,
  ).toEqual([0, 1])
  expect(client.finalText(run), told).toContain(finalText)
  return run
}

/** Which family speaks a client's own format. */
export function ownFamily({ format }: Client): Family {
  if (format === "gemini" || format === "anthropic") return format
  return "openai-compatible"
}

/** A sandbox and a fake that know of each other. */
export async function setTable(
  family: Family,
  client: Client,
): Promise<{ readonly sandbox: ClientSandbox; readonly fake: Fake } & AsyncDisposable> {
  const sandbox = createClientSandbox()
  const fake = await openFamily(family, client, () => sandbox.project)
  return {
    sandbox,
    fake,
    [Symbol.asyncDispose]: async () => {
      await fake.close()
      sandbox[Symbol.dispose]()
    },
  }
}
