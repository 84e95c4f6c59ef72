import * as v from "valibot"
import { positive, Seconds, Text, VariableName } from "./fields.ts"

const NO_STATUS = "must be a whole number from 100 to 599"

const Expect = v.strictObject({
  status: v.pipe(
    v.optional(
      v.pipe(v.number(), v.integer(NO_STATUS), v.minValue(100, NO_STATUS), v.maxValue(599, NO_STATUS)),
      200,
    ),
    v.description("HTTP status."),
  ),
  json: v.pipe(
    v.optional(v.record(v.string(), v.union([v.string(), v.number(), v.boolean(), v.null()]))),
    v.description("Values by dotted path in the JSON body, compared exactly."),
  ),
  contains: v.pipe(v.optional(Text), v.description("Text that the body contains.")),
  maxLatencyMs: v.pipe(v.optional(positive("ms")), v.description("A slower answer is a wrong answer.")),
  version: v.pipe(
    v.optional(Text),
    v.description(
      "Where the answer says which version it is: a dotted path in the JSON body, or header:NAME. Compared with the tag.",
    ),
  ),
  sha: v.pipe(
    v.optional(Text),
    v.description(
      "Like version, compared with the commit id, of which the first 7 digits are enough. A version alone proves no commit: a tag can be moved.",
    ),
  ),
})

/** Where a request goes, before its placeholders are filled. */
const CheckUrl = v.pipe(
  Text,
  v.regex(/^(https?:\/\/|\{[A-Za-z][A-Za-z0-9_]*\})/, "must begin with http://, https:// or a {name}"),
  v.description("May use {name} for a URL of the stage or an output of the deployer."),
)

/** Any check can be made optional, in the same words. */
export const optional = v.pipe(
  v.optional(v.boolean(), false),
  v.description("Reported, but does not decide."),
)

export const Check = v.strictObject({
  name: v.pipe(Text, v.description("As reports show it; no two checks share one.")),
  url: CheckUrl,
  method: v.pipe(v.optional(v.picklist(["GET", "HEAD", "POST", "PUT"]), "GET"), v.description("HTTP method")),
  headers: v.pipe(
    v.optional(v.record(v.string(), v.string()), {}),
    v.description(
      'HTTP request headers. {secret:NAME} stands for a secret, {base64:NAME} for its encoding: "Basic {base64:LOGIN}" where LOGIN is user:password. On a host it comes from the environment variable, on an engine from --secret env://NAME.',
    ),
  ),
  body: v.pipe(v.optional(v.string()), v.description("What POST or PUT sends.")),
  expect: v.pipe(v.optional(Expect, {}), v.description("What a right answer shows: all of it.")),
  followRedirects: v.pipe(
    v.optional(v.boolean(), false),
    v.description("Otherwise a redirect is the answer that is judged."),
  ),
  cacheBusting: v.pipe(
    v.optional(v.boolean(), true),
    v.description(
      "Adds pipeline-probe=RANDOM to the query, so that no cache answers. Turn it off where the address allows no other query.",
    ),
  ),
  optional,
})

/** Without settleSeconds: long enough to meet a stale instance, short beside the deadline. */
export const DEFAULT_SETTLE_SECONDS = 5
export const DEFAULT_SETTLE_SHARE = 1 / 10

export const Smoke = v.strictObject({
  deadlineSeconds: v.pipe(
    v.optional(Seconds, 90),
    v.description("The version must answer rightly within this time."),
  ),
  intervalSeconds: v.pipe(
    v.optional(Seconds, 0.5),
    v.description("Between attempts while the version is not there yet; doubles up to maxIntervalSeconds."),
  ),
  maxIntervalSeconds: v.pipe(v.optional(Seconds, 10), v.description("The longest time between attempts.")),
  confirmIntervalSeconds: v.pipe(
    v.optional(Seconds, 1),
    v.description("Between attempts that confirm a pass or a failure."),
  ),
  consecutive: v.pipe(
    v.optional(
      v.pipe(v.number(), v.integer("must be a whole number"), v.minValue(1, "must be at least 1")),
      3,
    ),
    v.description("Full passes in a row that make a pass; wrong answers in a row that make a failure."),
  ),
  settleSeconds: v.pipe(
    v.optional(
      v.pipe(
        v.number(),
        v.minValue(0, "must be 0 or more"),
        v.maxValue(86_400, "must be at most 86400 seconds, a day"),
      ),
    ),
    v.description(
      "How long the full passes in a row of a pass last, so that no other version answers meanwhile (default: 5, at most a tenth of deadlineSeconds).",
    ),
  ),
  timeoutSeconds: v.pipe(v.optional(Seconds, 10), v.description("For one request.")),
  checks: v.pipe(
    v.array(Check),
    v.minLength(1, "must hold at least one check"),
    v.description("All are made at once in each attempt; a required one must show which version answers."),
  ),
})

export type SmokeConfig = v.InferOutput<typeof Smoke>
export type CheckConfig = SmokeConfig["checks"][number]

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
          v.optional(VariableName, "SLACK_SIGNING_SECRET"),
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
