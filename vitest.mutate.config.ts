import { basename, relative, sep } from "node:path"
import { mergeConfig } from "vitest/config"
import { BaseSequencer, type TestSpecification } from "vitest/node"
import base from "./vitest.config.ts"

/** How much of a test's place is that of the changed file: test mirrors src, so the nearest one notices first. */
function nearness(test: string, changed: string): number {
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

export default mergeConfig(base, { test: { sequence: { sequencer: NearestFirst } } })
