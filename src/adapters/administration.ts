import type { Platforms } from "../admin/ports.ts"
import type { Fact } from "../core/fact.ts"
import type { SetupFacts, SetupTarget } from "../core/setup/facts.ts"
import type { Stage } from "../core/stage.ts"
import { type AwsAccess, lookAtAws, performAws } from "./setup/admin-aws.ts"
import {
  type GithubAccess,
  type GithubFacts,
  lookAtGithub,
  performGithub,
  UNSEEN,
} from "./setup/github-settings.ts"

// Only setup and doctor ask these: they load this file, and with it one part of a bundle.
export { diagnosticsOf } from "./doctor/diagnostics.ts"
export { adminAws } from "./setup/admin-aws.ts"
export { adminGithub } from "./setup/github-settings.ts"

/** AWS and GitHub as setup and doctor see and change them. */
export const platforms = (aws: AwsAccess, github: GithubAccess): Platforms => ({
  async look(target): Promise<SetupFacts> {
    const [ofAws, ofGithub] = await Promise.all([lookAtAws(aws, target), look(github, target)])
    const both = (stage: Stage) => ({ ...ofAws.stages[stage], ...ofGithub.stages[stage] })
    return {
      account: ofAws.account,
      provider: ofAws.provider,
      repository: ofGithub.repository,
      reviewers: ofGithub.reviewers,
      stages: { staging: both("staging"), production: both("production") },
    }
  },
  perform: (change) => (change.on === "aws" ? performAws(aws, change) : performGithub(github, change)),
})

async function look(access: GithubAccess, target: SetupTarget): Promise<GithubFacts> {
  const given = await access()
  if ("client" in given) return lookAtGithub(given.client, target)
  const unasked: Fact<never> = { kind: "skipped", why: given.missing }
  return { repository: unasked, reviewers: unasked, stages: { staging: UNSEEN, production: UNSEEN } }
}
