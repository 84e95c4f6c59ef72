// Made by `npm run build` from src/engine: change it there.
import {
  whyNot
} from "./core-reasons.js";
import {
  formatDuration,
  integer,
  literal,
  minValue,
  nullable,
  number,
  object,
  picklist,
  pipe,
  regex,
  safeParse,
  string
} from "./valibot.js";

// src/core/ledger/owner.ts
var EFFECTS = ["migrate", "deploy", "rollback"], CiRunSchema = object({
  provider: literal("github"),
  repository: pipe(string(), regex(/^[\w.-]+\/[\w.-]+$/)),
  runId: pipe(string(), regex(/^\d{1,20}$/)),
  attempt: pipe(number(), integer(), minValue(1))
}), RunnerSchema = object({
  kind: picklist(["host", "engine"]),
  ci: nullable(CiRunSchema),
  heartbeatSeconds: nullable(number())
}), CI_RUN_FORM = "github:OWNER/REPOSITORY/RUN_ID/ATTEMPT";
function parseCiRun(text) {
  let [, provider, repository, runId, attempt] = /^([^:]*):(.*)\/([^/]*)\/(\d+)$/s.exec(text) ?? [], parsed = safeParse(CiRunSchema, { provider, repository, runId, attempt: Number(attempt) });
  return parsed.success ? parsed.output : null;
}
var ciRunText = ({ provider, repository, runId, attempt }) => `${provider}:${repository}/${runId}/${attempt}`, describeCiRun = ({ repository, runId, attempt }) => `GitHub run ${runId} (attempt ${attempt}) of ${repository}`, TAKEOVER_BEATS = 5, OWNER_BEATS = 3, GRACE_BEATS = 1;
function leaseOf(heartbeatSeconds) {
  let beatMs = heartbeatSeconds * 1e3;
  return {
    beatMs,
    ownerMs: OWNER_BEATS * beatMs,
    graceMs: GRACE_BEATS * beatMs,
    takeoverMs: TAKEOVER_BEATS * beatMs
  };
}
var answerLimitMs = (heartbeatSeconds) => Math.min(6e4, Math.max(1e4, 1500 * heartbeatSeconds));
function renewalStep({ beatMs, graceMs }, leftMs, hasFailed) {
  let hasSlept = leftMs <= -beatMs;
  return hasFailed && leftMs <= 0 && !hasSlept ? { kind: "give up" } : leftMs <= beatMs ? { kind: "record", limitMs: leftMs > 0 ? leftMs : graceMs / 3 } : { kind: "heartbeat", limitMs: leftMs - beatMs };
}
function pauseAfterFailure({ beatMs }, { kind }, leftMs) {
  let untilLastMs = leftMs - beatMs;
  return kind === "heartbeat" && untilLastMs < beatMs / 2 ? Math.max(0, untilLastMs) : beatMs / 3;
}
var dead = (proof) => ({ kind: "dead", proof }), alive = (sign) => ({ kind: "alive", sign });
function judgeLiveness({ process, ci, silence }) {
  if (process.kind === "known")
    return process.value.state === "gone" ? dead(process.value.how) : alive("its process runs on this machine");
  let finished = ci.kind === "known" && ci.value.finished;
  if (silence.kind === "known") {
    let { watchedMs, ageMs, limitMs } = silence.value;
    if (watchedMs >= limitMs)
      return dead(`it has shown no heartbeat for the ${formatDuration(watchedMs)} that it was watched`);
    let age = formatDuration(Math.max(0, ageMs));
    if (finished && ageMs >= limitMs)
      return dead(`its workflow run is ${ci.value.status}, and its last heartbeat is ${age} old`);
    if (ageMs < limitMs && watchedMs === 0) return alive(`its last heartbeat is ${age} old`);
  }
  return ci.kind === "known" && !finished ? alive(`its workflow run is ${ci.value.status}`) : {
    kind: "unknown",
    why: [whyNot(process), ciNote(ci), silenceNote(silence)].join("; "),
    watchMs: silence.kind === "known" ? silence.value.limitMs - silence.value.watchedMs : null
  };
}
var ciNote = (ci) => ci.kind === "known" ? `its workflow run is ${ci.value.status}` : whyNot(ci), silenceNote = (silence) => silence.kind === "known" ? `watched for ${formatDuration(silence.value.watchedMs)} of the ${formatDuration(silence.value.limitMs)} without a heartbeat that prove it` : whyNot(silence);
function phaseOf({
  command,
  deployed = !1,
  rollback,
  sha,
  fence,
  effect,
  hook,
  watching = !1
}) {
  return hook !== void 0 ? `the hook ${hook}` : rollback !== void 0 ? deployed ? "rollback-smoke" : "rollback" : watching ? "watch" : effect === "migrate" ? "migrate" : deployed ? "smoke" : effect !== void 0 || fence === void 0 && sha !== null ? "deploy" : `${command}, before its first change`;
}

export {
  EFFECTS,
  RunnerSchema,
  CI_RUN_FORM,
  parseCiRun,
  ciRunText,
  describeCiRun,
  leaseOf,
  answerLimitMs,
  renewalStep,
  pauseAfterFailure,
  judgeLiveness,
  phaseOf
};
