/** An IAM policy, as far as this pipeline writes any. */
export interface PolicyDocument {
  Version: "2012-10-17"
  Statement: PolicyStatement[]
}

export interface PolicyStatement {
  Sid: string
  Effect: "Allow" | "Deny"
  Principal?: { Federated: string }
  Action: string | string[]
  Resource?: string | string[]
  /** operator → condition key → values of which one must fit */
  Condition?: Record<string, Record<string, string | string[]>>
}

export const policyText = (policy: PolicyDocument): string => JSON.stringify(policy, null, 2)
