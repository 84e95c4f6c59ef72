import * as v from "valibot"
import { Seconds, Text } from "./fields.ts"
import { Check, CheckUrl } from "./smoke.ts"

const whole = (most: number) =>
  v.pipe(
    v.number(),
    v.integer("must be a whole number"),
    v.minValue(0, "must be 0 or more"),
    v.maxValue(most, `must be at most ${most}`),
  )

const deadline = v.pipe(
  v.optional(Seconds, 30),
  v.description("The answer must be right within this time; until then it is asked for again."),
)
const optional = v.pipe(v.optional(v.boolean(), false), v.description("Reported, but does not decide."))

const VerifyCheck = v.strictObject({ ...Check.entries, deadlineSeconds: deadline })

/** No verdict needs more lines, and no report shows more. */
const MAX_TOLERATED = 1000

export const Logs = v.strictObject({
  groups: v.pipe(
    v.optional(v.array(Text), []),
    v.description(
      "Names of log groups; {app}, {stage}, URLs of the stage and outputs of the deployer are filled in.",
    ),
  ),
  prefix: v.pipe(
    v.optional(Text),
    v.description("All log groups whose names begin with this, with the same placeholders."),
  ),
  pattern: v.pipe(
    v.optional(Text, "?ERROR ?Error ?Exception ?Unhandled"),
    v.description("What an error line looks like, as a CloudWatch Logs filter pattern."),
  ),
  tolerated: v.pipe(
    v.optional(whole(MAX_TOLERATED), 0),
    v.description("Up to this many matching lines are not a failure."),
  ),
  watchSeconds: v.pipe(
    v.optional(Seconds, 120),
    v.description("How long after the deploy the logs are watched; lines before the deploy do not count."),
  ),
  pollSeconds: v.pipe(v.optional(Seconds, 10), v.description("Between looks at the logs.")),
  settleSeconds: v.pipe(
    v.optional(Seconds, 15),
    v.description("How long to wait after that for lines that CloudWatch receives late."),
  ),
  lookBackSeconds: v.pipe(
    v.optional(Seconds, 3600),
    v.description("How far back verify looks when the deploy was long ago."),
  ),
  region: v.pipe(v.optional(Text), v.description("AWS region of the logs; default: that of the stage.")),
  optional,
})

const Slack = v.strictObject({
  url: CheckUrl,
  signingSecret: v.pipe(
    v.optional(
      v.strictObject({
        env: v.pipe(
          v.optional(
            v.pipe(
              v.string(),
              v.regex(/^[A-Za-z_][A-Za-z0-9_]*$/, "is not the name of an environment variable"),
            ),
            "SLACK_SIGNING_SECRET",
          ),
          v.description("Environment variable of the host runner; an engine takes --slack-signing-secret."),
        ),
      }),
      {},
    ),
    v.description("Where the bot's signing secret comes from. Its value is never in this file."),
  ),
  deadlineSeconds: deadline,
  optional,
})

/** Checks of a deployed version beyond smoke. */
export const Verify = v.pipe(
  v.strictObject({
    checks: v.pipe(
      v.optional(v.array(VerifyCheck), []),
      v.description("Requests such as a sample chat query; each is repeated until its answer is right once."),
    ),
    logs: v.pipe(v.optional(Logs), v.description("Error lines in CloudWatch Logs since the deploy.")),
    slack: v.pipe(
      v.optional(Slack),
      v.description(
        "The Slack bot's events address answers a signed url_verification request with its challenge.",
      ),
    ),
    rollback: v.pipe(
      v.optional(v.boolean(), false),
      v.description(
        "Whether a version that passes smoke and fails verification is rolled back, where the stage rolls back automatically.",
      ),
    ),
  }),
  v.description("What verify, and deploys with --verify, check after smoke has passed."),
)

export type VerifyConfig = v.InferOutput<typeof Verify>
export type VerifyCheckConfig = VerifyConfig["checks"][number]
export type LogsConfig = NonNullable<VerifyConfig["logs"]>
export type SlackConfig = NonNullable<VerifyConfig["slack"]>
