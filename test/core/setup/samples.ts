import { boundaryPolicy, permissionsPolicy, trustPolicy } from "../../../src/core/aws/policies.ts"
import type { Fact } from "../../../src/core/errors.ts"
import type {
  EnvironmentFacts,
  RepositoryFacts,
  SetupFacts,
  SetupTarget,
  StageFacts,
} from "../../../src/core/setup/prerequisite.ts"
import { readSetupRequest, type SetupRequest, withIds } from "../../../src/core/setup/setup.ts"
import type { Stage } from "../../../src/core/stage.ts"
import { configOf } from "../../helpers/shop.ts"

export const REQUEST: SetupRequest = {
  repository: "octo-org/shop",
  account: "123456789012",
  only: "",
  reviewers: "ana",
}

export const known = <T>(value: T): Fact<T> => ({ kind: "known", value })
export const REPOSITORY: RepositoryFacts = {
  id: "4711",
  ownerId: "42",
  isPrivate: false,
  protectedTags: ["refs/tags/v*"],
  guardedTags: ["~ALL"],
}

export const targetOf = (request: Partial<SetupRequest> = {}, config = configOf()): SetupTarget =>
  withIds(readSetupRequest({ ...REQUEST, ...request }, config), REPOSITORY)

export const ANA = { type: "User" as const, id: 11, name: "ana" }

export const ENVIRONMENT: Readonly<Record<Stage, EnvironmentFacts>> = {
  staging: {
    reviewers: [],
    waitTimer: 0,
    preventSelfReview: false,
    refs: [
      { name: "main", type: "branch" },
      { name: "v*", type: "tag" },
    ],
  },
  production: {
    reviewers: [ANA],
    waitTimer: 0,
    preventSelfReview: false,
    refs: [{ name: "main", type: "branch" }],
  },
}

function stageFacts(stage: Stage): StageFacts {
  const wanted = targetOf().stages.find((one) => one.stage === stage)
  if (wanted === undefined) throw new Error(`there is no ${stage}`)
  const { role, others } = wanted
  const arn = `arn:aws:iam::123456789012:role/deploy-shop-${stage}`
  return {
    role: known({ arn, trust: JSON.stringify(trustPolicy(role)), maxSessionSeconds: 43_200 }),
    permissions: known(JSON.stringify(permissionsPolicy(role, { services: [], others }))),
    boundary: known(JSON.stringify(boundaryPolicy(role, { services: [], others }))),
    environment: known(ENVIRONMENT[stage]),
    variables: known({ AWS_DEPLOY_ROLE_ARN: arn, AWS_REGION: "eu-central-1", OTHER: "1" }),
  }
}

/** Everything as it should be, but for what a test says. */
export const factsOf = (
  fields: Partial<Omit<SetupFacts, "stages">> = {},
  stages: Partial<Record<Stage, Partial<StageFacts>>> = {},
): SetupFacts => ({
  account: known("123456789012"),
  provider: known({ audiences: ["sts.amazonaws.com"] }),
  repository: known(REPOSITORY),
  reviewers: known([ANA]),
  ...fields,
  stages: {
    staging: { ...stageFacts("staging"), ...stages.staging },
    production: { ...stageFacts("production"), ...stages.production },
  },
})
