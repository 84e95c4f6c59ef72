// Made by `npm run build` from src/engine: change it there.
import {
  Name,
  Text,
  Url
} from "./core-config-fields.js";
import {
  array,
  description,
  literal,
  optional,
  picklist,
  pipe,
  record,
  regex,
  strictObject,
  string,
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
], occasions = (usual, description2) => pipe(optional(array(picklist(OCCASIONS)), [...usual]), description(description2)), occasionKeys = {
  production: occasions(
    OCCASIONS,
    "What it gets messages about on production: the outcomes of runs, and by-hand."
  ),
  staging: occasions(
    OCCASIONS.filter((one) => one !== "deployed"),
    "What it gets messages about on staging; default: everything but a deploy that went well."
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
  ...occasionKeys
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
  ...occasionKeys
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
  ...occasionKeys
}), Notify = pipe(
  optional(record(Name, variant("kind", [Webhook, Slack, Pagerduty])), {}),
  description(
    "Channels that get messages about what happens to the stages, by a name of your own. What could not be delivered is sent by the next run."
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

export {
  Notify,
  secretOf
};
