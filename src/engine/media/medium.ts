/** What a model is given besides text. */
export type MediaKind = "image" | "document" | "audio" | "video"

/** One file that goes with a prompt, as its content shows it. */
export type Medium = {
  /** Absolute. */
  readonly path: string
  /** Last part of the path, for people and for the model. */
  readonly name: string
  readonly kind: MediaKind
  /** As the Gemini API names it. */
  readonly mime: string
  readonly extension: string
  readonly bytes: number
  /** Size of an image in pixels; null for everything else. */
  readonly size: { readonly width: number; readonly height: number } | null
  /** Length of sound or film; null where the file does not tell. */
  readonly seconds: number | null
  /** Pages of a PDF; null where they cannot be counted without reading it whole. */
  readonly pages: number | null
}

/** The formats that can be attached, by the content's own type. GIF is turned into PNG, which the API takes. */
export const formats: Readonly<
  Record<string, { readonly kind: MediaKind; readonly mime: string; readonly extension: string }>
> = {
  "image/png": { kind: "image", mime: "image/png", extension: "png" },
  "image/apng": { kind: "image", mime: "image/png", extension: "png" },
  "image/jpeg": { kind: "image", mime: "image/jpeg", extension: "jpg" },
  "image/gif": { kind: "image", mime: "image/gif", extension: "gif" },
  "image/webp": { kind: "image", mime: "image/webp", extension: "webp" },
  "application/pdf": { kind: "document", mime: "application/pdf", extension: "pdf" },
  "audio/mpeg": { kind: "audio", mime: "audio/mp3", extension: "mp3" },
  "audio/wav": { kind: "audio", mime: "audio/wav", extension: "wav" },
  "video/mp4": { kind: "video", mime: "video/mp4", extension: "mp4" },
}

export const formatNames = "png, jpg, gif, webp, pdf, mp3, wav and mp4"
