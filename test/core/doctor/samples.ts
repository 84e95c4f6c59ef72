import type {
  CheckoutFacts,
  DoctorFacts,
  DoctorStageFacts,
  MachineFacts,
} from "../../../src/core/doctor/finding.ts"
import type { CredentialsInput } from "../../../src/core/gates/gate.ts"
import { prerequisitesOf } from "../../../src/core/setup/setup.ts"
import type { Observed } from "../../../src/core/smoke/observed.ts"
import type { Stage } from "../../../src/core/stage.ts"
import { ACCOUNT, roleArnOf } from "../../helpers/shop.ts"
import { RELEASE, reviewOf, secretRow } from "../secrets/samples.ts"
import { factsOf, known, targetOf } from "../setup/samples.ts"

export const MACHINE: MachineFacts = {
  git: known("2.49.1"),
  engine: known("v0.21.8"),
  wantedEngine: "v0.21.8",
}
export const CHECKOUT: CheckoutFacts = { shallow: false }

export const claimsOf = (fields: Record<string, unknown> = {}) => ({
  iss: "https://token.actions.githubusercontent.com",
  aud: "sts.amazonaws.com",
  sub: "repo:octo-org/shop:environment:production",
  environment: "production",
  repository: "octo-org/shop",
  repository_id: "4711",
  ...fields,
})

const CREDENTIALS: CredentialsInput = {
  found: {
    kind: "held",
    source: "GitHub's OIDC token",
    identity: {
      account: ACCOUNT,
      arn: `arn:aws:sts::${ACCOUNT}:assumed-role/deploy-shop-staging/pipeline-1`,
    },
    renewable: true,
    lifeSeconds: 3600,
  },
  wanted: { region: "eu-central-1", roleArn: roleArnOf("staging"), account: ACCOUNT },
  neededSeconds: 4000,
}

const trustOf = (stage: Stage) => {
  const { role } = factsOf().stages[stage]
  return known(role.kind === "known" && role.value !== null ? role.value.trust : null)
}

export const observed = (sighting: Observed["sighting"], detail: string): Observed => ({
  sighting,
  at: "2026-03-01T00:00:00.000Z",
  versions: [],
  detail,
})

export const stageLook = (stage: Stage, fields: Partial<DoctorStageFacts> = {}): DoctorStageFacts => ({
  credentials: known(CREDENTIALS),
  trust: trustOf(stage),
  app: observed("as-recorded", `${stage} serves v1.2.3`),
  urls: {},
  deployed: true,
  unrecorded: null,
  opening: { isOpen: true, because: "no window denies deploys", changes: null },
  ...fields,
})

/** A job in the environment production that sees everything as it should be, but for what a test says. */
export const lookOf = (
  fields: Partial<Omit<DoctorFacts, "stages">> = {},
  production: Partial<DoctorStageFacts> = {},
): DoctorFacts => ({
  machine: MACHINE,
  checkout: known(CHECKOUT),
  versions: known(3),
  scripts: known({ tag: "v1.2.3", missing: [] }),
  ledger: "remote origin",
  ledgerRead: known(true),
  ledgerWrite: known(true),
  claims: known(claimsOf()),
  prerequisites: known(prerequisitesOf(targetOf(), factsOf())),
  secrets: known({ release: RELEASE, review: reviewOf([secretRow()]) }),
  channels: [{ name: "ops", state: known("Slack takes its token") }],
  runner: "host",
  ...fields,
  stages: { staging: stageLook("staging"), production: stageLook("production", production) },
})
