import coerce from "semver/functions/coerce.js"
import compare from "semver/functions/compare.js"
import lt from "semver/functions/lt.js"
import { judgeCredentials } from "../aws/credentials.ts"
import { type Claims, type PolicyDocument, trustFaults } from "../aws/deploy-role.ts"
import { AUDIENCE, ISSUER } from "../aws/policies.ts"
import { isNowhere } from "../config/placeholders.ts"
import type { Fact } from "../errors.ts"
import { describeScripts } from "../gates/version-gates.ts"
import { readJson } from "../json.ts"
import type { Runner } from "../ledger/owner.ts"
import { type SecretRow, setCommand, uneven, type VersionSecrets } from "../secrets/review.ts"
import type { Prerequisite } from "../setup/prerequisite.ts"
import type { Observed } from "../smoke/observed.ts"
import { otherStage, STAGES, type Stage } from "../stage.ts"
import { clip, counted } from "../text.ts"
import {
  type DoctorFacts,
  type Finding,
  type FindingCode,
  type FindingStatus,
  finding,
  type MachineFacts,
} from "./finding.ts"

/** Judges everything that was seen, in the order in which a deploy would need it. */
export const diagnose = (facts: DoctorFacts): Finding[] => [
  ...configFindings(facts),
  ...machineFindings(facts.machine),
  checkoutFinding(facts),
  judged("SCRIPTS", null, facts.scripts, ({ tag, missing }) =>
    missing.length === 0
      ? ["ok", `${tag} has everything that pipeline.json starts`]
      : ["fail", `${tag} lacks what pipeline.json starts: ${describeScripts(missing)}`],
  ),
  ...STAGES.flatMap((stage) => windowsFinding(facts, stage)),
  judged("LEDGER_READ", null, facts.ledgerRead, () => ["ok", facts.ledger]),
  judged("LEDGER_WRITE", null, facts.ledgerWrite, () => ["ok", `${facts.ledger}; tried without writing`]),
  tokenFinding(facts.claims),
  ...STAGES.map((stage) => credentialsFinding(facts, stage)),
  ...STAGES.map((stage) => trustFinding(facts, stage)),
  ...(facts.prerequisites.kind === "known"
    ? prerequisiteFindings(facts.prerequisites.value)
    : [unseen("PREREQUISITES", null, facts.prerequisites)]),
  ...secretFindings(facts.secrets, facts.runner),
  ...facts.channels.map(channelFinding),
  ...STAGES.map((stage) => appFinding(facts, stage)),
]

/** A valid pipeline.json may still have an address that init put where none was known. */
function configFindings({ stages }: DoctorFacts): Finding[] {
  const made = STAGES.flatMap((stage) =>
    Object.entries(stages[stage].urls)
      .filter(([, url]) => isNowhere(url))
      .map(([name, url]) => {
        const what = `stages.${stage}.urls.${name} is ${clip(url)}, a placeholder`
        return finding("CONFIG", stage, "fail", what, `Put the address of ${stage} there.`)
      }),
  )
  return made.length > 0 ? made : [finding("CONFIG", null, "ok", "pipeline.json is valid")]
}

/** A channel that cannot be reached stops no deploy. */
function channelFinding({ name, state }: DoctorFacts["channels"][number]): Finding {
  if (state.kind === "known") return finding("NOTIFY", null, "ok", `${name}: ${state.value}`)
  return state.kind === "skipped"
    ? finding("NOTIFY", null, "skipped", `${name}: ${state.why}`)
    : finding("NOTIFY", null, "warn", `${name}: ${state.message}`)
}

type Verdict = [status: FindingStatus, what: string, fix?: string]

/** What could not be looked at fails where a deploy would look at it, too. */
function judged<T>(
  code: FindingCode,
  stage: Stage | null,
  fact: Fact<T>,
  judge: (value: T) => Verdict,
): Finding {
  return fact.kind === "known" ? finding(code, stage, ...judge(fact.value)) : unseen(code, stage, fact)
}

const unseen = (
  code: FindingCode,
  stage: Stage | null,
  fact: Exclude<Fact<never>, { kind: "known" }>,
): Finding =>
  fact.kind === "skipped"
    ? finding(code, stage, "skipped", fact.why)
    : finding(code, stage, "fail", fact.message, fact.fix)

/** The first that takes settings from its environment, where they are no arguments. */
const OLDEST_GIT = "2.31.0"

