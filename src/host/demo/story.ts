import type { Report } from "../../core/report/report.ts"

/** One scene: what is done to the repository, which command runs, and how it must end. */
export interface Scene {
  title: string
  /** a release to tag before the command runs */
  release?: { tag: string; fault: object | null; what: string }
  command: readonly string[]
  expect: Report["outcome"]
}

const deploy = (stage: "staging" | "production", tag: string) => [`deploy-${stage}`, "--tag", tag]

/** Breaks only where it matters: staging is well, production's API answers 500. */
const BROKEN_IN_PRODUCTION = { production: { api: { kind: "status", status: 500 } } }

export const STORY: readonly Scene[] = [
  {
    title: "A first version goes through staging to production",
    release: { tag: "v1.0.0", fault: null, what: "the athlete support agent" },
    command: deploy("staging", "v1.0.0"),
    expect: "deployed",
  },
  {
    title: "Production takes what staging verified",
    command: deploy("production", "v1.0.0"),
    expect: "deployed",
  },
  {
    title: "So does the next one",
    release: { tag: "v1.1.0", fault: null, what: "better answers" },
    command: deploy("staging", "v1.1.0"),
    expect: "deployed",
  },
  { title: "Same commit, other stage", command: deploy("production", "v1.1.0"), expect: "deployed" },
  {
    title: "v1.2.0 has a fault that only production shows",
    release: { tag: "v1.2.0", fault: BROKEN_IN_PRODUCTION, what: "a fault that staging cannot show" },
    command: deploy("staging", "v1.2.0"),
    expect: "deployed",
  },
  {
    title: "Production answers 500: the pipeline goes back by itself",
    command: deploy("production", "v1.2.0"),
    expect: "rolled-back",
  },
  { title: "Somebody tries again, it is night", command: deploy("production", "v1.2.0"), expect: "blocked" },
  { title: "What do we run, then?", command: ["status"], expect: "done" },
  {
    title: "The cause is found",
    command: ["unfreeze", "--stage", "production", "--reason", "v1.2.0 lacked a setting, fixed in v1.2.1"],
    expect: "done",
  },
  {
    title: "The fix takes the same road",
    release: { tag: "v1.2.1", fault: null, what: "the fix" },
    command: deploy("staging", "v1.2.1"),
    expect: "deployed",
  },
  { title: "And ships", command: deploy("production", "v1.2.1"), expect: "deployed" },
  {
    title: "Every step is on record",
    command: ["history", "--stage", "production", "--limit", "30"],
    expect: "done",
  },
]
