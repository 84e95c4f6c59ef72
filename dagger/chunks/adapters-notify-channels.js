// Made by `npm run build` from src/engine: change it there.
import {
  eventsOf,
  isStep
} from "./core-events-event.js";
import {
  post
} from "./adapters-http-request.js";
import "./core-retry.js";
import "./core-report-headline.js";
import "./core-doctor-finding.js";
import "./core-setup-prerequisite.js";
import "./core-report-figure-lines.js";
import {
  secretOf
} from "./core-config-notify.js";
import "./core-plan-way-back.js";
import "./core-ledger-fold.js";
import "./core-config-checks.js";
import "./core-ledger-owner.js";
import {
  shortSha
} from "./core-stage.js";
import {
  known,
  skipped,
  unavailable,
  whyNot
} from "./core-reasons.js";
import {
  property
} from "./core-json.js";
import "./core-config-fields.js";
import {
  clip,
  plain
} from "./valibot.js";
import "./common.js";

// src/adapters/notify/channels.ts
import { createHmac } from "node:crypto";

// src/core/events/messages.ts
var SPECIFICATION = "0.5.1", own = (subject, predicate) => `dev.cdeventsx.releasepipeline-${subject}.${predicate}.0.1.0`, TYPES = {
  "service-deployed": "dev.cdevents.service.deployed.0.3.0",
  "service-upgraded": "dev.cdevents.service.upgraded.0.3.0",
  "service-rolled-back": "dev.cdevents.service.rolledback.0.3.0",
  "incident-detected": "dev.cdevents.incident.detected.0.3.0",
  "incident-resolved": "dev.cdevents.incident.resolved.0.3.0",
  blocked: own("release", "blocked"),
  failed: own("release", "failed"),
  quarantined: own("release", "quarantined"),
  "quarantine-lifted": own("release", "readmitted"),
  verified: own("release", "verified"),
  waived: own("gate", "waived"),
  "one-way-allowed": own("gate", "onewayallowed"),
  "older-allowed": own("gate", "olderallowed"),
  "migrations-allowed": own("gate", "migrationsallowed"),
  "break-glass": own("stage", "breakglass"),
  frozen: own("stage", "frozen"),
  unfrozen: own("stage", "unfrozen"),
  unlocked: own("stage", "unlocked"),
  "taken-over": own("stage", "takenover"),
  lost: own("stage", "lost")
};
function cloudEvent(event, { repository }) {
  let type = TYPES[event.kind];
  if (type === void 0) return null;
  let { id, at, app, stage, release, incident, text, runId } = event, source = repository === null ? `/release-pipeline/${encodeURIComponent(app)}` : `https://github.com/${repository}`, place = {
    environment: { id: stage },
    ...release === null ? {} : { artifactId: packageUrl(app, release, repository) }
  }, subject = event.kind.startsWith("incident-") ? { id: incident ?? id, content: { description: text, ...place, service: { id: app } } } : { id: type.startsWith("dev.cdevents.") ? app : `${app}/${stage}`, content: place };
  return {
    specversion: "1.0",
    id,
    source,
    type,
    subject: subject.id,
    time: at,
    datacontenttype: "application/json",
    data: {
      context: { specversion: SPECIFICATION, id, source, type, timestamp: at, chainId: runId },
      subject,
      customData: customOf(event),
      customDataContentType: "application/json"
    }
  };
}
function packageUrl(app, { sha }, repository) {
  return repository === null ? `pkg:generic/${encodeURIComponent(app)}@${sha}` : `pkg:github/${repository.toLowerCase()}@${sha}`;
}
var customOf = ({
  app,
  stage,
  release,
  from,
  actor,
  command,
  code,
  text,
  detail,
  occasion,
  runId,
  reason,
  gate
}) => ({
  app,
  stage,
  occasion,
  runId,
  command,
  actor,
  code,
  reason,
  gate,
  text,
  detail,
  tag: release?.tag ?? null,
  commit: release === null ? null : shortSha(release.sha),
  from: from?.tag ?? null
}), SIGNS = {
  "service-deployed": "white_check_mark",
  "service-upgraded": "white_check_mark",
  "service-rolled-back": "rewind",
  verified: "white_check_mark",
  "incident-resolved": "white_check_mark",
  "incident-detected": "rotating_light",
  failed: "x",
  lost: "x",
  blocked: "no_entry",
  started: "hourglass_flowing_sand",
  smoking: "hourglass_flowing_sand",
  watching: "eyes"
}, MAX_LENGTH = 2e3;
function slackMessage(events, mentions) {
  let [event] = events;
  if (event === void 0) return null;
  let { kind, app, text, detail, isUrgent, code } = event, sign = isUrgent ? "rotating_light" : SIGNS[kind] ?? "bust_in_silhouette", authors = mentions.length === 0 ? "" : ` (${mentions.map((id) => `<@${id}>`).join(" ")})`, isBad = kind === "incident-detected" || kind === "failed" || kind === "lost" || kind === "service-rolled-back", head = `:${sign}: *${escaped(app)}*: ${escaped(clip(text, MAX_LENGTH))}${authors}`, more = [
    ...code === null ? [] : [`\`${code}\``],
    ...detail === null ? [] : [escaped(clip(detail, MAX_LENGTH))]
  ], reply = [head, ...more].join(`
`);
  return {
    head,
    reply: kind === "started" || kind === "break-glass" ? null : reply,
    broadcast: isBad || isUrgent
  };
}
var escaped = (text) => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
function continues({ entry, before }, thread) {
  return entry.kind === "blocked" ? thread.runId === entry.runId : thread.runId === entry.runId || before.lock?.runId === thread.runId ? !0 : !entry.command.startsWith("deploy-") && entry.command !== "adopt";
}
var MAX_SUMMARY = 1024;
function pagerdutyRequest(event, { repository }) {
  let { kind, app, stage, at, text, detail, code, actor, runId, release, incident, isUrgent, id } = event, source = repository ?? app, summary = clip(`${app}: ${text}`, MAX_SUMMARY), details = { id, stage, actor, run: runId, tag: release?.tag ?? null, code, detail }, alert = { dedup_key: `release-pipeline/${app}/${stage}/${incident}`.slice(0, 255) };
  return kind === "incident-resolved" ? { path: "/v2/enqueue", body: { event_action: "resolve", ...alert } } : isUrgent ? { path: "/v2/enqueue", body: { event_action: "trigger", ...alert, payload: {
    summary,
    source,
    severity: "critical",
    timestamp: at,
    component: app,
    group: stage,
    custom_details: details
  } } } : CHANGES.includes(kind) ? {
    path: "/v2/change/enqueue",
    body: { payload: { summary, source, timestamp: at, custom_details: details } }
  } : null;
}
var CHANGES = [
  "service-deployed",
  "service-upgraded",
  "service-rolled-back"
];