const machineFindings = ({ git, engine, wantedEngine }: MachineFacts): Finding[] => [
  judged("GIT_VERSION", null, git, (seen) =>
    lt(coerce(seen) ?? OLDEST_GIT, OLDEST_GIT) ? ["fail", `git ${seen}`] : ["ok", `git ${seen}`],
  ),
  judged("ENGINE_VERSION", null, engine, (seen) => {
    const [have, want] = [coerce(seen), coerce(wantedEngine)]
    const what = `${seen}; the module asks for ${wantedEngine}`
    if (have === null || want === null) return ["warn", what]
    if (compare(have, want) < 0) return ["fail", what]
    return have.major === want.major && have.minor === want.minor ? ["ok", what] : ["warn", what]
  }),
]

function checkoutFinding({ checkout, versions }: DoctorFacts): Finding {
  return judged("CHECKOUT", null, checkout, ({ shallow }) => {
    if (shallow) return ["fail", "the clone is shallow: its history is cut off"]
    if (versions.kind !== "known") return ["warn", "the tags cannot be listed"]
    return versions.value === 0
      ? ["warn", "there is no version among the tags", "git fetch --tags, or tag the first release."]
      : ["ok", `whole history, ${counted(versions.value, "version")}`]
  })
}

function windowsFinding({ stages }: DoctorFacts, stage: Stage): Finding[] {
  const { opening } = stages[stage]
  if (opening === null) return []
  const { isOpen, because, changes } = opening
  if (changes === null && !isOpen) {
    const never = `closed, and does not open in the next two years: ${because}`
    return [finding("WINDOWS", stage, "fail", never)]
  }
  const then = changes === null ? "" : `${isOpen ? ", until" : "; opens at"} ${changes}`
  return [finding("WINDOWS", stage, "ok", `${isOpen ? "open" : "closed"} now: ${because}${then}`)]
}

function tokenFinding(claims: Fact<Claims>): Finding {
  return judged("OIDC_TOKEN", null, claims, ({ iss, aud, sub }) => {
    const what = `iss ${shown(iss)}, aud ${shown(aud)}, sub ${shown(sub)}`
    return [aud].flat().includes(AUDIENCE) ? ["ok", what] : ["fail", what]
  })
}

/** A claim is someone else's text, or absent, which a list writes as null. */
const shown = (claim: unknown): string =>
  clip(typeof claim === "string" ? claim : JSON.stringify([claim]).slice(1, -1), 200)

function credentialsFinding({ stages }: DoctorFacts, stage: Stage): Finding {
  return judged("CREDENTIALS", stage, stages[stage].credentials, ({ found, wanted, neededSeconds }) => {
    const verdict = judgeCredentials(found, wanted, neededSeconds)
    return "pass" in verdict ? ["ok", verdict.pass] : ["fail", verdict.fail.message, verdict.fail.fix]
  })
}

/** A job's token is good for the environment of that job, so that is the stage that it is judged for. */
function trustFinding({ claims, stages }: DoctorFacts, stage: Stage): Finding {
  const skip = (why: string) => finding("OIDC_TRUST", stage, "skipped", why)
  if (claims.kind !== "known") return skip("this job has no token to judge")
  const { environment } = claims.value
  if (environment !== stage) {
    return skip(
      environment === undefined
        ? "this job is in no environment"
        : `this job is in environment ${shown(environment)}`,
    )
  }
  const { trust } = stages[stage]
  if (trust.kind !== "known") return skip(trust.kind === "skipped" ? trust.why : trust.message)
  const policy = trust.value === null ? null : readPolicy(trust.value)
  if (policy === null) return skip("there is no trust policy that can be read")
  const faults = trustFaults(policy, ISSUER, claims.value)
  return faults.length === 0
    ? finding("OIDC_TRUST", stage, "ok", `the role's trust policy lets ${shown(claims.value.sub)} in`)
    : finding("OIDC_TRUST", stage, "fail", faults.join(" "))
}

function readPolicy(text: string): PolicyDocument | null {
  const json = readJson(text)
  if (!json.ok) return null
  const { Statement } = Object(json.value) as { Statement?: unknown }
  return Array.isArray(Statement) ? (json.value as PolicyDocument) : null
}

const APP_STATUS: Readonly<Record<Observed["sighting"], FindingStatus>> = {
  "as-recorded": "ok",
  unidentified: "warn",
  drift: "fail",
  "no-answer": "fail",
  unreachable: "fail",
  "no-address": "fail",
  "not-asked": "skipped",
}

function appFinding({ stages }: DoctorFacts, stage: Stage): Finding {
  const { app, deployed, unrecorded } = stages[stage]
  const { sighting, at, detail } = app
  const seen = at === null ? detail : `${detail} (seen ${at})`
  if (deployed) return finding("APP", stage, APP_STATUS[sighting], seen)
  const what = `${stage} has no deploy yet: ${seen}`
  const adopt = `Record it: \`adopt --tag ${unrecorded} --stage ${stage}\`.`
  if (unrecorded !== null) return finding("APP", stage, "warn", what, adopt)
  // nothing need be there before the first deploy, but what answers has to be known by its version
  const isAnswer = sighting === "drift" || sighting === "unidentified"
  return finding("APP", stage, isAnswer ? "warn" : "skipped", what, `See \`smoke --stage ${stage}\`.`)
}

