import * as v from "valibot"
import { Check, type CheckConfig, Logs, optional } from "./checks.ts"
import { Seconds, Text } from "./fields.ts"

const share = (description: string) =>
  v.pipe(
    v.optional(v.pipe(v.number(), v.minValue(0, "must be 0 or more"), v.maxValue(1, "must be at most 1"))),
    v.description(description),
  )
const named = (name: string) => v.pipe(v.optional(Text, name), v.description("As reports show it."))
const { expect: _, cacheBusting, ...request } = Check.entries

const Http = v.strictObject({
  ...Check.entries,
  kind: v.pipe(v.literal("http"), v.description("A request whose answers must be right and quick.")),
  maxWrongShare: share(
    "The share of wrong answers that is too much, from the second one on, e.g. 0.05; default: only a row of them is.",
  ),
  latency: v.pipe(
    v.optional(
      v.strictObject({
        percentile: v.pipe(
          v.optional(
            v.pipe(v.number(), v.gtValue(0, "must be more than 0"), v.ltValue(100, "must be less than 100")),
            95,
          ),
          v.description("Which of the answers counts, from the quickest to the slowest."),
        ),
        maxMs: v.pipe(
          v.number(),
          v.gtValue(0, "must be more than 0 ms"),
          v.description("How long it may take."),
        ),
      }),
    ),
    v.description("How slow the answers may be over the whole watch."),
  ),
})

const Range = v.strictObject({
  min: v.pipe(v.optional(v.number()), v.description("The least that is good.")),
  max: v.pipe(v.optional(v.number()), v.description("The most that is good.")),
})

const Values = v.strictObject({
  ...request,
  kind: v.pipe(
    v.literal("values"),
    v.description("Numbers in the JSON that an address answers with: any metrics API."),
  ),
  cacheBusting: v.pipe(
    v.optional(v.boolean(), false),
    v.description("Adds pipeline-probe=RANDOM to the query."),
  ),
  expect: v.pipe(
    v.record(v.string(), Range),
    v.minEntries(1, "must name at least one value"),
    v.description(
      'Ranges by dotted path, e.g. {"data.result.0.value.1": {"max": 0.02}}. A value that is not there is no data.',
    ),
  ),
})

const { watchSeconds: _watch, lookBackSeconds: _back, region: _region, ...lines } = Logs.entries

const LogLines = v.strictObject({
  kind: v.pipe(v.literal("logs"), v.description("Error lines in CloudWatch Logs.")),
  name: named("logs"),
  ...lines,
})

const Alarms = v.strictObject({
  kind: v.pipe(v.literal("alarms"), v.description("CloudWatch alarms, in the stage's region.")),
  name: named("alarms"),
  alarms: v.pipe(
    v.array(Text),
    v.minLength(1, "must name at least one alarm"),
    v.description(
      "Their names; {app} and {stage} are filled in. One that was in alarm before the deploy is no data.",
    ),
  ),
  optional,
})

/** What is looked at for a while after a version has passed smoke, before it counts as verified. */
export const Watch = v.strictObject({
  minutes: v.pipe(
    v.pipe(
      v.number(),
      v.gtValue(0, "must be more than 0 minutes"),
      v.maxValue(1440, "must be at most 1440 minutes, a day"),
    ),
    v.description(
      "How long the version is watched; the run holds the stage meanwhile, unless it is to --detach.",
    ),
  ),
  everySeconds: v.pipe(v.optional(Seconds, 10), v.description("Between looks while all is well.")),
  confirmSeconds: v.pipe(
    v.optional(Seconds, 1),
    v.description("Between looks after one that was not well: a single one is no verdict."),
  ),
  consecutive: v.pipe(
    v.optional(
      v.pipe(v.number(), v.integer("must be a whole number"), v.minValue(2, "must be at least 2")),
      3,
    ),
    v.description("So many bad looks in a row are a bad verdict."),
  ),
  rollback: v.pipe(
    v.optional(v.picklist(["automatic", "manual"])),
    v.description(
      "Whether a version that turns bad is rolled back without asking; default: as the stage does it after smoke.",
    ),
  ),
  checks: v.pipe(
    v.array(v.variant("kind", [Http, Values, LogLines, Alarms])),
    v.minLength(1, "must hold at least one check"),
    v.description("All are made at the same time. One without data leaves the version unjudged."),
  ),
})

export type WatchConfig = v.InferOutput<typeof Watch>
export type WatchCheckConfig = WatchConfig["checks"][number]

/** The request of a check; null: it makes none. A value is judged apart from the rest of its answer. */
export function requestOf(check: WatchCheckConfig): CheckConfig | null {
  switch (check.kind) {
    case "http":
      return check
    case "values":
      return { ...check, expect: { status: 200 } }
    case "logs":
    case "alarms":
      return null
  }
}
