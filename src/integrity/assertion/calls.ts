import type { Style } from "../text/lex.ts"
import { type Draft, draft } from "./draft.ts"
import { matcherDrafts } from "./matchers.ts"
import { equal, toleranceOf, truthDrafts } from "./truth.ts"

/**
 * Drafts of an assertion that is one call (`assertEqual(a, b)`, `assert.strictEqual(a, b)`, `t.is(a, b)`), or null when the
 * name is not one of an assertion. Names are compared without case and underscores, so that unittest, testify, JUnit,
 * PHPUnit, XCTest, googletest, Rust, tap and node:assert share one table. Optional messages at the end are ignored.
 */
export function callDrafts(name: string, args: readonly string[], style: Style): Draft[] | null {
  const [a = "", b = null, c = null] = args
  const word = plain(name)
  const two = (form: Draft["form"]) => [draft(form, a, b, null, style)]
  if (
    /^(deep|strict|deepstrict|is|same)?equals?$|^(is|same|strictsame|notdeepequal|eq|exactly|equalvalues|samevalue|jsoneq|equalto|elementsmatch|areequal|aresame|dictequal|listequal|setequal|tupleequal|countequal|sequenceequal|multilineequal|arrayequals|iterableequals|linesmatch|streq|floateq|doubleeq|arrayequal|framequal|frameequal|seriesequal|equalcanonicalizing|jsonstringequalsjsonstring|stringequalsfile)$/.test(
      word,
    )
  ) {
    if (b === null) return null
    if (word === "notdeepequal") return two("not-equal")
    if (c !== null && Number.isFinite(Number(c))) return [draft("close", a, b, Number(c), style)]
    return [equal(a, b, style)]
  }
  if (/^(ne|isnot|arenotequal)$/.test(word)) return two("not-equal")
  if (/^(ok|true|istrue|truthy|assert|that|condition|truevalue)$/.test(word))
    return truthDrafts(a, false, style)
  if (/^(false|isfalse|falsy|notok)$/.test(word)) return truthDrafts(a, true, style)
  if (/^(isnone|null|isnull|nil|undefined|isundefined)$/.test(word)) return [equal(a, "null", style)]
  if (/^(isnotnone|notnull|isnotnull|notnil|defined|isdefined|exists|isok)$/.test(word))
    return [draft("exists", a, null, null, style)]
  if (
    /^(iferror|noerror|error|nothrow|doesnotthrow|doesnotreject|notthrows|notthrowsasync|empty|isempty|zero|notempty|notzero)$/.test(
      word,
    )
  )
    return [draft("other", a, word, null, style)]
  if (
    /^(throws?|throwsasync|rejects|raises|raisesregex|raisesregexp|warns|throwsexactly|panics|panicswithvalue|errorcontains|erroris|erroras|equalerror|expectexception)$/.test(
      word,
    )
  )
    return [draft("throws", a, throwsOf(word, args), null, style)]
  if (
    /^(almostequals?|inDelta|indelta|inepsilon|inrange|closeto|near|approx|allclose|approximatelyequal|equalwithaccuracy|equalwithdelta|equalsdelta|floatsalmostequal|isclose|arrayalmostequal)$/i.test(
      word,
    )
  )
    return [draft("close", a, b, closeness(word, args), style)]
  if (/^(isinstance|instanceof|istype|type|kindof|implements|isa|typeof|callable|istypeof)$/.test(word))
    return two("type")
  if (
    /^(in|contains|includes|match|matches|regex|regexp|regexpmatches|like|has|subset|partialdeepstrictequal|propertyval|property|include|hasattr|containsstring|stringcontainsstring|stringstartswith|arrayhaskey|len|lengthof|count|contain|containsequal|startswith|endswith)$/.test(
      word,
    )
  ) {
    if (/^(len|lengthof|count)$/.test(word) && b !== null)
      return [equal(word === "count" ? `${b}.length` : `${a}.length`, word === "count" ? a : b, style)]
    return [draft("partial", word === "in" ? (b ?? "") : a, word === "in" ? a : b, null, style)]
  }
  if (
    /^(greater|less|greaterthan|lessthan|greaterequal|lessequal|greaterorequal|lessorequal|greaterthanorequal|lessthanorequal|lt|gt|le|ge|isabove|isbelow|isatleast|isatmost|positive|negative|withinduration)$/.test(
      word,
    )
  )
    return [
      draft(
        "compare",
        a,
        `${/less|lt|le|below|most/.test(word) ? "<" : ">"}${/equal|le$|ge$|least|most/.test(word) ? "=" : ""}${b ?? ""}`,
        null,
        style,
      ),
    ]
  if (/^(fail|fails|failnow|unreachable|never)$/.test(word))
    return [draft("other", "reached", "never", null, style)]
  if (/^(not|does)/.test(word)) return two("not-equal")
  if (/snapshot$/.test(word)) return [draft("snapshot", a, b, null, style)]
  if (/^called|^hascalls|^anycall|^notcalled/.test(word))
    return matcherDrafts(calledName(word), a, args.slice(1), false, style)
  if (/^(plan|assertions|hasassertions)$/.test(word))
    return [draft("other", "number of assertions", a, null, style)]
  return args.length === 0 ? null : [draft("other", args.join(","), word, null, style)]
}

function calledName(word: string): string {
  if (word === "calledonce") return "calledOnce"
  if (/with$/.test(word)) return "toHaveBeenCalledWith"
  return "toHaveBeenCalled"
}

function plain(name: string): string {
  return (
    name
      .replace("!", "")
      .replace(/[_.]/g, "")
      .replace(/^(XCT|EXPECT|ASSERT|CHECK|REQUIRE|debug)(?=[A-Za-z])/, "")
      // Twice in `Assert.assertEquals` of JUnit and TestNG.
      .replace(/^(assert|expect|require|should)(assert)?(?=[A-Za-z])(?!ions)/i, "")
      .toLowerCase()
      .replace(
        /(?<=^(?:equal|notequal|true|false|nil|notnil|noerror|error|contains|len|greater|less|empty|indelta|elementsmatch|panics|jsoneq))f$/,
        "",
      )
  )
}

/** What must be thrown: every argument but the code, in its own order. */
function throwsOf(word: string, args: readonly string[]): string | null {
  const raised = /^raises|^throwsexactly$|^expectexception$|^warns/.test(word)
  const rest = raised ? args.slice(0, 1).concat(args.slice(2)) : args.slice(1)
  return rest.length === 0 ? null : rest.join(",")
}

function closeness(word: string, args: readonly string[]): number | null {
  const named = toleranceOf(args)
  if (named !== null) return named
  const third = (args[2] ?? "").replace(/(places|decimal)=/, "")
  if (/almostequal/.test(word)) {
    const digits = third === "" ? 7 : Number(third)
    return Number.isFinite(digits) ? 10 ** -digits / 2 : null
  }
  return third === "" || !Number.isFinite(Number(third)) ? null : Number(third)
}
