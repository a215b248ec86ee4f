import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { createEventGate } from "../../../src/gateway/relay/event-boundary.ts"

const ends = ["\n", "\r\n", "\r"] as const

describe("the gate of whole events", () => {
  it.each(ends)("lets every byte through in its order, whatever the chunks, with line end %j", (end) => {
    fc.assert(
      fc.property(
        fc.array(fc.stringMatching(/^[a-zé ]{0,8}$/), { minLength: 1, maxLength: 6 }),
        fc.array(fc.integer({ min: 1, max: 7 }), { minLength: 1, maxLength: 20 }),
        (texts, sizes) => {
          const bytes = Buffer.from(texts.map((text) => `data: ${text}${end}${end}`).join(""))
          const gate = createEventGate()
          const out: Buffer[] = []
          for (let at = 0, turn = 0; at < bytes.length; turn += 1) {
            const size = sizes[turn % sizes.length] ?? 1
            out.push(...gate.push(bytes.subarray(at, at + size)))
            const sent = Buffer.concat(out).toString("latin1")
            // Nothing but whole events has left.
            if (sent !== "") expect(sent.endsWith(end + end) || sent.endsWith(`${end}${end[0]}`)).toBe(true)
            at += size
          }
          expect(Buffer.concat([...out, ...gate.rest()]).equals(bytes)).toBe(true)
        },
      ),
    )
  })

  it("G64 holds back the event that the upstream did not finish", () => {
    const gate = createEventGate()
    const whole = gate.push(Buffer.from('data: {"a":1}\r\n\r\ndata: {"b":'))
    expect(Buffer.concat([...whole]).toString()).toBe('data: {"a":1}\r\n\r\n')
    expect(gate.push(Buffer.from("2"))).toEqual([])
    expect(Buffer.concat([...gate.rest()]).toString()).toBe('data: {"b":2')
  })
})
