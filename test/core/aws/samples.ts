import { type DeployRole, readDeployRole } from "../../../src/core/aws/deploy-role.ts"

export const REQUEST = {
  repository: "octo-org/shop",
  account: "123456789012",
  stage: "production",
  app: "",
  ownerId: "",
  repositoryId: "",
  region: "",
  role: "",
  claims: "",
} as const

export const IDS = { ownerId: "123456", repositoryId: "456789" }

export const roleOf = (request: Partial<Parameters<typeof readDeployRole>[0]> = {}): DeployRole =>
  readDeployRole({ ...REQUEST, ...request })
