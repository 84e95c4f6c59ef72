// Made by `npm run build` from src/engine: change it there.
import {
  EXPLAIN_MS,
  awakeTime
} from "./release-run-smoke.js";
import {
  NOTHING_SAID,
  fill,
  missingPlaceholders,
  readCheck
} from "./core-smoke-probe.js";
import {
  untilAborted
} from "./common-7.js";
import {
  known,
  unavailable,
  usageError,
  whyNot
} from "./core-reasons.js";
import {
  clip,
  counted,
  formatDuration
} from "./valibot.js";

// src/core/verify/verification.ts
function concludeVerification(checks, durationMs) {
  let open = checks.filter(({ verdict }) => verdict !== "pass"), failed = open.filter(({ optional }) => !optional), described = (failed.length > 0 ? failed : open).map(
    ({ name, verdict, detail }) => `${name} ${WORDS[verdict]}: ${detail}`
  );
  if (failed.length > 0) return { verdict: "fail", detail: described.join("; "), durationMs, checks };
  let passed = counted(checks.length - open.length, "check"), rest = described.length === 0 ? "" : `; not required: ${described.join("; ")}`;
  return { verdict: "pass", detail: `${passed} passed${rest}`, durationMs, checks };
}
var WORDS = {
  pass: "passed",
  fail: "failed",
  unavailable: "could not be judged",
  skipped: "was not looked at"
}, skipVerification = (names, why) => ({
  verdict: "fail",
  detail: `nothing was verified: ${why}`,
  durationMs: 0,
  checks: names.map((check) => ({ ...check, verdict: "skipped", detail: why, latencyMs: null, lines: [] }))
}), INTERVAL_MS = 2e3;
function decideAttempt({ right, reached, retryAfterMs }, leftMs) {
  if (right) return { kind: "verdict", verdict: "pass" };
  let delayMs = Math.max(INTERVAL_MS, retryAfterMs ?? 0);
  return leftMs > delayMs ? { kind: "again", delayMs } : { kind: "verdict", verdict: reached ? "fail" : "unavailable" };
}
var NOTHING_READ = { events: /* @__PURE__ */ new Map(), readUpToMs: null };
function windowOf(settings, deployedAtMs, nowMs) {
  let earliest = nowMs - settings.lookBackSeconds * 1e3, sinceMs = Math.max(earliest, deployedAtMs ?? earliest), untilMs = Math.max(nowMs, sinceMs + settings.watchSeconds * 1e3);
  return { sinceMs, untilMs, closesMs: untilMs + settings.settleSeconds * 1e3 };
}
var OVERLAP_MS = 3e4;
function nextSpan(window, watch, nowMs) {
  let last = nowMs >= window.closesMs, from = last || watch.readUpToMs === null ? window.sinceMs : watch.readUpToMs - OVERLAP_MS;
  return {
    last,
    sinceMs: Math.max(window.sinceMs, from),
    untilMs: Math.min(window.untilMs, nowMs)
  };
}
function addEvents(watch, events, readUpToMs) {
  return {
    events: new Map([...watch.events, ...events.map((event) => [event.id, event])]),
    readUpToMs
  };
}
var nextLookMs = (settings, window, nowMs) => Math.max(1, Math.min(settings.pollSeconds * 1e3, window.closesMs - nowMs)), isTooMany = (settings, { events }) => events.size > settings.tolerated, MAX_LINES = 5, MAX_LINE_LENGTH = 200;
function concludeWatch(settings, groups, watch, window, nowMs) {
  let found = [...watch.events.values()].sort((one, other) => one.atMs - other.atMs), watched = formatDuration(Math.min(nowMs, window.untilMs) - window.sinceMs);
  return {
    ...logsCheck(settings),
    verdict: isTooMany(settings, watch) ? "fail" : "pass",
    detail: `${counted(found.length, "matching line")} in ${watched} in ${counted(groups.length, "log group")}; ${settings.tolerated} tolerated`,
    latencyMs: null,
    lines: found.slice(0, MAX_LINES).map(({ atMs, group, message }) => `${timeOf(atMs)} ${group}: ${clip(message, MAX_LINE_LENGTH)}`)
  };
}
var logsCheck = ({ optional }) => ({ name: "logs", kind: "logs", optional }), logsUnavailable = (settings, message) => ({
  ...logsCheck(settings),
  verdict: "unavailable",
  detail: message,
  latencyMs: null,
  lines: []
}), timeOf = (ms) => new Date(ms).toISOString(), slackBody = (challenge) => JSON.stringify({ type: "url_verification", challenge, token: "release-pipeline" }), slackBase = (timestamp, body) => `v0:${timestamp}:${body}`;
function slackRequest(url, body, timestamp, signature) {
  return {
    name: "slack",
    url,
    method: "POST",
    headers: {
      "content-type": "application/json",
      "x-slack-request-timestamp": String(timestamp),
      "x-slack-signature": `v0=${signature}`
    },
    body,
    expect: { status: 200 },
    followRedirects: !1,
    // Slack adds nothing to the address
    cacheBusting: !1,
    optional: !1
  };
}
function readSlackAnswer(url, observed, challenge) {
  let base = {
    name: "slack",
    url: observed.asked ?? url,
    optional: !1,
    served: "unknown",
    claim: null,
    said: NOTHING_SAID,
    showsCommit: !1,
    retryAfterMs: null,
    latencyMs: Math.round(observed.latencyMs),
    answer: null
  };
  if (observed.kind === "error") {
    let reached = observed.error !== "unreachable";
    return { ...base, right: !1, reached, status: null, detail: observed.message };
  }
  let { status, body } = observed, right = status === 200 && (body.trim() === challenge || challengeIn(body) === challenge), detail = right ? "the signed challenge came back" : faultOf(status);
  return { ...base, right, reached: !0, status, detail };
}
function faultOf(status) {
  return status === 401 || status === 403 ? `status ${status}: the signature was refused, so the application may have another signing secret` : status === 200 ? "the answer lacks the challenge" : `status ${status}, not 200`;
}
function challengeIn(body) {
  try {
    return JSON.parse(body)?.challenge;
  } catch {
    return;
  }
}

