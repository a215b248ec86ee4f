import { describe, expect, it } from "vitest"
import type { HostMessage } from "../../../src/dashboard/model/messages.ts"
import { dashboards } from "../../../src/ide/view/dashboards.ts"

const start = { kind: "show", place: "start", loop: null } as const

describe("the pages of a window", () => {
  it("get a place that was asked for while none of them was there", async () => {
    const pages = dashboards()
    await pages.show(start)
    const first = page(true)
    pages.add(first.post)
    const second = page(true)
    pages.add(second.post)
    expect(first.got).toEqual([start])
    expect(second.got).toEqual([])
  })

  it("keep the place for the next page while the only one is hidden", async () => {
    const pages = dashboards()
    const hidden = page(false)
    pages.add(hidden.post)
    await pages.show(start)
    const shown = page(true)
    pages.add(shown.post)
    expect(shown.got).toEqual([start])
  })

  it("get nothing twice and nothing once they are gone", async () => {
    const pages = dashboards()
    const one = page(true)
    const registration = pages.add(one.post)
    await pages.show(start)
    registration.dispose()
    pages.send(start)
    expect(one.got).toEqual([start])
  })
})

function page(there: boolean) {
  const got: HostMessage[] = []
  const post = (message: HostMessage): Promise<boolean> => {
    if (there) got.push(message)
    return Promise.resolve(there)
  }
  return { got, post }
}
