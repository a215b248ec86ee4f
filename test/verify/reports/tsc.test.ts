import { describe, expect, it } from "vitest"
import { tsc } from "../../../src/verify/reports/tsc.ts"
import { recorded, type Told, tell } from "./fixture.ts"

describe("tsc", () => {
  it.each<[string, Told["counts"], string[]]>([
    ["tsc/plain", null, ["[syntax] b.ts > TS1005 '}' expected. @b.ts:3"]],
    [
      "tsc/types",
      null,
      [
        "[missing-module] a.ts > TS2307 Cannot find module './missing' or its corresponding type declarations. @a.ts:1",
        "[type] a.ts > TS2322 Type 'string' is not assignable to type 'number'. @a.ts:2",
        "[type] a.ts > TS2339 Property 'c' does not exist on type '{ a: { b: string; }; }'. @a.ts:3",
        "[type] a.ts > TS2322 Type 'string' is not assignable to type 'number'. (2) @a.ts:4",
        "[type] c.ts > TS2322 Type 'number' is not assignable to type 'string'. @c.ts:1",
        "[type] c.ts > TS2304 Cannot find name 'unknownName'. @c.ts:2",
      ],
    ],
    [
      "tsc/pretty",
      null,
      [
        "[missing-module] a.ts > TS2307 Cannot find module './missing' or its corresponding type declarations. @a.ts:1",
        "[type] a.ts > TS2322 Type 'string' is not assignable to type 'number'. @a.ts:2",
        "[type] a.ts > TS2339 Property 'c' does not exist on type '{ a: { b: string; }; }'. @a.ts:3",
        "[type] a.ts > TS2322 Type 'string' is not assignable to type 'number'. (2) @a.ts:4",
        "[type] c.ts > TS2322 Type 'number' is not assignable to type 'string'. @c.ts:1",
        "[type] c.ts > TS2304 Cannot find name 'unknownName'. @c.ts:2",
      ],
    ],
    [
      "tsc/native-7",
      null,
      [
        "[missing-module] a.ts > TS2307 Cannot find module './missing' or its corresponding type declarations. @a.ts:1",
        "[type] a.ts > TS2322 Type 'string' is not assignable to type 'number'. @a.ts:2",
        "[type] a.ts > TS2339 Property 'c' does not exist on type '{ a: { b: string; }; }'. @a.ts:3",
        "[type] a.ts > TS2322 Type 'string' is not assignable to type 'number'. (2) @a.ts:4",
        "[type] c.ts > TS2322 Type 'number' is not assignable to type 'string'. @c.ts:1",
        "[type] c.ts > TS2304 Cannot find name 'unknownName'. @c.ts:2",
      ],
    ],
  ])("S92 reads %s, with either line end", async (fixture, counted, failures) => {
    expect(await tell(tsc, recorded(fixture))).toEqual({ counts: counted, failures })
    expect(await tell(tsc, recorded(fixture, "CRLF"))).toEqual({ counts: counted, failures })
  })
})
