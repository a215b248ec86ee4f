import { BaseSequencer, type TestSpecification } from "vitest/node"

/** Tables of cases before properties: what a quick test notices, the slow ones need not be asked. */
export class CheapFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const slow = ({ moduleId }: TestSpecification) => (moduleId.includes(".property.") ? 1 : 0)
    return [...files].sort((a, b) => slow(a) - slow(b) || (a.moduleId < b.moduleId ? -1 : 1))
  }
}
