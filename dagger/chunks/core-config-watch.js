// Made by `npm run build` from src/engine: change it there.
import {
  Check,
  CheckUrl
} from "./semver.js";
import {
  Seconds,
  Text
} from "./core-config-fields.js";
import {
  array,
  boolean,
  description,
  gtValue,
  integer,
  literal,
  ltValue,
  maxValue,
  minEntries,
  minLength,
  minValue,
  number,
  optional,
  picklist,
  pipe,
  record,
  regex,
  strictObject,
  string,
  variant
} from "./valibot.js";

// src/core/config/verify.ts
var whole = (most) => pipe(
  number(),
  integer("must be a whole number"),
  minValue(0, "must be 0 or more"),
  maxValue(most, `must be at most ${most}`)
), deadline = pipe(
  optional(Seconds, 30),
  description("The answer must be right within this time; until then it is asked for again.")
), optional2 = pipe(optional(boolean(), !1), description("Reported, but does not decide.")), VerifyCheck = strictObject({ ...Check.entries, deadlineSeconds: deadline }), MAX_TOLERATED = 1e3, Logs = strictObject({
  groups: pipe(
    optional(array(Text), []),
    description(
      "Names of log groups; {app}, {stage}, URLs of the stage and outputs of the deployer are filled in."
    )
  ),
  prefix: pipe(
    optional(Text),
    description("All log groups whose names begin with this, with the same placeholders.")
  ),
  pattern: pipe(
    optional(Text, "?ERROR ?Error ?Exception ?Unhandled"),
    description("What an error line looks like, as a CloudWatch Logs filter pattern.")
  ),
  tolerated: pipe(
    optional(whole(MAX_TOLERATED), 0),
    description("Up to this many matching lines are not a failure.")
  ),
  watchSeconds: pipe(
    optional(Seconds, 120),
    description("How long after the deploy the logs are watched; lines before the deploy do not count.")
  ),
  pollSeconds: pipe(optional(Seconds, 10), description("Between looks at the logs.")),
  settleSeconds: pipe(
    optional(Seconds, 15),
    description("How long to wait after that for lines that CloudWatch receives late.")
  ),
  lookBackSeconds: pipe(
    optional(Seconds, 3600),
    description("How far back verify looks when the deploy was long ago.")
  ),
  region: pipe(optional(Text), description("AWS region of the logs; default: that of the stage.")),
  optional: optional2
}), Slack = strictObject({
  url: CheckUrl,
  signingSecret: pipe(
    optional(
      strictObject({
        env: pipe(
          optional(
            pipe(
              string(),
              regex(/^[A-Za-z_][A-Za-z0-9_]*$/, "is not the name of an environment variable")
            ),
            "SLACK_SIGNING_SECRET"
          ),
          description("Environment variable of the host runner; an engine takes --slack-signing-secret.")
        )
      }),
      {}
    ),
    description("Where the bot's signing secret comes from. Its value is never in this file.")
  ),
  deadlineSeconds: deadline,
  optional: optional2
}), Verify = pipe(
  strictObject({
    checks: pipe(
      optional(array(VerifyCheck), []),
      description("Requests such as a sample chat query; each is repeated until its answer is right once.")
    ),
    logs: pipe(optional(Logs), description("Error lines in CloudWatch Logs since the deploy.")),
    slack: pipe(
      optional(Slack),
      description(
        "The Slack bot's events address answers a signed url_verification request with its challenge."
      )
    ),
    rollback: pipe(
      optional(boolean(), !1),
      description(
        "Whether a version that passes smoke and fails verification is rolled back, where the stage rolls back automatically."
      )
    )
  }),
  description("What verify, and deploys with --verify, check after smoke has passed.")
);

// src/core/config/watch.ts
var share = (description2) => pipe(
  optional(pipe(number(), minValue(0, "must be 0 or more"), maxValue(1, "must be at most 1"))),
  description(description2)
), { expect: _, cacheBusting, ...request } = Check.entries, Http = strictObject({
  ...Check.entries,
  kind: pipe(literal("http"), description("A request whose answers must be right and quick.")),
  maxWrongShare: share(
    "The share of wrong answers that is too much, from the second one on, e.g. 0.05; default: only a row of them is."
  ),
  latency: pipe(
    optional(
      strictObject({
        percentile: pipe(
          optional(
            pipe(number(), gtValue(0, "must be more than 0"), ltValue(100, "must be less than 100")),
            95
          ),
          description("Which of the answers counts, from the quickest to the slowest.")
        ),
        maxMs: pipe(
          number(),
          gtValue(0, "must be more than 0 ms"),
          description("How long it may take.")
        )
      })
    ),
    description("How slow the answers may be over the whole watch.")
  )
}), Range = strictObject({
  min: pipe(optional(number()), description("The least that is good.")),
  max: pipe(optional(number()), description("The most that is good."))
}), Values = strictObject({
  ...request,
  kind: pipe(
    literal("values"),
    description("Numbers in the JSON that an address answers with: any metrics API.")
  ),
  cacheBusting: pipe(
    optional(boolean(), !1),
    description("Adds pipeline-probe=RANDOM to the query.")
  ),
  expect: pipe(
    record(string(), Range),
    minEntries(1, "must name at least one value"),
    description(
      'Ranges by dotted path, e.g. {"data.result.0.value.1": {"max": 0.02}}. A value that is not there is no data.'
    )
  )
}), { watchSeconds: _watch, lookBackSeconds: _back, region: _region, ...lines } = Logs.entries, LogLines = strictObject({
  kind: pipe(literal("logs"), description("Error lines in CloudWatch Logs.")),
  name: pipe(optional(Text, "logs"), description("As reports show it.")),
  ...lines
}), Alarms = strictObject({
  kind: pipe(literal("alarms"), description("CloudWatch alarms, in the stage's region.")),
  name: pipe(optional(Text, "alarms"), description("As reports show it.")),
  alarms: pipe(
    array(Text),
    minLength(1, "must name at least one alarm"),
    description(
      "Their names; {app} and {stage} are filled in. One that was in alarm before the deploy is no data."
    )
  ),
  optional: pipe(optional(boolean(), !1), description("Reported, but does not decide."))
}), Watch = strictObject({
  minutes: pipe(
    pipe(
      number(),
      gtValue(0, "must be more than 0 minutes"),
      maxValue(1440, "must be at most 1440 minutes, a day")
    ),
    description(
      "How long the version is watched; the run holds the stage meanwhile, unless it was told to --detach."
    )
  ),
  everySeconds: pipe(optional(Seconds, 10), description("Between looks while all is well.")),
  confirmSeconds: pipe(
    optional(Seconds, 1),
    description("Between looks after one that was not well: a single one is no verdict.")
  ),
  consecutive: pipe(
    optional(
      pipe(number(), integer("must be a whole number"), minValue(2, "must be at least 2")),
      3
    ),
    description("So many bad looks in a row are a bad verdict.")
  ),
  rollback: pipe(
    optional(picklist(["automatic", "manual"])),
    description(
      "Whether a version that turns bad is rolled back without asking; default: as the stage does it after smoke."
    )
  ),
  checks: pipe(
    array(variant("kind", [Http, Values, LogLines, Alarms])),
    minLength(1, "must hold at least one check"),
    description("All are made at the same time. One without data leaves the version unjudged.")
  )
});
function requestOf(check) {
  switch (check.kind) {
    case "http":
      return check;
    case "values":
      return { ...check, expect: { status: 200 } };
    case "logs":
    case "alarms":
      return null;
  }
}

export {
  Verify,
  Watch,
  requestOf
};