const CODES: Readonly<Record<string, FindingCode>> = {
  repository: "REPOSITORY",
  account: "AWS_ACCOUNT",
  provider: "OIDC_PROVIDER",
  role: "ROLE",
  boundary: "ROLE_BOUNDARY",
  permissions: "ROLE_PERMISSIONS",
  environment: "ENVIRONMENT",
  refs: "ENVIRONMENT_REFS",
  reviewers: "ENVIRONMENT_REVIEWERS",
  variables: "ENVIRONMENT_VARIABLES",
  config: "ROLE_IN_CONFIG",
  ledger: "LEDGER_REMOTE",
  tags: "TAG_RULES",
  "tag-makers": "TAG_MAKERS",
}

/** What cannot be there without another: its absence is that other's finding, not one of its own. */
const PARENTS: Readonly<Record<string, string>> = {
  boundary: "role",
  permissions: "role",
  refs: "environment",
  reviewers: "environment",
  variables: "environment",
}

/** The prerequisites that setup makes, as findings. */
const prerequisiteFindings = (all: readonly Prerequisite[]): Finding[] =>
  all.map((one) => {
    const code = CODES[one.id] as FindingCode
    const what = `${one.title}: ${one.detail}`
    const parent = all.find(({ id, stage }) => id === PARENTS[one.id] && stage === one.stage)
    if (parent?.state === "missing") return finding(code, one.stage, "skipped", `there is no ${parent.id}`)
    switch (one.state) {
      case "ok":
        return finding(code, one.stage, "ok", what)
      case "unknown":
        return finding(
          code,
          one.stage,
          one.asked ? "warn" : "skipped",
          what,
          "Look again with credentials that may see it.",
        )
      default:
        return finding(code, one.stage, one.optional ? "warn" : "fail", what)
    }
  })

/** One secret that lacks is one finding: of the pair where the other stage has it, of both where none has. */
function secretFindings(seen: Fact<VersionSecrets>, runner: Runner["kind"]): Finding[] {
  if (seen.kind === "skipped") return [skipped("SECRETS", seen.why), skipped("SECRETS_PARITY", seen.why)]
  if (seen.kind === "unavailable") {
    return [
      finding("SECRETS", null, "fail", seen.message, "Fix what keeps them from being listed."),
      skipped("SECRETS_PARITY", "the stages' secrets cannot be listed"),
    ]
  }
  return [lackingFinding(seen.value, runner), parityFinding(seen.value, runner)]
}

const skipped = (code: "SECRETS" | "SECRETS_PARITY", why: string): Finding =>
  finding(code, null, "skipped", why)

function lackingFinding(
  { release: { tag }, review: { rows } }: VersionSecrets,
  runner: Runner["kind"],
): Finding {
  const required = rows.filter((row) => row.required)
  const lacking = required.filter(({ state, elsewhere }) => state !== "set" && elsewhere !== "set")
  if (lacking.length === 0) {
    const what = required.length === 0 ? "none" : `${counted(required.length, "secret")}, each set on a stage`
    return finding("SECRETS", null, "ok", `${tag} needs ${what}`)
  }
  const commands = lacking.flatMap(({ name }) =>
    STAGES.map((stage) => setCommand(runner, { name, stage, tag })),
  )
  const what = `${tag} needs ${namesOf(lacking)}, which neither stage has a value for`
  return finding("SECRETS", null, "fail", what, commands.join("; "))
}

/** A secret that the version can do without may well be meant for one stage. */
function parityFinding({ release: { tag }, review }: VersionSecrets, runner: Runner["kind"]): Finding {
  const rows = uneven(review)
  if (rows.length === 0) return finding("SECRETS_PARITY", null, "ok", "both stages have the same secrets set")
  const other = otherStage(review.stage)
  const lacks = ({ state }: SecretRow): Stage => (state === "set" ? other : review.stage)
  const what = STAGES.flatMap((stage) => {
    const lacking = rows.filter((row) => lacks(row) === stage)
    return lacking.length === 0
      ? []
      : [
          `${namesOf(lacking)}: set on ${otherStage(stage)}, ${stage} lacks ${lacking.length === 1 ? "it" : "them"}`,
        ]
  })
  const commands = rows.map((row) => setCommand(runner, { name: row.name, stage: lacks(row), tag }))
  const status = rows.some(({ required }) => required) ? "fail" : "warn"
  return finding("SECRETS_PARITY", null, status, what.join("; "), commands.join("; "))
}

const namesOf = (rows: readonly SecretRow[]): string => rows.map(({ name }) => name).join(", ")
