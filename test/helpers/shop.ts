import { parseConfig } from "../../src/core/config/parse.ts"
import type { Config } from "../../src/core/config/schema.ts"

/** moto's own. */
export const ACCOUNT = "123456789012"

export const roleArnOf = (stage: string): string => `arn:aws:iam::${ACCOUNT}:role/deploy-shop-${stage}`

/** pipeline.json of an application in AWS, its roles named already. */
export const configOf = (fields: Record<string, unknown> = {}): Config =>
  parseConfig(
    JSON.stringify({
      app: "shop",
      ledger: { remote: "origin" },
      deployer: { kind: "command", deploy: ["deploy"], outputs: "outputs.json", timeoutSeconds: 4000 },
      smoke: { checks: [{ name: "api", url: "{api}/health", expect: { version: "version" } }] },
      stages: {
        staging: { region: "eu-central-1", roleArn: roleArnOf("staging") },
        production: { region: "eu-central-1", roleArn: roleArnOf("production") },
      },
      ...fields,
    }),
  )
