import * as v from "valibot"
import { Seconds, Text, Url } from "./fields.ts"

const Ci = v.strictObject({
  provider: v.pipe(
    v.literal("github"),
    v.description("Where the checks run: check runs and commit statuses."),
  ),
  required: v.pipe(
    v.optional(v.array(Text), []),
    v.description(
      "Names of checks that must have passed. Without them one pass and no failure are enough, " +
        "and a check that has not begun yet is not waited for.",
    ),
  ),
  ignore: v.pipe(
    v.optional(v.array(Text), []),
    v.description(
      'Names of the pipeline\'s own jobs, which run while it asks; "*" stands for any text. They do not count.',
    ),
  ),
  waitSeconds: v.pipe(
    v.optional(v.union([v.literal(0), Seconds]), 600),
    v.description("How long a deploy waits for checks that are running."),
  ),
})

const GithubIssues = v.strictObject({
  kind: v.pipe(v.literal("github-issues"), v.description("Open issues with a label.")),
  label: v.pipe(Text, v.description("The label, which must exist, e.g. incident.")),
})

const StatusPage = v.strictObject({
  kind: v.pipe(v.literal("http"), v.description("A status page that answers with JSON.")),
  url: v.pipe(Url, v.description("Where it is; asked without credentials.")),
  json: v.pipe(
    v.record(v.string(), v.union([v.string(), v.number(), v.boolean(), v.null()])),
    v.minEntries(1, "must name at least one value"),
    v.description('Values by dotted path that it has while all is well, e.g. {"status.indicator": "none"}.'),
  ),
  timeoutSeconds: v.pipe(v.optional(Seconds, 10), v.description("How long to wait for its answer.")),
})

export const Gates = v.strictObject({
  ci: v.pipe(v.optional(Ci), v.description("What CI must say of the commit. Without it, CI is not asked.")),
  incidents: v.pipe(
    v.optional(v.variant("kind", [GithubIssues, StatusPage])),
    v.description("Where open incidents can be seen. Without it, they are not looked for."),
  ),
})
