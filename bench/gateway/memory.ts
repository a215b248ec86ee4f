import { parallel } from "./load.ts"

const width = 16
const samples = 10

/** Resident memory after each tenth of `streams` streamed requests, translated ones and passed-through ones in turns. */
export async function memoryOver(
  url: string,
  key: string,
  streams: number,
  memoryMb: () => number,
): Promise<readonly number[]> {
  const headers = { authorization: `Bearer ${key}`, "anthropic-version": "2023-06-01" }
  const messages = [{ role: "user", content: "Say the words." }]
  const shotOf = (path: string, model: string) => ({
    url: `${url}${path}`,
    headers,
    body: JSON.stringify({ model, messages, stream: true, max_tokens: 100 }),
  })
  const shots = [shotOf("/v1/chat/completions", "gpt-5.5"), shotOf("/v1/messages", "gemini-2.5-flash")]
  const found: number[] = []
  for (let sample = 0; sample < samples; sample++) {
    for (const shot of shots) await parallel(shot, width, streams / samples / shots.length, 60_000)
    found.push(memoryMb())
  }
  return found
}
