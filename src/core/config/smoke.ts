import * as v from "valibot"
import { positive, Seconds, Text } from "./fields.ts"

const NO_STATUS = "must be a whole number from 100 to 599"

const Expect = v.strictObject({
  status: v.pipe(
    v.optional(
      v.pipe(v.number(), v.integer(NO_STATUS), v.minValue(100, NO_STATUS), v.maxValue(599, NO_STATUS)),
      200,
    ),
    v.description("HTTP status"),
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
export const CheckUrl = v.pipe(
  Text,
  v.regex(/^(https?:\/\/|\{[A-Za-z][A-Za-z0-9_]*\})/, "must begin with http://, https:// or a {name}"),
  v.description("May use {name} for a URL of the stage or an output of the deployer."),
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
  optional: v.pipe(v.optional(v.boolean(), false), v.description("Reported, but does not decide.")),
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
