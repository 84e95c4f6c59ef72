import * as v from "valibot"
import { Name, Text, Url } from "./fields.ts"

/** What a channel can get messages about: how a run on a stage ends, and what a person did to the stage by hand. */
const OCCASIONS = [
  "deployed",
  "blocked",
  "failed",
  "rolled-back",
  "rollback-failed",
  "inconclusive",
  "by-hand",
] as const
export type Occasion = (typeof OCCASIONS)[number]

const occasions = (usual: readonly Occasion[], description: string) =>
  v.pipe(v.optional(v.array(v.picklist(OCCASIONS)), [...usual]), v.description(description))

const occasionKeys = {
  production: occasions(
    OCCASIONS,
    "What it gets messages about on production: the outcomes of runs, and by-hand.",
  ),
  staging: occasions(
    OCCASIONS.filter((one) => one !== "deployed"),
    "What it gets messages about on staging; default: everything but a deploy that went well.",
  ),
}

const SecretName = v.pipe(
  v.string(),
  v.regex(/^[A-Za-z_][A-Za-z0-9_]*$/, "is not the name of an environment variable"),
)

const secretNamed = (usual: string, what: string) =>
  v.pipe(
    v.optional(SecretName, usual),
    v.description(
      `The name of the secret that is ${what}; its value is never in this file. On a host it comes from the environment, on an engine from --secret env://NAME.`,
    ),
  )

/** What is sent there is a secret, or comes with one. */
const ApiUrl = v.pipe(
  v.string(),
  v.regex(
    /^(https:\/\/|http:\/\/(localhost|127\.0\.0\.1|\[::1\])[:/])/,
    "must begin with https://, because a secret goes there",
  ),
  v.url("is not a URL"),
)

const Webhook = v.strictObject({
  kind: v.pipe(
    v.literal("webhook"),
    v.description("CDEvents in CloudEvents, signed as Standard Webhooks has it."),
  ),
  url: v.pipe(Url, v.description("Where each event is posted.")),
  secret: secretNamed("NOTIFY_WEBHOOK_SECRET", "what events are signed with, whsec_ and its base64"),
  ...occasionKeys,
})

const Slack = v.strictObject({
  kind: v.pipe(
    v.literal("slack"),
    v.description("One message for each run, with its details in the thread."),
  ),
  channel: v.pipe(Text, v.description("The channel's id, e.g. C0123456789; the bot must be in it.")),
  token: secretNamed("SLACK_BOT_TOKEN", "the bot's token, xoxb-…, with the scope chat:write"),
  people: v.pipe(
    v.optional(
      v.record(
        Text,
        v.pipe(v.string(), v.regex(/^[UW][A-Z0-9]+$/, "must be a member's id such as U0123456789")),
      ),
      {},
    ),
    v.description("Members of Slack by the name that their commits have: authors who are mentioned."),
  ),
  apiUrl: v.pipe(v.optional(ApiUrl, "https://slack.com/api"), v.description("Where Slack's API is.")),
  ...occasionKeys,
})

const Pagerduty = v.strictObject({
  kind: v.pipe(
    v.literal("pagerduty"),
    v.description("A change event for each deploy and rollback; an alert where a person must look."),
  ),
  routingKey: secretNamed("PAGERDUTY_ROUTING_KEY", "the integration key of a service (Events API v2)"),
  apiUrl: v.pipe(
    v.optional(ApiUrl, "https://events.pagerduty.com"),
    v.description("Where its Events API is; in Europe https://events.eu.pagerduty.com."),
  ),
  ...occasionKeys,
})

export const Notify = v.pipe(
  v.optional(v.record(Name, v.variant("kind", [Webhook, Slack, Pagerduty])), {}),
  v.description(
    "Channels that get messages about what happens to the stages, by a name of your own. What could not be delivered is sent by the next run.",
  ),
)

export type NotifyConfig = v.InferOutput<typeof Notify>
export type ChannelConfig = NotifyConfig[string]
export type WebhookConfig = v.InferOutput<typeof Webhook>
export type SlackChannelConfig = v.InferOutput<typeof Slack>
export type PagerdutyConfig = v.InferOutput<typeof Pagerduty>

/** The name of the secret that a channel needs. */
export function secretOf(channel: ChannelConfig): string {
  switch (channel.kind) {
    case "webhook":
      return channel.secret
    case "slack":
      return channel.token
    case "pagerduty":
      return channel.routingKey
  }
}