// src/adapters/notify/channels.ts
var channelsOf = (notify, place) => Object.entries(notify).map(([name, config]) => ({
  name,
  isKept: !0,
  wants: (recorded) => {
    let wanted = wantedBy(config, eventsOf(recorded));
    return config.kind !== "pagerduty" ? wanted : wanted.filter((event) => pagerdutyRequest(event, { repository: null }) !== null);
  },
  async send(message) {
    let secret = await secretFor(config, place);
    return secret.kind === "known" ? sendTo(config, secret.value, message, place) : { ok: !1, why: whyNot(secret) };
  },
  async probe() {
    let secret = await secretFor(config, place);
    return secret.kind === "known" ? probe(config, secret.value, place) : secret;
  }
}));
async function secretFor(config, { secret }) {
  let name = secretOf(config), text = (await secret(name)?.plaintext())?.trim() ?? "";
  return text === "" ? unavailable(`it needs the secret ${name}, which this run was not given`) : known(text);
}
async function sendTo(config, secret, message, place) {
  let { clock, origin, authors } = place;
  if (config.kind === "slack") return notifySlack(config, secret, message, authors, clock);
  let means = { clock, signal: message.signal }, from = await origin();
  for (let event of message.events) {
    let failed = config.kind === "webhook" ? await notifyWebhook(config, secret, event, from, means) : await notifyPagerduty(config, secret, event, from, means);
    if (failed !== null) return failed;
  }
  return { ok: !0 };
}
var PROBE_MS = 8e3;
async function probe(config, secret, { clock }) {
  let means = { clock, signal: AbortSignal.timeout(PROBE_MS) };
  switch (config.kind) {
    case "webhook":
      return webhookKey(secret) === null ? unavailable("its secret is not of the form whsec_BASE64, with 16 bytes or more") : skipped(
        `its secret is there; ${new URL(config.url).host} was not asked, because whatever is sent there is an event`
      );
    case "slack": {
      let answer = await callSlack(config, secret, "auth.test", {}, means);
      return answer.ok ? known(`Slack takes its token; only a message would show whether the bot is in ${config.channel}`) : unavailable(answer.why);
    }
    case "pagerduty": {
      let failed = await tryPagerduty(config, secret, means);
      return failed === null ? known("PagerDuty takes its key") : unavailable(failed.why);
    }
  }
}
var wantedBy = (channel, events) => events.filter(
  (event) => channel[event.stage].includes(event.occasion) && (channel.kind === "slack" || !isStep(event))
);
function webhookKey(secret) {
  let text = secret.replace(/^whsec_/, "");
  if (!/^[A-Za-z0-9+/]+={0,2}$/.test(text)) return null;
  let key = Buffer.from(text, "base64");
  return key.length >= 16 ? key : null;
}
async function notifyWebhook({ url }, secret, event, origin, means) {
  let key = webhookKey(secret);
  if (key === null)
    return { ok: !1, why: "its secret is not of the form whsec_BASE64, with 16 bytes or more", refused: !0 };
  let body = JSON.stringify(cloudEvent(event, origin)), posted = await post(url, body, () => {
    let timestamp = String(Math.floor(means.clock.now().getTime() / 1e3)), signature = createHmac("sha256", key).update(`${event.id}.${timestamp}.${body}`, "utf8").digest("base64");
    return {
      "content-type": "application/cloudevents+json",
      "webhook-id": event.id,
      "webhook-timestamp": timestamp,
      "webhook-signature": `v1,${signature}`
    };
  }, means);
  return posted.ok ? null : posted;
}
async function notifyPagerduty(channel, key, event, origin, means) {
  let request = pagerdutyRequest(event, origin);
  return request === null ? null : enqueue(channel, key, request, means);
}
var tryPagerduty = (channel, key, means) => enqueue(
  channel,
  key,
  { path: "/v2/enqueue", body: { event_action: "resolve", dedup_key: "release-pipeline/doctor" } },
  means
);
async function enqueue({ apiUrl }, key, { path, body }, means) {
  let text = JSON.stringify({ routing_key: key, ...body }), posted = await post(`${apiUrl.replace(/\/+$/, "")}${path}`, text, () => ({}), means);
  return posted.ok ? null : { ...posted, why: posted.why.replaceAll(key, "***") };
}
async function callSlack({ apiUrl }, token, method, content, means) {
  if (!/^[\x21-\x7e]+$/.test(token))
    return { ok: !1, why: "its token has characters that no token has", refused: !0, error: null };
  let headers = { authorization: `Bearer ${token}`, "content-type": "application/json; charset=utf-8" }, posted = await post(
    `${apiUrl.replace(/\/+$/, "")}/${method}`,
    JSON.stringify(content),
    () => headers,
    means
  );
  if (!posted.ok) return { ...posted, error: null };
  if (property(posted.json, "ok") === !0) return posted;
  let error = plain(clip(String(property(posted.json, "error") ?? "no answer of Slack's")));
  return { ok: !1, why: `Slack says ${error}`, refused: !0, error };
}
async function notifySlack(channel, token, { recorded, events, thread, signal }, authors, clock) {
  let [event] = events, message = slackMessage(
    events,
    await mentionsOf(channel, recorded.before.running, event?.release ?? null, authors)
  );
  if (message === null || event === void 0) return { ok: !0 };
  let call = (method, content) => callSlack(channel, token, method, content, { clock, signal }), about = {
    metadata: { event_type: "release_pipeline", event_payload: { id: event.id } },
    unfurl_links: !1
  }, known2 = thread !== null && continues(recorded, thread) ? placeOf(thread) : null;
  if (known2 !== null) {
    let updated = await call("chat.update", { ...known2, text: message.head, ...about });
    if (updated.ok) {
      let replied = message.reply === null ? null : await reply(known2, message.reply, message.broadcast);
      return replied !== null && !replied.ok ? replied : { ok: !0, thread: { runId: event.runId, ref: `${known2.channel}/${known2.ts}` } };
    }
    if (updated.error !== "message_not_found") return updated;
  }
  let posted = await call("chat.postMessage", { channel: channel.channel, text: message.head, ...about });
  if (!posted.ok) return posted;
  let [id, ts] = ["channel", "ts"].map((name) => property(posted.json, name));
  if (typeof id != "string" || typeof ts != "string") return { ok: !0 };
  return event.detail !== null && await reply({ channel: id, ts }, message.reply ?? event.detail, !1), recorded.entry.kind === "blocked" ? { ok: !0 } : { ok: !0, thread: { runId: event.runId, ref: `${id}/${ts}` } };
  function reply(to, text, broadcast) {
    let where = { channel: to.channel, thread_ts: to.ts, reply_broadcast: broadcast };
    return call("chat.postMessage", { ...where, text, ...about });
  }
}
function placeOf({ ref }) {
  let [, channel, ts] = /^([^/]+)\/([\d.]+)$/.exec(ref) ?? [];
  return channel === void 0 || ts === void 0 ? null : { channel, ts };
}
async function mentionsOf({ people }, from, to, authors) {
  if (to === null || Object.keys(people).length === 0) return [];
  let names = await authors(from?.sha === to.sha ? null : from, to);
  return [...new Set(names.flatMap((name) => Object.hasOwn(people, name) ? [people[name]] : []))];
}
export {
  channelsOf
};
