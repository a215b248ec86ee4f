import { generateKeyPairSync, sign } from "node:crypto"

/** A key and a certificate for `name` that nobody but itself vouches for, as PEM; good for a day. */
export function selfSigned(name: string): { readonly key: string; readonly cert: string } {
  const { publicKey, privateKey } = generateKeyPairSync("ec", { namedCurve: "prime256v1" })
  const ecdsaWithSha256 = sequence(Buffer.from("06082a8648ce3d040302", "hex"))
  const commonName = sequence(Buffer.from("0603550403", "hex"), tagged(0x0c, Buffer.from(name)))
  const who = sequence(tagged(0x31, commonName))
  const altName = sequence(tagged(0x82, Buffer.from(name)))
  const extension = sequence(Buffer.from("0603551d11", "hex"), tagged(0x04, altName))
  const now = Date.now()
  const body = sequence(
    tagged(0xa0, Buffer.from("020102", "hex")),
    Buffer.from("020101", "hex"),
    ecdsaWithSha256,
    who,
    sequence(utcTime(now - 3_600_000), utcTime(now + 86_400_000)),
    who,
    publicKey.export({ type: "spki", format: "der" }),
    tagged(0xa3, sequence(extension)),
  )
  const signature = tagged(0x03, Buffer.concat([Buffer.from([0]), sign("sha256", body, privateKey)]))
  const der = sequence(body, ecdsaWithSha256, signature)
  const lines = der.toString("base64").match(/.{1,64}/g) ?? []
  return {
    key: String(privateKey.export({ type: "pkcs8", format: "pem" })),
    cert: `-----BEGIN CERTIFICATE-----\n${lines.join("\n")}\n-----END CERTIFICATE-----\n`,
  }
}

function sequence(...parts: readonly Buffer[]): Buffer {
  return tagged(0x30, Buffer.concat(parts))
}

/** One value in DER: tag, length, content. */
function tagged(tag: number, content: Buffer): Buffer {
  const { length } = content
  const size = length < 128 ? [length] : length < 256 ? [0x81, length] : [0x82, length >> 8, length & 255]
  return Buffer.concat([Buffer.from([tag, ...size]), content])
}

function utcTime(at: number): Buffer {
  const digits = new Date(at).toISOString().replace(/\D/g, "").slice(2, 14)
  return tagged(0x17, Buffer.from(`${digits}Z`))
}
