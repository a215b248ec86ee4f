import { describe, expect, test } from "vitest"
import { told } from "./told.ts"

/** What is told when a reporter or test environment gets another member. */
function changed(member: string, path = "test/quiet-reporter.ts"): string[] {
  const file = (text: string) => ({ [path]: `export default class Quiet {\n  ${text}\n}\n` })
  return told(file(""), file(member))
}

describe("S76 a reporter or environment that swallows failures in a property of its class", () => {
  test.each([
    "onTestResult = (test, result) => { result.numFailingTests = 0 }",
    "onTestResult = function (test, result) { result.failureMessages = [] }",
    "onRunComplete = async (contexts, results) => { results.success = true }",
    "onTestRunEnd = (modules, errors) => { errors.splice(0) }",
    "onTaskUpdate = (packs) => { for (const pack of packs) pack.result.state = 'pass' }",
    "handleTestEvent = async (event) => { event.test.errors = [] }",
    "static processResults = (results) => { results.numFailedTests = 0; return results }",
    "getLastError = () => undefined",
    "getLastError = () => { return null }",
  ])("is told: %s", (member) => {
    expect(changed(member)).toEqual([
      expect.stringMatching(
        /^high patched-runner test\/quiet-reporter\.ts:2 New code lets a reporter change results/,
      ),
    ])
  })

  test.each([
    "onTestResult = (test, result) => { this.failed += result.numFailingTests }",
    "onTestResult = (test, result) => { console.log(result.status) }",
    "onRunComplete = (contexts, results) => { writeFileSync('report.txt', String(results.success)) }",
    "getLastError = () => { if (this.failed > 0) log(); return undefined }",
    "handleTestEvent = handler",
    "state = { errors: [] }",
  ])("is not: %s", (member) => {
    expect(changed(member)).toEqual([])
  })

  test.each([
    "onFinished = (job) => { job.state = 'done' }",
    "onFinished(job) { job.state = 'done' }",
    "onInit = (app) => { app.status = 'ready' }",
    "getLastError = () => this.error",
  ])("is no callback of a program: %s", (member) => {
    expect(changed(member, "src/queue.ts")).toEqual([])
  })

  test.each([
    ["src/tools/quiet-reporter.ts", "onFinished = (files) => { files[0].result.state = 'pass' }"],
    ["src/tools/quiet.js", "onTestResult = (test, result) => { result.numFailingTests = 0 }"],
  ])("is told among the sources as well: %s", (path, member) => {
    expect(changed(member, path)).toEqual([expect.stringMatching(/^high patched-runner /)])
  })
})
