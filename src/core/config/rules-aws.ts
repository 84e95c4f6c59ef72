import type { Problem } from "../errors.ts"
import { STAGES } from "../stage.ts"
import type { Config } from "./schema.ts"

/** A role and an account without a region would be checked for nothing. */
export const awsNeedsARegion = ({ stages }: Config): Problem[] =>
  STAGES.flatMap((stage) => {
    const { region, roleArn, account } = stages[stage]
    if (region !== undefined || (roleArn === undefined && account === undefined)) return []
    return [
      { path: `stages.${stage}.region`, message: `is missing beside ${roleArn ? "roleArn" : "account"}` },
    ]
  })

export const rolesAreOfTheirAccount = ({ stages }: Config): Problem[] =>
  STAGES.flatMap((stage) => {
    const { roleArn, account } = stages[stage]
    const holder = roleArn?.split(":")[4]
    if (holder === undefined || account === undefined || holder === account) return []
    return [{ path: `stages.${stage}.roleArn`, message: `is in account ${holder}, not in ${account}` }]
  })
