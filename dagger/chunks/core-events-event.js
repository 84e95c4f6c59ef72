// Made by `npm run build` from src/engine: change it there.
import {
  headline
} from "./core-report-headline.js";
import {
  recordId
} from "./core-ledger-fold.js";
import {
  describeRelease,
  releaseIn
} from "./core-stage.js";
import {
  property
} from "./core-json.js";
import {
  sentence
} from "./valibot.js";

// src/core/events/event.ts
var BY_HAND = [
  "frozen",
  "unfrozen",
  "unlocked",
  "taken-over",
  "quarantined",
  "quarantine-lifted",
  "waived",
  "one-way-allowed",
  "older-allowed",
  "migrations-allowed",
  "break-glass"
], STEPS = ["started", "smoking", "watching"], isStep = ({ kind }) => STEPS.includes(kind);
function eventsOf(recorded) {
  let { before, after } = recorded, kind = kindOf(recorded), main = [
    ...isBreakGlass(recorded.entry) ? [eventOf(recorded, "break-glass", "by-hand", "break-glass")] : [],
    ...kind === null ? [] : [eventOf(recorded, kind, occasionOf(recorded, kind))]
  ];
  return before.incident !== void 0 && after.incident === void 0 ? [...main, eventOf(recorded, "incident-resolved", closesAs(before), "resolved")] : main;
}
function kindOf({ entry, before, after }) {
  switch (entry.kind) {
    case "started":
      return entry.command === "watch" ? "watching" : entry.sha === null ? null : "started";
    case "deployed":
      return before.lock?.rollback === void 0 ? "smoking" : null;
    case "watching":
      return "watching";
    case "verified":
      return after.running?.verified ? before.lock?.runId !== entry.runId ? "verified" : before.verified.length === 0 ? "service-deployed" : "service-upgraded" : null;
    case "rolled-back":
      return "service-rolled-back";
    case "rollback-started":
      return entry.code === null ? "started" : "incident-detected";
    case "rollback-failed":
    case "inconclusive":
      return entry.changed === !1 && entry.kind === "inconclusive" ? "failed" : "incident-detected";
    case "unverified":
      return before.lock?.runId === entry.runId ? null : "incident-detected";
    case "failed":
      return entry.changed === !1 ? "failed" : "incident-detected";
    case "blocked":
      return "blocked";
    case "frozen-by-hand":
      return "frozen";
    case "unfrozen":
      return "unfrozen";
    case "lock-broken":
      return "unlocked";
    case "taken-over":
      return "taken-over";
    case "waived":
      return waivedAs(entry);
    case "quarantined-by-hand":
      return "quarantined";
    case "quarantine-lifted":
      return "quarantine-lifted";
    case "lost":
      return "lost";
    default:
      return null;
  }
}
function waivedAs({ waiver, command }) {
  switch (waiver?.gate) {
    case "older":
      return "older-allowed";
    case "readiness":
      return "one-way-allowed";
    case "migrations":
      return command === "rollback" ? "migrations-allowed" : "one-way-allowed";
    default:
      return "waived";
  }
}
var isBreakGlass = ({ kind, runner, command }) => kind === "started" && runner?.kind === "host" && runner.ci === null && (command.startsWith("deploy-") || command === "rollback");
function occasionOf({ entry }, kind) {
  return kind === "blocked" ? "blocked" : BY_HAND.some((one) => one === kind) ? "by-hand" : kind === "service-rolled-back" ? "rolled-back" : kind === "incident-detected" || kind === "failed" || kind === "lost" ? badOf(entry) : "deployed";
}
function badOf({ kind }) {
  return kind === "rollback-started" ? "rolled-back" : kind === "rollback-failed" || kind === "inconclusive" ? kind : "failed";
}
var closesAs = ({ frozen }) => frozen === null ? "failed" : "rolled-back";
function eventOf(recorded, kind, occasion, part) {
  let { app, stage, entry, before, after } = recorded, { runId, command, actor, at, sha, code } = entry, release = releaseIn(entry), id = recordId(entry).replace("/", "-"), { running } = before, replaced = running === null || running.sha === sha ? null : { tag: running.tag, sha: running.sha }, event = {
    id: part === void 0 ? id : `${id}-${part}`,
    kind,
    occasion,
    app,
    stage,
    at,
    runId,
    command,
    actor,
    code,
    reason: entry.reason,
    gate: entry.waiver?.gate ?? null,
    release: kind === "incident-detected" && entry.from !== null ? entry.from : release,
    from: entry.from ?? replaced,
    incident: after.incident?.id ?? before.incident?.id ?? null,
    isUrgent: entry.kind === "rollback-failed" || entry.kind === "inconclusive" && entry.changed !== !1
  };
  return { ...event, ...wordsFor(recorded, event) };
}
var TEXTS = {
  started: ({ actor, what, stage, why }) => `${actor} deploys ${what} to ${stage}${why}`,
  smoking: ({ what, stage }) => `${what} is on ${stage}, being smoked`,
  watching: ({ what, stage }) => `${what} is on ${stage}, passed smoke, being watched`,
  frozen: ({ actor, stage, why }) => `${actor} froze ${stage}${why}`,
  unfrozen: ({ actor, stage, why }) => `${actor} opened ${stage} again${why}`,
  unlocked: ({ actor, stage, why }) => `${actor} broke the lock on ${stage}${why}`,
  "taken-over": ({ actor, stage }) => `${actor} took ${stage} over from a run that is dead`,
  waived: ({ actor, gate, what, stage, why }) => `${actor} waived the gate ${gate} on ${stage} for ${what}${why}`,
  "one-way-allowed": ({ actor, what, stage, why }) => `${actor} let ${what} onto ${stage} with no way back${why}`,
  "older-allowed": ({ actor, what, stage, why }) => `${actor} let ${what} replace a newer version on ${stage}${why}`,
  "migrations-allowed": ({ actor, what, stage, why }) => `${actor} let ${stage} go back to ${what} and left migrations in the database${why}`,
  "break-glass": ({ actor, does, why }) => `${actor} ${does}, outside CI${why}`,
  quarantined: ({ actor, what, stage, why }) => `${actor} quarantined ${what} on ${stage}${why}`,
  "quarantine-lifted": ({ actor, what, stage, why }) => `${actor} lets ${what} onto ${stage} again${why}`,
  "incident-resolved": ({ stage, what }) => `${stage} runs ${what}, verified: the incident is over`
}, OF_RECORDS = {
  "rollback-started": ({ actor, stage, from, to, why }, { code }) => code === null ? `${actor} rolls ${stage} back to ${to}${why}` : `${from} is bad on ${stage}: rolling back to ${to}`
};
function wordsFor({ entry, stage }, { kind, release, from }) {
  let { tag, detail, actor, reason: because, waiver } = entry, named = (one) => one === null ? tag ?? "the version" : describeRelease(one), more = detail ?? because, parts = {
    actor,
    stage,
    what: named(release),
    from: named(from),
    to: named(releaseIn(entry)),
    gate: waiver?.gate ?? "",
    does: `${entry.command === "rollback" ? `rolls ${stage} back` : `deploys ${named(release)} to ${stage}`} from ${entry.host}`,
    why: because === null ? "" : `: ${because}`
  }, own = OF_RECORDS[entry.kind]?.(parts, entry) ?? TEXTS[kind]?.(parts);
  if (own !== void 0) return { text: own, detail: more !== null && own.includes(more) ? null : more };
  let report = reportIn(entry);
  if (report !== null)
    return {
      text: headline(report),
      detail: report.reason && adviceOf(report.outcome, report.reason.fix, more)
    };
  let rest = more === null ? "" : `: ${sentence(more)}`;
  return { text: `${stage}: ${entry.kind} ${parts.what}${rest}`, detail: null };
}
var adviceOf = (outcome, fix, more) => outcome === "rollback-failed" ? [more, fix].filter((part) => part !== null).map(sentence).join(" ") : more, reportIn = ({ report }) => typeof property(report, "outcome") == "string" ? report : null;

export {
  isStep,
  eventsOf
};
