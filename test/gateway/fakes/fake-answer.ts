/** What a fake model says next, in the terms of no vendor; each fake puts it into its own format. */
export type FakeAnswer =
  | ({
      readonly kind: "answer"
      readonly parts: readonly FakePart[]
      readonly usage?: FakeUsage
      /** `length`: cut by the token limit; `refused`: by the vendor's safety rules. Default: done, or calls where there are some. */
      readonly stop?: "length" | "refused"
    } & Pace)
  | {
      readonly kind: "error"
      readonly status: number
      readonly message: string
      readonly headers?: Readonly<Record<string, string>>
      /** Google's `error.details`. */
      readonly details?: readonly unknown[]
      readonly beforeMs?: number
    }
  /** 200 and a stream, whose only event is an error of the vendor's own shape (G65). */
  | {
      readonly kind: "error-inside"
      readonly status: number
      readonly message: string
      readonly after?: readonly FakePart[]
    }
  /** Bytes as they are, whatever was asked. */
  | ({
      readonly kind: "raw"
      readonly status: number
      readonly headers: Readonly<Record<string, string>>
      readonly pieces: readonly (string | Buffer)[]
    } & Pace)

export type FakePart =
  | { readonly kind: "text"; readonly text: string; readonly signature?: string }
  | { readonly kind: "thinking"; readonly text: string; readonly signature?: string }
  /** `id` null = the vendor leaves it out (Gemini alone may). */
  | {
      readonly kind: "call"
      readonly id: string | null
      readonly name: string
      readonly args: unknown
      readonly signature?: string
    }
  | { readonly kind: "image"; readonly mimeType: string; readonly base64: string }

/** `input` includes `cached`; `output` is without `thinking`. */
export type FakeUsage = {
  readonly input: number
  readonly cached?: number
  readonly output: number
  readonly thinking?: number
}

/** How the bytes of an answer go out. */
export type Pace = {
  /** Before the head of the answer. */
  readonly beforeMs?: number
  /** Between two events. */
  readonly pauseMs?: number
  /** After so many events something happens: the socket is reset, nothing follows for ever, or the stream ends too early. */
  readonly stopAfter?: { readonly events: number; readonly how: "reset" | "silence" | "end" }
  /** Into how many events a text is cut; default at most 4. */
  readonly textEvents?: number
}

type WholeAnswer = FakeAnswer & { kind: "answer" }

export const defaultUsage: FakeUsage = { input: 100, cached: 20, output: 30, thinking: 5 }

/** A text and nothing else. */
export function says(text: string, more: Partial<Pace> & { readonly usage?: FakeUsage } = {}): WholeAnswer {
  return { kind: "answer", parts: [{ kind: "text", text }], ...more }
}

/** One call of a tool and nothing else. */
export function calls(name: string, args: unknown, id: string | null = "call_fake_1"): WholeAnswer {
  return { kind: "answer", parts: [{ kind: "call", id, name, args }] }
}

/** The text in at most `count` pieces, none of them empty. */
export function cut(text: string, count: number): readonly string[] {
  const size = Math.max(1, Math.ceil(text.length / Math.max(1, count)))
  return Array.from({ length: Math.ceil(text.length / size) }, (_, at) =>
    text.slice(at * size, (at + 1) * size),
  )
}
