import { generateKeyPairSync } from "node:crypto"
import { mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { describe, expect, it } from "vitest"
import { proveAdc } from "../../../src/engine/auth/prove-adc.ts"
import { proveKey } from "../../../src/engine/auth/prove-key.ts"
import { fakeGoogle } from "./fake-google.ts"

const key = "AIzaSyPlantedKeyOfATest-0123456789_abcd"
const access = { kind: "key", key, from: "GEMINI_API_KEY" } as const

describe("proving a key", () => {
  it("asks for one list of models and nothing else", async () => {
    await using google = await fakeGoogle({ key })
    expect(await proveKey(access, { GOOGLE_GEMINI_BASE_URL: google.url })).toEqual({
      kind: "proven",
      what: `${google.host} accepts the key and offers gemini-3.8-flash`,
    })
    expect(google.asked.map((one) => one.replace("v1beta", "v1"))).toEqual(["GET /v1/models"])
  })

  it("tells why the service refused it, without the key", async () => {
    await using google = await fakeGoogle({ key: "another" })
    const proof = await proveKey(access, { GOOGLE_GEMINI_BASE_URL: google.url })
    expect(proof).toMatchObject({ kind: "refused", why: expect.stringContaining("400: API key not valid") })
    expect(JSON.stringify(proof)).not.toContain(key)
  })

  it("tells a service that cannot be reached from one that refuses", async () => {
    const proof = await proveKey(access, { GOOGLE_GEMINI_BASE_URL: "http://127.0.0.1:1" })
    expect(proof).toMatchObject({ kind: "refused", why: expect.stringContaining("cannot be reached") })
  })
})

describe("proving application default credentials", () => {
  const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 })
  const pem = String(privateKey.export({ type: "pkcs8", format: "pem" }))
  const secrets = [
    "planted-refresh-token",
    "planted-client-secret",
    "planted-access-token",
    pem.split("\n")[2] ?? pem,
  ]
  const user = {
    type: "authorized_user",
    client_id: "id.apps.googleusercontent.com",
    client_secret: "planted-client-secret",
    refresh_token: "planted-refresh-token",
  }
  const account = {
    type: "service_account",
    project_id: "p",
    private_key_id: "k",
    private_key: pem,
    client_email: "loop@p.iam.gserviceaccount.com",
    token_uri: "https://oauth2.googleapis.com/token",
  }

  it.each<[string, object, string]>([
    ["user", user, "a token was made from the user credentials of gcloud and dropped"],
    ["service-account", account, "a token was made from a service account's file and dropped"],
  ])("makes a token from a %s and drops it", async (credentials, file, what) => {
    await using google = await fakeGoogle({ token: "planted-access-token" })
    using place = credentialsFile(file)
    const proof = await proveAdc({ GOOGLE_APPLICATION_CREDENTIALS: place.path }, google.fetch)
    expect(proof).toEqual({ credentials, proof: { kind: "proven", what } })
    expect(google.asked).toEqual(["POST /token"])
    for (const secret of secrets) expect(JSON.stringify(proof)).not.toContain(secret)
  })

  it.each<[string, object]>([
    ["user", user],
    ["service-account", account],
  ])("tells why no token came from a %s, without its secrets", async (credentials, file) => {
    await using google = await fakeGoogle({ token: null })
    using place = credentialsFile(file)
    const proof = await proveAdc({ GOOGLE_APPLICATION_CREDENTIALS: place.path }, google.fetch)
    expect(proof).toMatchObject({
      credentials,
      proof: { kind: "refused", why: expect.stringContaining("invalid_grant") },
    })
    for (const secret of secrets) expect(JSON.stringify(proof)).not.toContain(secret)
  })

  it("tells of a file that is not there or holds something else", async () => {
    using place = credentialsFile({ nothing: "of use" })
    for (const path of [join(place.folder, "none.json"), place.path]) {
      const { proof } = await proveAdc({ GOOGLE_APPLICATION_CREDENTIALS: path })
      expect(proof).toMatchObject({ kind: "refused", next: expect.stringMatching(/GOOGLE_APPLICATION/) })
    }
  })
})

function credentialsFile(content: object) {
  const folder = mkdtempSync(join(tmpdir(), "for-loop adc-"))
  const path = join(folder, "credentials.json")
  writeFileSync(path, JSON.stringify(content))
  return { folder, path, [Symbol.dispose]: () => rmSync(folder, { recursive: true, force: true }) }
}
