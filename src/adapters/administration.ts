import type { Diagnostics, Platforms } from "../admin/ports.ts"
import type { Claims } from "../core/aws/deploy-role.ts"
import { AUDIENCE } from "../core/aws/policies.ts"
import type { MachineFacts } from "../core/doctor/finding.ts"
import { type Fact, messageOf } from "../core/errors.ts"
import { githubPlace } from "../core/forge.ts"
import type { SetupFacts, SetupTarget } from "../core/setup/prerequisite.ts"
import type { Stage } from "../core/stage.ts"
import type { Git } from "../workbench/workbench.ts"
import { type GivenCredentials, type TokenSettings, webIdentityToken } from "./aws/sources.ts"
import type { CodeHostSettings } from "./github/code-host.ts"
import { type AwsAccess, lookAtAws, performAws } from "./setup/admin-aws.ts"
import {
  type GithubAccess,
  type GithubFacts,
  lookAtGithub,
  performGithub,
  UNSEEN,
} from "./setup/github-settings.ts"

// Only setup and doctor ask these: they load this file, and with it one part of a bundle.
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

/** Pinned to dagger.json by a test. */
export const ENGINE_VERSION = "v0.21.8"

interface Place {
  /** runs on the repository that is deployed */
  git: Git
  /** version of the engine, or of the CLI that would start one */
  engine: () => Promise<Fact<string>>
  codeHost: Pick<CodeHostSettings, "config" | "remote" | "apiUrl">
  oidc: GivenCredentials["oidc"]
  settings: TokenSettings
}

export const diagnosticsOf = ({ git, engine, codeHost, oidc, settings }: Place): Diagnostics => ({
  async machine(): Promise<MachineFacts> {
    const [ofGit, ofEngine] = await Promise.all([gitVersion(git), engine()])
    return { git: ofGit, engine: ofEngine, wantedEngine: ENGINE_VERSION }
  },

  async checkout() {
    const { exitCode, stdout, stderr } = await git(["rev-parse", "--is-shallow-repository"])
    return exitCode === 0
      ? { kind: "known", value: { shallow: stdout.trim() === "true" } }
      : { kind: "unavailable", message: `git cannot look at the repository: ${stderr.trim()}` }
  },

  async repository() {
    const place = githubPlace(codeHost.config, await codeHost.remote(), codeHost.apiUrl)
    return place.kind === "known" ? { kind: "known", value: place.value.repository } : place
  },

  claims: () => readClaims(oidc, settings),
})

async function gitVersion(git: Git): Promise<Fact<string>> {
  const { stdout } = await git(["--version"])
  const version = /(\d+\.\d+[\w.]*)/.exec(stdout)?.[1]
  return version === undefined
    ? { kind: "unavailable", message: "git does not say its version" }
    : { kind: "known", value: version }
}

/** Those that say which job it is; none of them is a secret, and no other is needed. */
const CLAIMS = [
  "iss",
  "aud",
  "sub",
  "environment",
  "repository",
  "repository_id",
  "repository_owner_id",
  "ref",
  "workflow",
  "job_workflow_ref",
  "actor_id",
  "enterprise_id",
  "exp",
]

/** Asks for a token of this job and reads its claims; AWS judges its signature. */
async function readClaims(oidc: GivenCredentials["oidc"], settings: TokenSettings): Promise<Fact<Claims>> {
  if (oidc === null)
    return { kind: "skipped", why: "this is not a job of GitHub Actions with permissions: id-token: write" }
  try {
    return { kind: "known", value: claimsOf(await webIdentityToken(oidc, AUDIENCE, settings)) }
  } catch (error) {
    return { kind: "unavailable", message: messageOf(error) }
  }
}

function claimsOf(jwt: string): Claims {
  const payload = jwt.split(".")[1] ?? ""
  let claims: unknown
  try {
    claims = JSON.parse(Buffer.from(payload, "base64url").toString("utf8"))
  } catch {
    // the parser's own message would quote the token
    throw new Error("The claims of the token can't be read.")
  }
  const entries = Object.entries(Object(claims)).filter(([name]) => CLAIMS.includes(name))
  return Object.fromEntries(entries)
}
