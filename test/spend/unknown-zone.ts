import { dayAt, weekAt } from "../../src/spend/zone.ts"

let asked = 0

/** The same zone as nobody knows it yet: nothing about it can be remembered from another test, or from an earlier run of this one. */
export function unknownZone(zone: string): string {
  if (zone === "utc" || zone === "local") {
    dayAt(0, zone)
    weekAt(0, zone)
    return zone
  }
  asked += 1
  let left = asked
  return zone.replaceAll(/[a-z]/gi, (letter) => {
    const odd = left % 2 === 1
    left = Math.floor(left / 2)
    return odd ? letter.toUpperCase() : letter.toLowerCase()
  })
}
