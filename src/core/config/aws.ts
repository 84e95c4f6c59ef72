import * as v from "valibot"

const matching = (pattern: RegExp, message: string) => v.pipe(v.string(), v.regex(pattern, message))

/** Keys of a stage that is deployed to AWS. */
export const awsStage = {
  region: v.pipe(
    v.optional(matching(/^[a-z]{2}(-[a-z]+)+-\d{1,2}$/, "must be an AWS region such as eu-central-1")),
    v.description(
      "The stage's AWS region. A stage that has one is deployed with AWS credentials that are checked first.",
    ),
  ),
  account: v.pipe(
    v.optional(matching(/^\d{12}$/, "must be the 12 digits of an AWS account")),
    v.description("The AWS account that the stage is in: credentials of another one are refused."),
  ),
  roleArn: v.pipe(
    v.optional(
      matching(
        /^arn:aws(-cn|-us-gov)?:iam::\d{12}:role\/[\w+=,.@/-]{1,576}$/,
        "must be the ARN of an IAM role: arn:aws:iam::123456789012:role/NAME",
      ),
    ),
    v.description("The IAM role that a job takes for the stage, with the token that its CI gives it."),
  ),
}
