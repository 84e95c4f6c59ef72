import { basename, relative, sep } from "node:path"
import { mergeConfig } from "vitest/config"
import { BaseSequencer, type TestSpecification } from "vitest/node"
import base from "./vitest.config.ts"

/** What is generated shows each description, of whatever file. */
const GENERATED = "test/contract/generated.test.ts"

/** How much of a test's place is that of the changed file: test mirrors src, so the nearest one notices first. */
function nearness(test: string, changed: string): number {
  if (test === GENERATED) return changed.split(sep).length - 2
  const [place, wanted] = [test, changed].map((path) => path.split(sep).slice(1, -1)) as [string[], string[]]
  const differs = wanted.findIndex((part, at) => place[at] !== part)
  const same = differs === -1 ? wanted.length : differs
  return basename(test).startsWith(basename(changed, ".ts")) ? same + 1 : same
}

/** A run ends at its first failure: for most of them that is in the nearest file, for the others soonest in short ones. */
class NearestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const { related: [changed] = [], root } = this.ctx.config
    const sorted = await super.sort(files)
    if (changed === undefined) return sorted
    const of = (spec: TestSpecification) => nearness(relative(root, spec.moduleId), relative(root, changed))
    return sorted.reverse().sort((one, other) => of(other) - of(one))
  }
}

export default mergeConfig(base, {
  test: {
    // these judge files and shells, and not what core and adapters do: that changed code looks different is no finding
    exclude: [
      "test/contract/{bundle,commands,docs,floating,imports,lint,pins}.test.ts",
      // these play for seconds what others show in milliseconds
      "test/release/{random-world,two-applications}.test.ts",
      "test/{engine,scripts,workflow}/**",
    ],
    // which tests a change concerns is known from the first run; to ask the graph of modules takes seconds each time
    forceRerunTriggers: ["**/src/**"],
    // changed code is slower, and what hangs is ended by Stryker
    testTimeout: 120_000,
    sequence: { sequencer: NearestFirst },
  },
})