// src/release/run-verification.ts
function configuredVerification({ verify }) {
  if (verify !== void 0) return verify;
  throw usageError("CONFIG_INVALID", "pipeline.json does not say what to verify.", [
    {
      path: "verify",
      message: "is missing",
      fix: "Add its checks: docs/verify.md."
    }
  ]);
}
function verificationPhase(run, verify, subject, signal) {
  let means = { context: run.context, ports: { ...run.ports, signal } };
  return run.phase(
    "verification",
    () => runVerification(means, verify, subject),
    ({ verdict, detail }) => ({ ok: verdict === "pass", detail: `${verdict}: ${detail}` })
  );
}
async function runVerification(means, config, subject) {
  let { clock, say } = means.ports, startedAt = clock.now().getTime(), { checks, logs, slack } = config, shown = async (check) => {
    let { name, verdict, detail } = await check;
    return say(`${name} ${verdict}: ${detail}`), check;
  }, pending = [
    ...checks.map((check) => shown(verifyHttp(means, check, subject))),
    ...slack === void 0 ? [] : [shown(verifySlack(means, slack, subject))],
    ...logs === void 0 ? [] : [shown(watchLogs(means, logs, subject))]
  ];
  return await Promise.allSettled(pending), concludeVerification(await Promise.all(pending), clock.now().getTime() - startedAt);
}
function verifyHttp(means, check, subject) {
  let { name, optional, deadlineSeconds } = check;
  return untilRight(
    means,
    { name, kind: "http", optional, deadlineSeconds },
    check.url,
    subject,
    async (url, ms) => readCheck(check, url, await means.ports.prober.probe(check, url, ms), subject.expected)
  );
}
async function verifySlack(means, slack, subject) {
  let { prober, slackSigner, clock } = means.ports, challenge = means.context.identity.runId, body = slackBody(challenge), head = { name: "slack", kind: "slack", ...slack }, signed = await slackSigner(slackBase(0, body));
  if (signed.kind !== "known") {
    let detail = signed.kind === "skipped" ? signed.why : signed.message;
    return result(head, "unavailable", detail);
  }
  return untilRight(means, head, slack.url, subject, async (url, ms) => {
    let timestamp = Math.floor(clock.now().getTime() / 1e3), { value } = await slackSigner(slackBase(timestamp, body));
    return readSlackAnswer(
      url,
      await prober.probe(slackRequest(url, body, timestamp, value), url, ms),
      challenge
    );
  });
}
async function untilRight({ ports: { clock, signal } }, { deadlineSeconds, ...head }, template, { urls }, ask) {
  let missing = missingPlaceholders(template, urls);
  if (missing.length > 0) return result(head, "unavailable", `the stage has no ${missing.join(", ")}`);
  let url = fill(template, urls), { elapsedMs, within } = awakeTime(clock), leftMs = () => deadlineSeconds * 1e3 - elapsedMs();
  for (; ; ) {
    let timeoutMs = Math.max(1, Math.ceil(leftMs())), [reading, stalled] = await within(
      timeoutMs + EXPLAIN_MS,
      () => untilAborted(signal, () => ask(url, timeoutMs))
    );
    if (stalled) continue;
    let decision = decideAttempt(reading, leftMs());
    if (decision.kind === "verdict")
      return result(head, decision.verdict, reading.detail, reading.latencyMs);
    await within(decision.delayMs, () => clock.sleep(decision.delayMs, signal));
  }
}
var result = ({ name, kind, optional }, verdict, detail, latencyMs = null) => ({ name, kind, optional, verdict, detail, latencyMs, lines: [] }), checksOf = ({ checks, logs, slack }) => [
  ...checks.map(({ name, optional }) => ({ name, kind: "http", optional })),
  ...slack === void 0 ? [] : [{ name: "slack", kind: "slack", optional: slack.optional }],
  ...logs === void 0 ? [] : [logsCheck(logs)]
];
async function watchLogs(means, config, subject) {
  let { clock, logs, say, signal } = means.ports, now = () => clock.now().getTime(), groups = await groupsOf(means, config, subject);
  if (groups.kind !== "known") return logsUnavailable(config, whyNot(groups));
  let window = windowOf(config, subject.deployedAtMs, now()), watch = NOTHING_READ;
  for (; ; ) {
    let { last, sinceMs, untilMs } = nextSpan(window, watch, now()), query = { groups: groups.value, pattern: config.pattern, sinceMs, untilMs, limit: MAX_EVENTS }, found = await untilAborted(signal, () => logs.events(subject.stage, query));
    if (found.kind === "known") watch = addEvents(watch, found.value, untilMs);
    else {
      if (last || watch.readUpToMs === null) return logsUnavailable(config, whyNot(found));
      say(`logs: this look failed, the next one makes up for it: ${whyNot(found)}`);
    }
    if (last || isTooMany(config, watch)) return concludeWatch(config, groups.value, watch, window, now());
    say(progress(window, watch.events.size, now())), await clock.sleep(nextLookMs(config, window, now()), signal);
  }
}
var MAX_EVENTS = 2e3;
async function groupsOf({ context, ports }, config, { stage, urls }) {
  let values = { ...urls, stage, app: context.config.app }, named = config.groups.map((group) => fill(group, values));
  if (config.prefix === void 0) return known(named);
  let prefix = fill(config.prefix, values), found = await ports.logs.groups(stage, prefix);
  return found.kind !== "known" ? found : found.value.length === 0 ? unavailable(`no log group's name begins with ${prefix}`) : known([.../* @__PURE__ */ new Set([...named, ...found.value])]);
}
function progress({ sinceMs, untilMs, closesMs }, found, nowMs) {
  let lines = counted(found, "matching line");
  if (nowMs >= untilMs) return `logs: ${lines}, waiting ${formatDuration(closesMs - nowMs)} for late ones`;
  let [watched, whole] = [nowMs - sinceMs, untilMs - sinceMs].map(formatDuration);
  return `logs: watched ${watched} of ${whole}, ${lines}`;
}

export {
  skipVerification,
  configuredVerification,
  verificationPhase,
  checksOf,
  watchLogs
};
