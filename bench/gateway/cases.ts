import { type Body, chatBody, geminiBody, messagesBody } from "./bodies.ts"
import type { Shot } from "./load.ts"

export type Places = {
  readonly upstream: string
  readonly ours: string
  readonly ourKey: string
  readonly portkey: string
  readonly router: string
}

/** One kind of request as every gateway is asked for it; the first shot goes to the upstream itself. */
export type Case = {
  readonly name: string
  readonly size: Body
  readonly stream: boolean
  readonly shots: readonly { readonly subject: Subject; readonly shot: Shot }[]
}

export type Subject = "direct" | "ours" | "Portkey" | "claude-code-router"

/** Each peer in the translations it has: Portkey from chat completions, claude-code-router from Anthropic messages. */
export function casesAt(places: Places): readonly Case[] {
  return [
    chatToChat("plain"),
    chatToChat("streamed"),
    chatToGemini("plain"),
    chatToGemini("streamed"),
    messagesToChat("small", "plain"),
    messagesToChat("small", "streamed"),
    messagesToChat("49 kB", "streamed"),
  ]

  function chatToChat(way: "plain" | "streamed"): Case {
    const stream = way === "streamed"
    const body = chatBody("gpt-5.5", "small", stream)
    // Portkey 1.15.2 answers 500 to this one when it is streamed.
    const peers = stream ? [] : [{ subject: "Portkey" as const, shot: viaPortkey("openai", "/v1", body) }]
    return {
      name: `chat → chat, ${way}`,
      size: "small",
      stream,
      shots: [
        { subject: "direct", shot: direct("/v1/chat/completions", body) },
        { subject: "ours", shot: ours("/v1/chat/completions", body) },
        ...peers,
      ],
    }
  }

  function chatToGemini(way: "plain" | "streamed"): Case {
    const stream = way === "streamed"
    const path = `/v1beta/models/gemini-2.5-flash:${stream ? "streamGenerateContent?alt=sse" : "generateContent"}`
    const body = chatBody("gemini-2.5-flash", "small", stream)
    return {
      name: `chat → Gemini, ${way}`,
      size: "small",
      stream,
      shots: [
        { subject: "direct", shot: direct(path, geminiBody()) },
        { subject: "ours", shot: ours("/v1/chat/completions", body) },
        { subject: "Portkey", shot: viaPortkey("google", "", body) },
      ],
    }
  }

  function messagesToChat(size: Body, way: "plain" | "streamed"): Case {
    const stream = way === "streamed"
    const router = { "x-api-key": "fake", "anthropic-version": "2023-06-01" }
    return {
      name: `messages → chat, ${way}`,
      size,
      stream,
      shots: [
        { subject: "direct", shot: direct("/v1/chat/completions", chatBody("gpt-5.5", size, stream)) },
        { subject: "ours", shot: ours("/v1/messages", messagesBody("gpt-5.5", size, stream)) },
        {
          subject: "claude-code-router",
          shot: {
            url: `${places.router}/v1/messages`,
            headers: router,
            body: messagesBody("bench,gpt-5.5", size, stream),
          },
        },
      ],
    }
  }

  function direct(path: string, body: string): Shot {
    return { url: `${places.upstream}${path}`, headers: { authorization: "Bearer fake" }, body }
  }

  function ours(path: string, body: string): Shot {
    const headers = { authorization: `Bearer ${places.ourKey}`, "anthropic-version": "2023-06-01" }
    return { url: `${places.ours}${path}`, headers, body }
  }

  function viaPortkey(provider: string, path: string, body: string): Shot {
    const headers = {
      authorization: "Bearer fake",
      "x-portkey-provider": provider,
      "x-portkey-custom-host": `${places.upstream}${path}`,
    }
    return { url: `${places.portkey}/v1/chat/completions`, headers, body }
  }
}
