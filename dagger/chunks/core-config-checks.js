// Made by `npm run build` from src/engine: change it there.
import {
  HOOKS,
  toolOf
} from "./core-config-tools.js";
import {
  usageError
} from "./core-errors.js";
import {
  Name,
  Seconds,
  Text,
  Url,
  VariableName,
  positive
} from "./core-config-fields.js";
import {
  clip
} from "./core-text.js";
import {
  array,
  boolean,
  description,
  gtValue,
  integer,
  is,
  literal,
  ltValue,
  maxValue,
  minEntries,
  minLength,
  minValue,
  null_,
  number,
  optional,
  picklist,
  pipe,
  record,
  regex,
  strictObject,
  string,
  union,
  url,
  variant
} from "./valibot.js";

// src/core/config/notify.ts
var OCCASIONS = [
  "deployed",
  "blocked",
  "failed",
  "rolled-back",
  "rollback-failed",
  "inconclusive",
  "by-hand"
], occasions = (usual, description2) => pipe(optional(array(picklist(OCCASIONS)), [...usual]), description(description2)), told = {
  production: occasions(OCCASIONS, "What it is told of production: the outcomes of runs, and by-hand."),
  staging: occasions(
    OCCASIONS.filter((one) => one !== "deployed"),
    "What it is told of staging; default: everything but a deploy that went well."
  )
}, SecretName = pipe(
  string(),
  regex(/^[A-Za-z_][A-Za-z0-9_]*$/, "is not the name of an environment variable")
), secretNamed = (usual, what) => pipe(
  optional(SecretName, usual),
  description(
    `The name of the secret that is ${what}; its value is never in this file. On a host it comes from the environment, on an engine from --secret env://NAME.`
  )
), ApiUrl = pipe(
  string(),
  regex(
    /^(https:\/\/|http:\/\/(localhost|127\.0\.0\.1|\[::1\])[:/])/,
    "must begin with https://, because a secret goes there"
  ),
  url("is not a URL")
), Webhook = strictObject({
  kind: pipe(
    literal("webhook"),
    description("CDEvents in CloudEvents, signed as Standard Webhooks has it.")
  ),
  url: pipe(Url, description("Where each event is posted.")),
  secret: secretNamed("NOTIFY_WEBHOOK_SECRET", "what events are signed with, whsec_ and its base64"),
  ...told
}), Slack = strictObject({
  kind: pipe(
    literal("slack"),
    description("One message for each run, with its details in the thread.")
  ),
  channel: pipe(Text, description("The channel's id, e.g. C0123456789; the bot must be in it.")),
  token: secretNamed("SLACK_BOT_TOKEN", "the bot's token, xoxb-…, with the scope chat:write"),
  people: pipe(
    optional(
      record(
        Text,
        pipe(string(), regex(/^[UW][A-Z0-9]+$/, "must be a member's id such as U0123456789"))
      ),
      {}
    ),
    description("Members of Slack by the name that their commits have: authors who are mentioned.")
  ),
  apiUrl: pipe(optional(ApiUrl, "https://slack.com/api"), description("Where Slack's API is.")),
  ...told
}), Pagerduty = strictObject({
  kind: pipe(
    literal("pagerduty"),
    description("A change event for each deploy and rollback; an alert where a person must look.")
  ),
  routingKey: secretNamed("PAGERDUTY_ROUTING_KEY", "the integration key of a service (Events API v2)"),
  apiUrl: pipe(
    optional(ApiUrl, "https://events.pagerduty.com"),
    description("Where its Events API is; in Europe https://events.eu.pagerduty.com.")
  ),
  ...told
}), Notify = pipe(
  optional(record(Name, variant("kind", [Webhook, Slack, Pagerduty])), {}),
  description(
    "Channels that are told of what happens to the stages, by a name of your own. What could not be delivered is sent by the next run."
  )
);
function secretOf(channel) {
  switch (channel.kind) {
    case "webhook":
      return channel.secret;
    case "slack":
      return channel.token;
    case "pagerduty":
      return channel.routingKey;
  }
}

