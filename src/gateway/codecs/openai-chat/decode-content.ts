import { isRecord } from "../../../system/json-record.ts"
import type { Part } from "../../model/exchange.ts"
import { blobOfDataUrl } from "../data-url.ts"
import type { Faults } from "../faults.ts"
import { type Fields, recordOf, textOf } from "../fields.ts"

/** The parts of a message's `content`: a text or a list of typed parts. `where` names the field in complaints. */
export function contentParts(content: unknown, where: string, faults: Faults): readonly Part[] {
  if (content === null || content === undefined) return []
  if (typeof content === "string") return [{ kind: "text", text: content }]
  if (!Array.isArray(content)) {
    faults.tell("Content must be a text or a list of parts.", where)
    return []
  }
  return content.flatMap((part: unknown, at) => contentPart(part, `${where}[${at}]`, faults))
}

/** A picture by its `data:` or http URL. */
export function imagePart(url: string | null, where: string, faults: Faults): readonly Part[] {
  const blob = url === null ? null : blobOfDataUrl(url)
  if (blob !== null) return [{ kind: "image", data: blob }]
  if (url !== null && /^https?:\/\//i.test(url)) return [{ kind: "image", data: { url } }]
  faults.tell("An image needs a base64 data URL or an http URL.", where)
  return []
}

/** A document: bytes as a data URL or bare base64, or an http URL. Ids of uploaded files mean nothing to another upstream. */
export function documentPart(file: Fields, where: string, faults: Faults): readonly Part[] {
  const data = textOf(file.file_data)
  const url = textOf(file.file_url)
  if (data !== null) {
    const blob = blobOfDataUrl(data) ?? { mimeType: "application/pdf", base64: data }
    return [{ kind: "document", data: blob }]
  }
  if (url !== null) return [{ kind: "document", data: { url } }]
  faults.tell("A file must be sent with its data: file ids are known to one upstream only.", where)
  return []
}

/** Recorded speech as `input_audio` carries it. */
export function audioPart(audio: Fields, where: string, faults: Faults): readonly Part[] {
  const base64 = textOf(audio.data)
  if (base64 === null) {
    faults.tell("Audio needs its data.", where)
    return []
  }
  const format = textOf(audio.format) ?? "wav"
  return [{ kind: "audio", data: { mimeType: format === "mp3" ? "audio/mpeg" : `audio/${format}`, base64 } }]
}

function contentPart(part: unknown, where: string, faults: Faults): readonly Part[] {
  const fields = recordOf(part)
  const type = textOf(fields.type)
  switch (type) {
    case "text":
      return [{ kind: "text", text: textOf(fields.text) ?? "" }]
    case "refusal":
      return [{ kind: "text", text: textOf(fields.refusal) ?? "" }]
    case "image_url": {
      const image = fields.image_url
      return imagePart(isRecord(image) ? textOf(image.url) : textOf(image), where, faults)
    }
    case "input_audio":
      return audioPart(recordOf(fields.input_audio), where, faults)
    case "file":
      return documentPart(recordOf(fields.file), where, faults)
    default:
      faults.tell(`A content part of type "${type ?? "none"}" cannot be translated.`, where)
      return []
  }
}
