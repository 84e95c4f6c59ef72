import type { Runs } from "../release/ports.ts"
import type { AskCi } from "./ask-ci.ts"

/** Other runs as a run on an engine knows them: the processes of an engine's machine are out of its sight. */
export const engineRuns = (askCi: AskCi): Runs => ({
  announce: async () => {},
  retire: async () => {},
  sweep: async () => [],
  examine: async (owner) => ({
    process: { kind: "skipped", why: "a run on an engine sees no processes of other runs" },
    ci: await askCi(owner),
  }),
})