// src/core/config/checks.ts
var NO_STATUS = "must be a whole number from 100 to 599", Expect = strictObject({
  status: pipe(
    optional(
      pipe(number(), integer(NO_STATUS), minValue(100, NO_STATUS), maxValue(599, NO_STATUS)),
      200
    ),
    description("HTTP status.")
  ),
  json: pipe(
    optional(record(string(), union([string(), number(), boolean(), null_()]))),
    description("Values by dotted path in the JSON body, compared exactly.")
  ),
  contains: pipe(optional(Text), description("Text that the body contains.")),
  maxLatencyMs: pipe(optional(positive("ms")), description("A slower answer is a wrong answer.")),
  version: pipe(
    optional(Text),
    description(
      "Where the answer says which version it is: a dotted path in the JSON body, or header:NAME. Compared with the tag."
    )
  ),
  sha: pipe(
    optional(Text),
    description(
      "Like version, compared with the commit id, of which the first 7 digits are enough. A version alone proves no commit: a tag can be moved."
    )
  )
}), CheckUrl = pipe(
  Text,
  regex(/^(https?:\/\/|\{[A-Za-z][A-Za-z0-9_]*\})/, "must begin with http://, https:// or a {name}"),
  description("May use {name} for a URL of the stage or an output of the deployer.")
), optional2 = pipe(
  optional(boolean(), !1),
  description("Reported, but does not decide.")
), Check = strictObject({
  name: pipe(Text, description("As reports show it; no two checks share one.")),
  url: CheckUrl,
  method: pipe(optional(picklist(["GET", "HEAD", "POST", "PUT"]), "GET"), description("HTTP method")),
  headers: pipe(
    optional(record(string(), string()), {}),
    description(
      'HTTP request headers. {secret:NAME} stands for a secret, {base64:NAME} for its encoding: "Basic {base64:LOGIN}" where LOGIN is user:password. On a host it comes from the environment variable, on an engine from --secret env://NAME.'
    )
  ),
  body: pipe(optional(string()), description("What POST or PUT sends.")),
  expect: pipe(optional(Expect, {}), description("What a right answer shows: all of it.")),
  followRedirects: pipe(
    optional(boolean(), !1),
    description("Otherwise a redirect is the answer that is judged.")
  ),
  cacheBusting: pipe(
    optional(boolean(), !0),
    description(
      "Adds pipeline-probe=RANDOM to the query, so that no cache answers. Turn it off where the address allows no other query."
    )
  ),
  optional: optional2
}), DEFAULT_SETTLE_SECONDS = 5, DEFAULT_SETTLE_SHARE = 1 / 10, Smoke = strictObject({
  deadlineSeconds: pipe(
    optional(Seconds, 90),
    description("The version must answer rightly within this time.")
  ),
  intervalSeconds: pipe(
    optional(Seconds, 0.5),
    description("Between attempts while the version is not there yet; doubles up to maxIntervalSeconds.")
  ),
  maxIntervalSeconds: pipe(optional(Seconds, 10), description("The longest time between attempts.")),
  confirmIntervalSeconds: pipe(
    optional(Seconds, 1),
    description("Between attempts that confirm a pass or a failure.")
  ),
  consecutive: pipe(
    optional(
      pipe(number(), integer("must be a whole number"), minValue(1, "must be at least 1")),
      3
    ),
    description("Full passes in a row that make a pass; wrong answers in a row that make a failure.")
  ),
  settleSeconds: pipe(
    optional(
      pipe(
        number(),
        minValue(0, "must be 0 or more"),
        maxValue(86400, "must be at most 86400 seconds, a day")
      )
    ),
    description(
      "How long the full passes in a row of a pass last, so that no other version answers meanwhile (default: 5, at most a tenth of deadlineSeconds)."
    )
  ),
  timeoutSeconds: pipe(optional(Seconds, 10), description("For one request.")),
  checks: pipe(
    array(Check),
    minLength(1, "must hold at least one check"),
    description("All are made at once in each attempt; a required one must show which version answers.")
  )
}), whole = (most) => pipe(
  number(),
  integer("must be a whole number"),
  minValue(0, "must be 0 or more"),
  maxValue(most, `must be at most ${most}`)
), deadline = pipe(
  optional(Seconds, 30),
  description("The answer must be right within this time; until then it is asked for again.")
), VerifyCheck = strictObject({ ...Check.entries, deadlineSeconds: deadline }), MAX_TOLERATED = 1e3, Logs = strictObject({
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
}), Slack2 = strictObject({
  url: CheckUrl,
  signingSecret: pipe(
    optional(
      strictObject({
        env: pipe(
          optional(VariableName, "SLACK_SIGNING_SECRET"),
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
      optional(Slack2),
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
), named = (name) => pipe(optional(Text, name), description("As reports show it.")), { expect: _, cacheBusting, ...request } = Check.entries, Http = strictObject({
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
  name: named("logs"),
  ...lines
}), Alarms = strictObject({
  kind: pipe(literal("alarms"), description("CloudWatch alarms, in the stage's region.")),
  name: named("alarms"),
  alarms: pipe(
    array(Text),
    minLength(1, "must name at least one alarm"),
    description(
      "Their names; {app} and {stage} are filled in. One that was in alarm before the deploy is no data."
    )
  ),
  optional: optional2
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

// src/core/config/placeholders.ts
var PLACEHOLDER = /\{([A-Za-z][A-Za-z0-9_]*)\}/g, fill = (template, values) => template.replace(
  PLACEHOLDER,
  (whole2, name) => Object.hasOwn(values, name) ? values[name] : whole2
);
function missingPlaceholders(template, values) {
  let names = [...template.matchAll(PLACEHOLDER)].map((match) => match[1]);
  return [...new Set(names)].filter((name) => !Object.hasOwn(values, name));
}
var OWN = /(?<![${])\{([A-Za-z][A-Za-z0-9_]*)\}(?!\})/g, strangePlaceholders = (template, known) => {
  let names = [...template.matchAll(OWN)].map((match) => match[1]);
  return [...new Set(names)].filter((name) => !known.includes(name));
}, isAddress = (text) => is(Url, text), BETWEEN = /\n|,\s*(?=[A-Za-z]\w*=https?:)/;
function readAddresses(text, option = "--url ") {
  let parts = (text ?? "").split(BETWEEN).map((part) => part.trim()), problems = [], addresses = {};
  for (let part of parts.filter((one) => one !== "")) {
    let [, name = "", address = ""] = /^([^=]*)=(.*)$/s.exec(part) ?? [], path = `${option}${name || JSON.stringify(clip(part))}`;
    is(Name, name) ? isAddress(address) ? Object.hasOwn(addresses, name) ? problems.push({ path, message: "is given twice" }) : addresses[name] = address : problems.push({ path, message: `${JSON.stringify(clip(address))} is not a URL of http:// or https://` }) : problems.push({ path, message: "is not NAME=ADDRESS" });
  }
  if (problems.length > 0) throw usageError("USAGE", "The addresses cannot be understood.", problems);
  return addresses;
}
var SECRET = /\{(secret|base64):([A-Za-z_][A-Za-z0-9_]*)\}/g, secretsIn = (text) => [
  ...new Set([...text.matchAll(SECRET)].map(([, , name = ""]) => name))
], fillSecrets = (text, values) => text.replace(SECRET, (_2, form, name) => {
  let value = values.get(name) ?? "";
  if (form === "secret") return value;
  let bytes = new TextEncoder().encode(value);
  return btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""));
}), headerSecrets = ({ headers }) => [
  ...new Set(Object.values(headers).flatMap(secretsIn))
];
function namedSecrets({ deployer, smoke, verify, hooks, notify, stages }) {
  let tool = toolOf(deployer)?.secrets ?? {}, ofHooks = Object.assign({}, ...HOOKS.map((name) => hooks[name]?.secrets)), watched = Object.values(stages).flatMap(
    ({ watch }) => watch?.checks.flatMap((one) => requestOf(one) ?? []) ?? []
  ), checks = [...smoke.checks, ...verify?.checks ?? [], ...watched].flatMap(headerSecrets), channels = [...new Set(Object.values(notify).map(secretOf))];
  return { tool, hooks: ofHooks, checks: [...new Set(checks)], channels };
}

export {
  Notify,
  secretOf,
  DEFAULT_SETTLE_SECONDS,
  DEFAULT_SETTLE_SHARE,
  Smoke,
  Verify,
  Watch,
  requestOf,
  fill,
  missingPlaceholders,
  strangePlaceholders,
  isAddress,
  readAddresses,
  fillSecrets,
  headerSecrets,
  namedSecrets
};
