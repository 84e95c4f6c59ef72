// Made by `npm run build` from src/engine: change it there.
import {
  chooseRollbackTarget,
  findRollbackTarget,
  isGatewayError,
  judgeReadiness,
  nothingToLeave,
  stageToLeave
} from "./core-plan-way-back.js";
import {
  judgeCredentials
} from "./core-aws-credentials.js";
import {
  NOTHING_SAID,
  holdAt
} from "./core-ledger-fold.js";
import {
  MAX_TAG_LENGTH,
  emptyReport,
  isOk,
  parseTag
} from "./semver.js";
import {
  NOTHING_IN_THE_WAY,
  UNFINISHED,
  describeHeads,
  describeMigrations,
  isMigration,
  judgeMigrations,
  judgeRollbackMigrations
} from "./core-config-checks.js";
import {
  commitUrl,
  compareUrl,
  runUrl,
  tagUrl
} from "./core-forge.js";
import {
  ciRunText,
  phaseOf
} from "./core-ledger-owner.js";
import {
  describeRelease,
  shortSha
} from "./core-stage.js";
import {
  REASONS,
  filledFix,
  messageOf,
  reason,
  skipped,
  unavailable
} from "./core-reasons.js";
import {
  shown,
  valueAt
} from "./core-json.js";
import {
  ageOf,
  bare,
  clip,
  counted,
  formatDuration,
  isoSeconds,
  listSome,
  object,
  plain,
  safeParse,
  sentence,
  string
} from "./valibot.js";

// src/core/sst/failures.ts
var group = (found, index) => clip((found[index] ?? "").trim(), 300), UNTRUSTED = /\b(SELF_SIGNED_CERT_IN_CHAIN|DEPTH_ZERO_SELF_SIGNED_CERT|UNABLE_TO_VERIFY_LEAF_SIGNATURE|UNABLE_TO_GET_ISSUER_CERT(?:_LOCALLY)?|self.signed certificate(?: in certificate chain)?|unable to (?:verify the first|get local issuer) certificate)\b/, TRUST = "Behind a proxy with an authority of its own, set SSL_CERT_FILE to a file that holds it (in deployer.env, or on the host in your environment), then run the same command again.", unlisted = (message) => reason("GATE_UNAVAILABLE", message, UNTRUSTED.test(message) ? TRUST : void 0), KNOWN_FAILURES = [
  {
    pattern: /Set a value for (\S+) with `sst secret set/,
    reason: (found) => reason(
      "SECRETS_MISSING",
      `The stage has no value for the secret ${group(found, 1)}.`,
      `Set it: \`secrets-set --stage STAGE --tag TAG --name ${group(found, 1)}\`; then deploy again.`
    )
  },
  {
    pattern: /trying to use an older version of "([^"]+)"/,
    reason: (found) => reason(
      "DOWNGRADE_REFUSED",
      `The stage has a newer version of the component ${group(found, 1)} than this tag's SST.`
    )
  },
  {
    pattern: /Detected AWS provider upgrade from (\S+) to (\S+)/,
    reason: (found) => reason(
      "MIGRATION_OF_STATE_NEEDED",
      `SST wants its state migrated from AWS provider ${group(found, 1)} to ${group(found, 2)} first.`
    )
  },
  {
    pattern: /^✕ {2}(Failed to build sst\.config\.ts)\s*\n\s+- (.+)/mu,
    reason: (found) => reason("SST_CONFIG_INVALID", `${group(found, 1)}: ${group(found, 2)}.`)
  },
  {
    pattern: /^✕ {2}(Could not find sst\.config\.ts|Your sst\.config\.ts has top level imports|The (?:app|stage) name is invalid|You are using v\S+ which does not match \S+ in your "sst\.config\.ts")/mu,
    reason: (found) => reason("SST_CONFIG_INVALID", `${group(found, 1)}.`)
  },
  {
    pattern: /ExpiredToken(?:Exception)?|security token included in the request is expired/,
    reason: () => reason("CREDENTIALS_EXPIRED")
  },
  {
    pattern: /AWS credentials are not configured|failed to refresh cached credentials|NoCredentialProviders/,
    reason: () => reason("CREDENTIALS_MISSING")
  },
  {
    pattern: /(UnrecognizedClientException|InvalidClientTokenId|InvalidSignatureException|SignatureDoesNotMatch)/,
    reason: (found) => reason("CREDENTIALS_REFUSED", `AWS refused the credentials: ${group(found, 1)}.`)
  },
  {
    pattern: /(?:not authorized to perform:? (\S+)|api error (AccessDenied(?:Exception)?))/,
    reason: (found) => reason(
      "CREDENTIALS_REFUSED",
      `The credentials lack a permission: ${group(found, 1) || group(found, 2)}.`
    )
  },
  {
    pattern: /Invalid Configuration: Missing Region|Not a valid region|Could not resolve region/i,
    reason: () => reason("REGION_INVALID")
  },
  {
    pattern: /Could not install (\S+)\s*\n\s*(.+)/,
    reason: (found) => reason("DOWNLOAD_FAILED", `SST could not download ${group(found, 1)}: ${group(found, 2)}.`)
  },
  {
    pattern: /err="provider (\S+) not found"/,
    reason: (found) => reason("DOWNLOAD_FAILED", `SST could not look up the provider ${group(found, 1)} at the registry.`)
  },
  {
    pattern: UNTRUSTED,
    reason: (found) => reason(
      "DOWNLOAD_FAILED",
      `SST's Bun does not trust the certificate of the package registry: ${group(found, 1)}.`,
      TRUST
    )
  },
  {
    pattern: /ConnectionRefused downloading package manifest|error: failed to resolve .* package/,
    reason: () => reason("DOWNLOAD_FAILED", "SST could not install its platform's packages.")
  },
  {
    pattern: /err="fork\/exec (\S+):/,
    reason: (found) => reason("DOWNLOAD_FAILED", `There is no program at ${group(found, 1)}, where SST expects its engine.`),
    harmless: !0
  },
  {
    pattern: /passphrase for this app \/ stage is missing or invalid|incorrect passphrase/,
    reason: () => reason("SST_STATE_UNREADABLE", "The passphrase does not open the state of this stage."),
    harmless: !0
  },
  {
    pattern: /err="(unexpected EOF|unexpected end of JSON input|invalid character [^"]*)"/,
    reason: (found) => reason("SST_STATE_UNREADABLE", `SST cannot read its state or its lock: ${group(found, 1)}.`),
    harmless: !0
  },
  {
    pattern: /^✕ {2}Could not find stage|^✕ {2}Stage not found/mu,
    reason: () => reason("SST_CONFIG_INVALID", "SST does not know the stage.")
  },
  {
    pattern: /(There was a problem (?:building|running) .+|No build output found at .+|Build failed.*)/,
    reason: (found) => reason("BUILD_FAILED", group(found, 1))
  },
  {
    pattern: /^update canceled$|^✕ {2}Interrupted\s*$/imu,
    reason: () => reason("INTERRUPTED", "SST was interrupted.")
  }
], Lock = object({
  /** ISO time */
  created: string(),
  updateID: string(),
  /** what SST_RUN_ID was; "" without one */
  runID: string(),
  command: string()
});
function parseLockReading(text) {
  try {
    let result = JSON.parse(text);
    if (typeof result.error == "string") return { kind: "unreadable", message: result.error };
    if (result.lock === null) return { kind: "free" };
    let parsed = safeParse(Lock, result.lock);
    return parsed.success ? { kind: "held", lock: parsed.output } : { kind: "unreadable", message: "the lock has an unknown form" };
  } catch {
    return { kind: "unreadable", message: "the lock could not be read" };
  }
}
function lockedReason(stage, reading, now) {
  if (reading.kind === "free")
    return reason(
      "SST_LOCKED",
      `SST said that ${stage} was locked, and a moment later it was not.`,
      "Deploy again."
    );
  if (reading.kind === "unreadable")
    return reason(
      "SST_LOCKED",
      `SST's lock on ${stage} is held, and its owner cannot be read: ${reading.message}.`
    );
  let { lock } = reading;
  return reason(
    "SST_LOCKED",
    `SST's lock on ${stage} has been held by ${ownerOf(lock)} for ${ageOf(lock.created, now)}.`
  );
}
function ownerOf({ runID, command }) {
  let ours = parseSstRunId(runID);
  if (ours !== null)
    return `run ${ours.runId} of a pipeline (sst ${command}, ${describeRelease(ours.release)})`;
  let id = runID === "" ? "no run id" : `run id ${runID}`;
  return `a deploy outside this pipeline (sst ${command}, ${id})`;
}
var sstRunId = ({ tag, sha }, runId) => `${tag}@${sha}#${runId}`;
function parseSstRunId(text) {
  let found = /^(?<tag>.+)@(?<sha>[0-9a-f]{40}(?:[0-9a-f]{24})?)#(?<runId>[^#]+)$/.exec(text);
  if (found === null) return null;
  let { tag, sha, runId } = found.groups;
  return { release: { tag, sha }, runId };
}

// src/core/gates/gate.ts
var pass = (detail) => ({ pass: detail }), skip = (why) => ({ skip: why }), fail = (code, message, fix) => ({
  fail: reason(code, message, fix)
});
function judgeInput(fact, judge) {
  return fact.kind === "skipped" ? skip(fact.why) : fact.kind === "known" ? judge(fact.value) : fail("GATE_UNAVAILABLE", fact.message);
}
function gateResult({ id, title }, judgement, stage) {
  let head = { id, title, code: null, fix: null };
  if ("skip" in judgement) return { ...head, status: "skipped", detail: judgement.skip };
  if ("pass" in judgement) return { ...head, status: "pass", detail: judgement.pass };
  let { code, message, fix } = judgement.fail;
  return {
    ...head,
    status: "fail",
    detail: message,
    code,
    fix: filledFix(fix, { stage, tag: null })
  };
}
function firstFailure(gates) {
  return gates.flatMap(
    ({ status, code, detail, fix }) => status === "fail" && code !== null && fix !== null ? [{ code, message: detail, fix }] : []
  )[0] ?? null;
}
var OWN_JOBS = ["* / Pipeline plan", "* / Pipeline on staging", "* / Pipeline on production"];
function countChecks(seen, { required, ignore }) {
  let checks = seen.filter(({ name }) => !matchesAny(name, [...OWN_JOBS, ...ignore]));
  return { checks, required, ignored: seen.length - checks.length };
}
function unfinished({ checks, required }) {
  let absent = required.filter((name) => !checks.some((check) => check.name === name));
  return [...checksThat("running", checks), ...absent.map((name) => `${name} (not reported)`)];
}
var isUndecided = (ci) => checksThat("failed", ci.checks).length === 0 && (ci.checks.length === 0 || unfinished(ci).length > 0), checksThat = (state, checks) => checks.filter((check) => check.state === state).map(({ name, said }) => `${name} (${said})`), matchesAny = (name, patterns) => patterns.some((pattern) => matches(name, pattern.split("*")));
function matches(name, [first = "", ...rest]) {
  let last = rest.pop();
  if (last === void 0) return name === first;
  if (!name.startsWith(first) || !name.endsWith(last)) return !1;
  let at = first.length;
  for (let part of rest) {
    let found = name.indexOf(part, at);
    if (found === -1) return !1;
    at = found + part.length;
  }
  return at + last.length <= name.length;
}
function readStatusPage(page, wanted, url) {
  let rows = Object.entries(wanted).map(([path, value2]) => ({ path, value: value2, seen: valueAt(path, page) })), absent = rows.filter(({ seen }) => seen === void 0).map(({ path }) => path);
  return absent.length > 0 ? { kind: "unavailable", message: `The status page ${url} has no ${absent.join(", ")}.` } : { kind: "known", value: rows.filter(({ value: value2, seen }) => seen !== value2).map((row) => ({
    title: `${row.path} is ${shown(row.seen)}, not ${JSON.stringify(row.value)}`
  })) };
}

// src/core/smoke/observed.ts
function observedOf(readings, running, at, sayer = "ledger") {
  let required = readings.filter(({ optional }) => !optional), versions = [...new Set(required.flatMap(({ claim }) => claim ?? []))], isAnswer = (status) => running === null ? !isGatewayError(status) : status < 500, answered = required.some(({ status }) => status !== null && isAnswer(status)), observed = (sighting, detail) => ({
    sighting,
    at: at.toISOString(),
    versions,
    detail,
    ...required.some(({ status }) => status !== null && status >= 500) ? { failing: !0 } : {}
  });
  if (versions.length === 0) {
    let [first] = required;
    if (answered) return observed("unidentified", "it answers, but no check shows a version");
    let why = first === void 0 ? "no required check" : `${first.name}: ${first.detail}`, reached = required.some((reading) => reading.reached);
    return observed(reached ? "no-answer" : "unreachable", why);
  }
  let others = required.filter(({ served }) => served === "other");
  if (running === null)
    return observed("drift", `it serves ${listed(versions)}, which the ledger does not know`);
  if (others.length === 0) return observed("as-recorded", `it serves ${listed(versions)}`);
  let but = sayer === "ledger" ? "but the ledger says" : "not";
  return observed("drift", `it serves ${listed(versions)}, ${but} ${describeRelease(running)}`);
}
function tagServed({ versions }, tagPrefix) {
  let [name = "", another] = versions.map((version) => version.replace(/ .*/s, ""));
  return another !== void 0 ? null : [name, `${tagPrefix}${name}`].find((tag) => parseTag(tag, tagPrefix) !== null) ?? null;
}
var listed = (versions) => versions.join(" and "), notAsked = (why, sighting = "not-asked") => ({
  sighting,
  at: null,
  versions: [],
  detail: why
});

// src/core/secrets/review.ts
function reviewSecrets(facts) {
  let { stage, config, declared, before, stored, elsewhere } = facts, needed = /* @__PURE__ */ new Set([
    ...config.required,
    ...declared.filter(({ hasDefault }) => !hasDefault).map(({ name }) => name)
  ]), rows = [.../* @__PURE__ */ new Set([...needed, ...config.optional, ...declared.map(({ name }) => name)])].sort().map((name) => ({
    name,
    required: needed.has(name),
    isNew: before !== null && has(declared, name) && !has(before, name),
    state: stateOf(stored, name),
    elsewhere: elsewhere === null ? null : stateOf(elsewhere, name)
  }));
  return { stage, rows };
}
var has = (list, name) => list.some((one) => one.name === name);
function stateOf(stored, name) {
  let values = stored.filter((secret) => secret.name === name);
  return (values.find(({ fallback }) => !fallback) ?? values[0])?.state ?? "missing";
}
var unmet = ({ rows }) => rows.filter(({ required, state }) => required && state !== "set"), uneven = ({ rows }) => rows.filter(({ state, elsewhere }) => elsewhere !== null && state === "set" != (elsewhere === "set")), describeSecret = ({ name, state, isNew }) => `${name} (${state}${isNew ? ", new in this version" : ""})`, DECLARATION = /new\s+sst\s*\.\s*Secret\s*\(\s*(["'`])([A-Z][A-Za-z0-9]*)\1\s*(,\s*[^)\s])?/g, COMMENT_OR_TEXT = /\/\*[\s\S]*?\*\/|\/\/[^\n]*|"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|`(?:[^`\\]|\\.)*`/g, withoutComments = (source) => source.replace(COMMENT_OR_TEXT, (part) => part.startsWith("/") ? " " : part);
function declaredSecrets(sources) {
  let found = /* @__PURE__ */ new Map();
  for (let source of sources)
    for (let [, , name = "", fallback] of withoutComments(source).matchAll(DECLARATION))
      found.set(name, (found.get(name) ?? !0) && fallback !== void 0);
  return [...found].map(([name, hasDefault]) => ({ name, hasDefault })).sort((one, other) => one.name < other.name ? -1 : 1);
}
function setCommand(runner, { name, stage, tag }) {
  let command = `secrets-set --name ${name} --stage ${stage} --tag ${tag}`;
  return runner === "host" ? `release-pipeline ${command}` : `dagger call ${command} --value env://${variableOf(name)}`;
}
var variableOf = (name) => name.replace(/([a-z\d])([A-Z])|([A-Z])(?=[A-Z][a-z])/g, "$1$3_$2").toUpperCase();

// src/core/gates/stage-gates.ts
var judgeStaging = ({ tag, sha, staging, stage, state: { running } }) => {
  let verified = staging.verified.find((release) => release.sha === sha), kept = staging.quarantine.find((release) => release.sha === sha);
  return verified !== void 0 ? kept === void 0 ? pass(`verified as ${describeRelease(verified)}`) : quarantined(kept, "staging", LIFT_ON_STAGING) : kept === void 0 && running?.verified === !0 && running.sha === sha ? pass(`${stage} runs it already, verified as ${describeRelease(running)}`) : fail(
    "STAGING_NOT_VERIFIED",
    `Staging has not verified ${tag} (${shortSha(sha)}). ${stagingRuns(staging)}`,
    kept === void 0 ? void 0 : `${LIFT_ON_STAGING} Then: \`deploy-staging --tag TAG\`.`
  );
}, LIFT_ON_STAGING = reason("VERSION_QUARANTINED").fix.replace("STAGE", "staging"), stagingRuns = ({ running }) => running === null ? "Staging has never been deployed." : `Staging runs ${describeRelease(running)}, ${running.verified ? "verified" : "unverified"}.`, judgeFrozen = ({
  state: { frozen, unfinished: unfinished2 },
  stage
}) => {
  if (frozen === null) return pass("not frozen");
  let message = `${stage} was frozen at ${isoSeconds(frozen.at)} by ${frozen.actor}: ${frozen.reason}`;
  if (unfinished2 === void 0) return fail("STAGE_FROZEN", message);
  let { from, to } = unfinished2;
  return fail(
    "STAGE_FROZEN",
    `${sentence(message)} The rollback from ${describeRelease(from)} to ${describeRelease(to)} did not come to its end.`,
    "Finish it: `rollback --stage STAGE --reason 'WHY'`. Then find the cause, and: `unfreeze --stage STAGE --reason 'WHY'`."
  );
}, judgeOlder = ({ tag, state, isUnderWay, delta: { older }, shallow }) => {
  if (older.kind === "skipped") return skip(older.why);
  if (older.kind === "unavailable") {
    let message = `Whether ${tag} is older than the version that runs is not known: ${older.message}`;
    return shallow ? fail("HISTORY_CUT_OFF", message) : fail(
      "GATE_UNAVAILABLE",
      message,
      "Fetch what is missing, or deploy it all the same: `deploy-STAGE --tag TAG --allow-older 'WHY'`."
    );
  }
  if (!older.value || state.running === null) return pass("not older");
  let there = isUnderWay ? "whose deploy has begun" : "which runs";
  return fail("OLDER_VERSION", `${tag} is older than ${describeRelease(state.running)}, ${there}.`);
}, judgeQuarantine = ({ state, sha }) => {
  let bad = state.quarantine.find((release) => release.sha === sha);
  return bad === void 0 ? pass("not quarantined") : quarantined(bad, "the stage");
};
function quarantined(bad, stage, fix) {
  let { by, at, reason: why } = bad, who = by === void 0 ? "" : ` by ${by}`;
  return fail(
    "VERSION_QUARANTINED",
    `${describeRelease(bad)} was quarantined on ${stage}${who} at ${isoSeconds(at)}: ${why}`,
    fix
  );
}
var judgeWayBack = (facts) => {
  let { tag, sha, state, delta, migrationPolicy, shallow, inputs } = facts, { target, oneWay } = judgeReadiness(state, { tag, sha }, delta, migrationPolicy, inputs.observed), because = oneWay.map(({ why }) => why).join("; "), isUnknown = [delta.migrations, delta.back, delta.target].some(({ kind }) => kind === "unavailable");
  if (shallow && isUnknown && oneWay.some(({ asks }) => asks))
    return fail("HISTORY_CUT_OFF", `Whether there is a way back from ${tag} is not known: ${because}.`);
  if (oneWay.some(({ asks }) => asks)) {
    if (state.running === null) return notAdopted(facts);
    let message = `There is no way back from ${tag}: ${because}.`;
    return state.verified.length === 0 ? fail(
      "ONE_WAY",
      message,
      `If it runs well by now: \`adopt --tag ${state.running.tag} --stage STAGE\`. ${reason("ONE_WAY").fix}`
    ) : fail("ONE_WAY", message);
  }
  if (target === null) return pass(`nothing to go back to: ${because}`);
  let unseen = migrationPolicy === null ? ", as far as can be seen without migrations" : "";
  return pass(`back to ${describeRelease(target)}${unseen}`);
};
function notAdopted({ tag, tagPrefix, stage, inputs: { observed } }) {
  let { sighting, detail } = observed, seen = sighting === "no-address" ? `Whether ${stage} runs something already is not known: ${detail}.` : `${seenAs(observed)} Should ${tag} fail, nothing would bring that back.`, served = tagServed(observed, tagPrefix);
  return fail("NOTHING_ADOPTED", seen, `${adoptFix(served ?? "VERSION")} If nothing runs there yet: \`deploy-STAGE --tag TAG --allow-one-way 'the first deploy'\`.`);
}
var seenAs = ({ detail, at }) => at === null ? sentence(detail) : `${sentence(detail)} It was seen at ${isoSeconds(at)}.`, adoptFix = (tag) => `Record what runs there, so that a rollback can go back to it: \`adopt --tag ${tag} --stage STAGE\`.`, judgeDrift = ({ state, tagPrefix, inputs: { observed } }) => {
  let { sighting, at, detail } = observed, seen = at === null ? detail : `${detail} (seen ${isoSeconds(at)})`;
  return sighting === "as-recorded" ? pass(seen) : sighting !== "drift" || state.running?.verified !== !0 ? skip(seen) : fail("STAGE_DRIFTED", seenAs(observed), driftFix(state, tagServed(observed, tagPrefix)));
};
function driftFix(state, served) {
  return `Find out who deployed it and why. If it is to stay: ${`${state.quarantine.some(({ tag }) => tag === served) ? `\`quarantine --tag ${served} --lift --stage STAGE --reason 'WHY'\`, then ` : ""}\`adopt --tag ${served ?? "VERSION"} --stage STAGE --reason 'WHY'\``}; if not, deploy what should run: \`deploy-STAGE --tag TAG --waive 'drift=WHY'\`.`;
}
function againstLeaving(state, to, observed) {
  let { running } = stageToLeave(state);
  return to !== null && to !== running?.tag || observed.sighting === "no-answer" || observed.failing && observed.sighting !== "drift" ? null : observed.sighting !== "drift" || running?.verified !== !0 ? to === null ? nothingToLeave(state) : null : reason(
    "STAGE_DRIFTED",
    seenAs(observed),
    `To bring ${running.tag} back: \`deploy-STAGE --tag ${running.tag} --waive 'drift=WHY'\`. To go back to another version all the same, name it: \`rollback --stage STAGE --to VERSION --reason 'WHY'\`.`
  );
}
var judgeIncidents = ({ inputs }) => judgeInput(
  inputs.incidents,
  (incidents) => incidents.length === 0 ? pass("none is open") : fail(
    "INCIDENT_OPEN",
    `${counted(incidents.length, "incident")} open: ${listSome(incidents.map(({ title }) => title))}.`
  )
), judgeHeld = (facts) => {
  let { state, stage, now } = facts, frozen = judgeFrozen(facts), held = holdAt(state, now);
  if (held === null) return frozen;
  let { actor, at, reason: reason2 } = held, until = held.until === null ? null : isoSeconds(held.until), message = `${stage} was frozen at ${isoSeconds(at)} by ${actor}${until === null ? "" : `, until ${until}`}: ${reason2}`;
  if ("fail" in frozen) {
    let { code, message: first, fix } = frozen.fail;
    return fail(code, `${sentence(first)} Also, ${message}`, fix);
  }
  let open = "`unfreeze --stage STAGE --reason 'WHY'`";
  return fail(
    "STAGE_FROZEN",
    message,
    until === null ? `Ask ${actor}, then: ${open}.` : `Wait until ${until}; or ask ${actor}, then: ${open}.`
  );
}, judgeWindow = ({ opening, stage }) => {
  if (opening === null)
    return skip("no windows are set; stages.STAGE.windows in pipeline.json says when it takes deploys");
  let { isOpen, because, changes } = opening;
  if (isOpen) return pass(changes === null ? because : `${because}, until ${changes}`);
  let opens = changes === null ? "It does not open in the next two years." : `It opens at ${changes}.`;
  return fail("WINDOW_CLOSED", `${stage} takes no deploys at this time: ${because}. ${opens}`);
}, MINUTE_MS = 6e4, judgeSoak = ({ soakMinutes, staging, sha, tag, now }) => {
  if (soakMinutes === 0) return skip("stages.staging.soakMinutes in pipeline.json asks for none");
  let verified = staging.verified.find((release) => release.sha === sha);
  if (verified === void 0) return skip("staging has not verified it");
  let { at, leftAt } = verified;
  if (at === void 0)
    return fail(
      "SOAK_UNFINISHED",
      `Since when staging has run ${tag} is not known: an older pipeline recorded it.`,
      AGAIN
    );
  let endsMs = Date.parse(at) + soakMinutes * MINUTE_MS, ranMs = (leftAt === void 0 ? now.getTime() : Date.parse(leftAt)) - Date.parse(at), wanted = `the ${formatDuration(soakMinutes * MINUTE_MS)} that it should`, ran = formatDuration(Math.max(0, ranMs));
  return ranMs >= soakMinutes * MINUTE_MS ? pass(`${ran} of ${wanted}`) : leftAt === void 0 ? fail(
    "SOAK_UNFINISHED",
    `Staging has run ${tag} for ${ran} of ${wanted}, which are over at ${isoSeconds(new Date(endsMs).toISOString())}.`
  ) : fail(
    "SOAK_UNFINISHED",
    `Staging ran ${tag} for ${ran} of ${wanted}, until another version replaced it.`,
    AGAIN
  );
}, AGAIN = "Deploy it to staging again: `deploy-staging --tag TAG`. For this deploy alone: `deploy-STAGE --tag TAG --waive 'soak=WHY'`.";

// src/core/gates/version-gates.ts
var invalidTag = (tag, tagPrefix, hint = "") => parseTag(tag, tagPrefix) === null ? fail(
  "TAG_INVALID",
  `${JSON.stringify(clip(tag, MAX_TAG_LENGTH))} is not "${tagPrefix}" and a semantic version.${hint}`
) : null, judgeTag = ({
  tag,
  tagPrefix,
  sha,
  nearest,
  newest
}) => {
  let hint = hintOf(nearest, newest), invalid = invalidTag(tag, tagPrefix, hint);
  if (invalid !== null) return invalid;
  if (sha === null) {
    let why = nearest.includes(tag) ? `The tag ${tag} is of no commit.` : `The repository has no tag ${tag}.${hint}`;
    return fail("TAG_NOT_FOUND", why);
  }
  return pass(`${tag} is commit ${shortSha(sha)}`);
};
function hintOf(nearest, newest) {
  let meant = nearest.length === 0 ? "" : ` Did you mean ${nearest.join(", ")}?`;
  return newest === null || nearest.includes(newest) ? meant : `${meant} The newest is ${newest}.`;
}
var judgeMain = (facts) => {
  let { branches, mainRemote, onMain, mainBranch, mainRule, shallow, sha } = facts, allowed = facts.releaseBranches ?? [mainBranch], named = (branch) => mainRemote === null ? branch : `${mainRemote}/${branch}`, on = onMain && allowed.includes(mainBranch) ? mainBranch : branches.find((one) => matchesAny(one, allowed));
  if (on !== void 0) return pass(`on ${named(on)}`);
  let main = listSome(allowed.map(named)), missing = onMain === null && facts.releaseBranches === null, message = missing ? `There is no branch ${main} here to look at.` : shallow ? `Whether commit ${shortSha(sha)} is on ${main} is not known: ${CUT_OFF}.` : `Commit ${shortSha(sha)} is not on ${main}${branches.length === 0 ? "" : `, but on ${listSome(branches.map(named))}`}.`;
  if (mainRule === "warn") return pass(`${bare(message)}; gates.main in pipeline.json only warns of that`);
  if (missing) {
    let fetch = mainRemote === null ? "" : `Fetch it: git fetch ${mainRemote} ${mainBranch}; or name`;
    return fail("TAG_NOT_ON_MAIN", message, `${fetch || "Name"} another with mainBranch in pipeline.json.`);
  }
  if (shallow) return fail("HISTORY_CUT_OFF", message);
  let moved = mainRemote === null ? "" : ` If main moved, fetch it: \`git fetch ${mainRemote}\`.`;
  return fail("TAG_NOT_ON_MAIN", message, `Merge the commit and tag the merged one.${moved} ${OTHER_WAYS}`);
}, OTHER_WAYS = 'If commits of other branches may be released: releaseBranches in pipeline.json, e.g. ["main", "release/*"], or gates.main: "warn". For this deploy alone: `deploy-STAGE --tag TAG --waive \'main=WHY\'`.', CUT_OFF = "the history is cut off in this clone", judgeMoved = ({ tag, sha, staging }) => {
  let recorded = staging.verified.find((release) => release.tag === tag);
  return recorded === void 0 || recorded.sha === sha ? pass("not moved") : fail("TAG_MOVED", `${tag} was ${shortSha(recorded.sha)} on staging and is ${shortSha(sha)} now.`);
}, judgePrerelease = ({ tag, tagPrefix }) => parseTag(tag, tagPrefix)?.prerelease === !0 ? fail("PRERELEASE_TO_PRODUCTION", `${tag} is a prerelease.`) : pass("a release"), judgeCi = ({ inputs, sha }) => judgeInput(inputs.ci, (ci) => judgeChecks(ci, shortSha(sha)));
function judgeChecks(ci, commit) {
  let { checks, required, ignored } = ci, failing = checksThat("failed", checks);
  if (failing.length > 0) return fail("CI_NOT_GREEN", `Not passed on ${commit}: ${listSome(failing)}.`);
  let waiting = unfinished(ci);
  if (waiting.length > 0) return fail("CI_UNFINISHED", `Not finished on ${commit}: ${listSome(waiting)}.`);
  let unproven = checksThat(
    "neutral",
    checks.filter(({ name }) => required.includes(name))
  );
  if (unproven.length > 0)
    return fail("CI_NOT_GREEN", `Required, but proves nothing on ${commit}: ${listSome(unproven)}.`);
  let passed = checks.filter(({ state }) => state === "passed").map(({ name }) => name);
  if (passed.length > 0)
    return pass(`${counted(passed.length, "check")} passed on ${commit}: ${listSome(passed)}`);
  let own = ignored === 0 ? "" : `, apart from ${ignored} that ${ignored === 1 ? "does" : "do"} not count`;
  return checks.length === 0 ? fail("CI_MISSING", `No check has reported on ${commit}${own}.`) : fail(
    "CI_MISSING",
    `No check has passed on ${commit}${own}: ${listSome(checksThat("neutral", checks))}.`
  );
}
var judgeNewMigrations = ({ stage, delta, migrationPolicy }) => judgeInput(delta.migrations, (migrations) => {
  if (migrations.length === 0) return pass("none between the running version and this one");
  let list = `${counted(migrations.length, "migration")}: ${describeMigrations(migrations)}`;
  return stage === "production" && migrationPolicy === "block" ? fail("MIGRATIONS_UNACKNOWLEDGED", `${list}.`) : pass(list);
}), judgeStageCredentials = (credentials) => judgeInput(
  credentials,
  ({ found, wanted, neededSeconds }) => judgeCredentials(found, wanted, neededSeconds)
), judgeTree = ({ inputs, tag }) => judgeInput(inputs.tree, ({ submodules, lfs }) => {
  let missing = submodules.flatMap(({ path, missing: why }) => why === null ? [] : [`${path} (${why})`]);
  return missing.length > 0 ? fail("TREE_INCOMPLETE", `Submodules that cannot be fetched: ${listSome(missing)}.`) : lfs.length > 0 ? fail(
    "TREE_INCOMPLETE",
    `Files whose content is in Git LFS, which is not fetched: ${listSome(lfs)}.`
  ) : judgeInput(
    inputs.scripts,
    (scripts) => scripts.length > 0 ? fail("SCRIPT_MISSING", `${tag} lacks what pipeline.json starts: ${describeScripts(scripts)}.`) : pass(
      submodules.length === 0 ? "all of it is in the commit" : counted(submodules.length, "submodule")
    )
  );
}), describeScripts = (scripts) => scripts.map(
  ({ path, what, meant }) => `${path} starts ${what}${meant === null ? "" : ` (did you mean ${meant}?)`}`
).map(plain).join(", "), judgeSecrets = ({ inputs, stage }) => inputs.lacking.length > 0 ? fail(
  "SECRETS_NOT_GIVEN",
  `This run was not given ${inputs.lacking.join(", ")}, which pipeline.json names.`
) : inputs.secrets.kind === "unavailable" ? { fail: unlisted(inputs.secrets.message) } : judgeInput(inputs.secrets, (review) => {
  let lacking = unmet(review), required = review.rows.filter((row) => row.required).length;
  return lacking.length === 0 ? pass(`${counted(required, "required secret")} set`) : fail("SECRETS_MISSING", `${stage} lacks ${lacking.map(describeSecret).join(", ")}.`);
});

// src/core/gates/gates.ts
var never = (why) => ({ never: why }), ofCommit = (judge) => (facts) => facts.sha === null ? skip("there is no commit to judge") : judge({ ...facts, sha: facts.sha }), onProduction = (judge) => (facts) => facts.stage === "production" ? judge(facts) : skip("only for production"), GATES = {
  tag: {
    title: "The tag is a version and exists",
    waiver: never("without a tag there is nothing to deploy"),
    judge: judgeTag
  },
  main: {
    title: "The commit is on the main branch, or another one that may be released",
    waiver: "may",
    judge: ofCommit(judgeMain)
  },
  moved: {
    title: "The tag still names the commit that staging verified",
    waiver: never("release the commit under a new tag"),
    judge: onProduction(ofCommit(judgeMoved))
  },
  tree: {
    title: "Everything that the version consists of is available",
    waiver: "may",
    judge: ofCommit(judgeTree)
  },
  prerelease: {
    title: "No prerelease goes to production",
    waiver: never("tag the same commit as a release"),
    judge: onProduction(ofCommit(judgePrerelease))
  },
  staging: {
    title: "Staging verified the same commit",
    waiver: "with-reason",
    judge: onProduction(ofCommit(judgeStaging))
  },
  soak: {
    title: "Staging has run it for long enough",
    waiver: "may",
    judge: onProduction(ofCommit(judgeSoak))
  },
  frozen: {
    title: "The stage is not frozen",
    waiver: never("find the cause, then unfreeze"),
    judge: judgeHeld
  },
  window: {
    title: "The stage takes deploys at this time",
    waiver: "may",
    judge: judgeWindow
  },
  quarantine: {
    title: "The commit is not quarantined",
    waiver: never("release a fix, or find the cause and lift its quarantine"),
    judge: ofCommit(judgeQuarantine)
  },
  older: {
    title: "The version is not older than the one that runs",
    waiver: never("deploy with --allow-older 'why'"),
    judge: ofCommit(judgeOlder)
  },
  drift: {
    title: "The stage serves what the ledger says",
    waiver: "may",
    judge: judgeDrift
  },
  ci: {
    title: "CI passed on the commit",
    waiver: "may",
    judge: ofCommit(judgeCi)
  },
  incidents: {
    title: "No incident is open",
    waiver: "may",
    judge: onProduction(judgeIncidents)
  },
  migrations: {
    title: "Migrations are known and acknowledged",
    waiver: "may",
    judge: ofCommit(judgeNewMigrations)
  },
  readiness: {
    title: "There is a way back",
    waiver: never("deploy with --allow-one-way 'why that is all right'"),
    judge: onProduction(ofCommit(judgeWayBack))
  },
  credentials: {
    title: "AWS credentials are for this stage and last long enough",
    waiver: never("without them, or with those of another account, nothing can be deployed"),
    judge: ({ inputs }) => judgeStageCredentials(inputs.credentials)
  },
  secrets: {
    title: "The stage has every secret that the version needs",
    waiver: "may",
    judge: judgeSecrets
  },
  plan: {
    title: "Nothing has changed since the plan was made",
    waiver: never("make the plan again and deploy with its digest")
  },
  lock: {
    title: "No other run holds the stage",
    waiver: never("wait for the run that holds it, or unlock when it is dead")
  },
  smoke: {
    title: "The version works on the stage",
    waiver: never("no version stays that does not prove that it works")
  }
}, headOf = (id) => ({ id, title: GATES[id].title }), judgeGates = (facts) => Object.entries(GATES).flatMap(
  ([id, { title, judge }]) => judge === void 0 ? [] : [gateResult({ id, title }, judge(facts), facts.stage)]
), lockGate = (stage, owner, now, liveness = null) => gateResult(headOf("lock"), judgeLock(stage, owner, now, liveness), stage);
function judgeLock(stage, owner, now, liveness) {
  if (owner === null) return pass("free");
  let held = describeOwner(stage, owner, now);
  switch (liveness?.kind) {
    case void 0:
      return fail("LOCK_HELD", held);
    case "dead":
      return pass(`to be taken over: ${describeDeath(owner, liveness.proof)}`);
    case "alive":
      return fail(
        "LOCK_HELD",
        `${held} It is alive: ${liveness.sign}.`,
        "Wait for it: run the same command with --wait 900."
      );
    case "unknown":
      return fail("LOCK_HELD", `${held} Not proven dead: ${liveness.why}.`, watchingFix(liveness.watchMs));
  }
}
var SPARE_MS = 1e4, watchingFix = (watchMs) => watchMs === null ? void 0 : `Run the same command with --wait ${Math.ceil((watchMs + SPARE_MS) / 1e3)}: should no heartbeat come in that time, it takes the stage over. ${reason("LOCK_HELD").fix}`, workOf = ({ command, tag }) => tag === null ? command : `${command} ${tag}`, describeDeath = (owner, proof) => `run ${owner.runId} of ${owner.actor} (${workOf(owner)}) died in ${phaseOf(owner)}: ${proof}`;
function describeOwner(stage, owner, now) {
  let { actor, host, pid, since, runId } = owner, where = pid === null ? host : `${host}, process ${pid}`;
  return `${stage} has been held by ${actor} (${workOf(owner)}, ${where}) for ${ageOf(since, now)}, run ${runId}.`;
}

// src/release/run.ts
async function withApproval(context, stage) {
  let { identity, ports } = context, { ci } = identity.runner;
  if (ci === null) return context;
  let approvals = await ports.codeHost.approvals(ci, stage);
  return approvals.kind === "known" ? { ...context, identity: { ...identity, approvedBy: approvals.value } } : (ports.say(
    `who approved this run is not known: ${approvals.kind === "skipped" ? approvals.why : approvals.message}`
  ), context);
}
function noticing(context) {
  let begun = !1, noted = (port, ...names) => new Proxy(port, {
    get(target, name) {
      let value = Reflect.get(target, name, target);
      return typeof value != "function" ? value : names.includes(name) ? (...given) => (begun = !0, value.apply(target, given)) : value.bind(target);
    }
  }), { ledger, runs, deployer, checkout } = context.ports, ports = {
    ...context.ports,
    ledger: noted(ledger, "tryAppend"),
    runs: noted(runs, "sweep"),
    deployer: noted(deployer, "reach"),
    ...checkout && { checkout: noted(checkout, "createTag", "pushTag") }
  };
  return { context: { ...context, ports }, hasBegun: () => begun };
}
var betweenKey = (from, to) => `${from} ${to}`, Run = class {
  context;
  ports;
  command;
  stage;
  /** as it was typed */
  tag;
  startedAt;
  phases = [];
  values = {};
  /** the effects that this run has announced, and so may have had */
  effects = /* @__PURE__ */ new Set();
  /** migrations between two commits, by betweenKey: looked for once in a run */
  between = /* @__PURE__ */ new Map();
  /** --reason */
  because;
  /** in the order in which they ran */
  hooks = [];
  entries = 0;
  constructor(context, command, stage, tag, because = null) {
    this.because = because, this.context = context, this.ports = context.ports, this.command = command, this.stage = stage, this.tag = tag, this.startedAt = this.ports.clock.now();
  }
  /** What the run needs credentials for: one that only looks gets those that can only look. */
  get purpose() {
    return this.command === "plan" || this.command === "preflight" ? "plan" : "deploy";
  }
  get runId() {
    return this.context.identity.runId;
  }
  /**
   * Runs one phase of the command, times it, shows it and keeps its value for the report.
   * @param describe the phase's result as a report shows it
   * @param limitSeconds how long the phase may take; 0: unknown
   */
  async phase(name, body, describe, limitSeconds = 0) {
    let { clock, say, tracer } = this.ports, startedAt = clock.now(), result = null, note = ({ ok, detail }) => {
      let durationMs = clock.now().getTime() - startedAt.getTime();
      result = { name, status: ok ? "ok" : "failed", startedAt: startedAt.toISOString(), durationMs, detail }, this.phases.push(result), tracer.ended !== void 0 ? tracer.ended(result) : say(`${ok ? "ok" : "FAILED"}  ${name}  ${formatDuration(durationMs)}  ${detail.split(`
`, 1)}`);
    };
    return tracer.span({ name, limitSeconds, result: () => result }, async () => {
      try {
        let value = await body();
        return Object.assign(this.values, { [name]: value }), note(describe(value)), value;
      } catch (error) {
        throw result === null && note({ ok: !1, detail: messageOf(error) }), error;
      }
    });
  }
  /** A new ledger entry of this run, with the current time and the next number. */
  entry(kind, fields = {}) {
    let { runId, actor, host, pid } = this.context.identity;
    return this.entries += 1, {
      kind,
      runId,
      seq: this.entries,
      command: this.command,
      actor,
      host,
      pid,
      at: this.ports.clock.now().toISOString(),
      ...NOTHING_SAID,
      ...fields
    };
  }
};
async function untilAborted(signal, work) {
  signal.throwIfAborted();
  let abort = () => {
  }, aborted = new Promise((_resolve, reject) => {
    abort = () => reject(signal.reason), signal.addEventListener("abort", abort);
  });
  try {
    return await Promise.race([aborted, work()]);
  } finally {
    signal.removeEventListener("abort", abort);
  }
}

// src/core/gates/command-gates.ts
function rollbackTargetGate(stage, state, to, against = null, lacks = !1) {
  let head = { id: "rollback-target", title: "There is a version to roll back to" };
  if (against !== null) return gateResult(head, { fail: against }, stage);
  let target = findRollbackTarget(state, to);
  if (target.kind === "none") return gateResult(head, { fail: target.reason }, stage);
  let what = describeRelease(target.release);
  return gateResult(
    head,
    lacks ? fail("TREE_INCOMPLETE", `${what} is not in this clone.`, bringIn(target.release)) : pass(`${what}, ${target.why}`),
    stage
  );
}
var bringIn = ({ sha }) => `Fetch it: \`git fetch --all --tags\`; if no tag and no branch has it any more: \`git fetch REMOTE ${sha}\`. Then run the same command again, or run it where the commit is.`, rollbackCredentialsGate = (stage, credentials) => gateResult(headOf("credentials"), judgeStageCredentials(credentials), stage), rollbackMigrationsGate = (verdict) => gateResult(
  { id: "migrations", title: "The older version can work with the database" },
  verdict.kind === "blocked" ? fail("MIGRATION_BLOCKS_ROLLBACK", verdict.warning) : pass(verdict.kind === "warned" ? verdict.warning : NOTHING_IN_THE_WAY),
  null
);
function judgeAdoption(facts) {
  let { stage, state, sha } = facts, noCommit2 = skip("there is no commit to judge"), ofCommit2 = (judge) => sha === null ? noCommit2 : judge(sha);
  return [
    gateResult(headOf("tag"), judgeTag(facts), stage),
    gateResult(headOf("frozen"), judgeFrozen(facts), stage),
    gateResult(
      headOf("quarantine"),
      ofCommit2((commit) => judgeQuarantine({ state, sha: commit })),
      stage
    ),
    gateResult(
      { id: "known", title: "The ledger knows no other version of the stage" },
      ofCommit2((commit) => judgeKnown(facts, commit)),
      stage
    ),
    gateResult({ id: "address", title: "The stage's addresses are known" }, judgeAddresses(facts), stage),
    gateResult({ id: "served", title: "The stage answers as the version" }, judgeServed(facts), stage)
  ];
}
function judgeKnown({ state: { running }, reason: reason2, tag }, sha) {
  if (running === null) return pass("it knows no deploy");
  let said = `it says ${describeRelease(running)}`;
  return running.sha === sha ? pass(said) : reason2 !== null ? pass(`${said}; ${reason2}`) : fail(
    "ADOPTION_UNEXPLAINED",
    `The ledger says that the stage runs ${describeRelease(running)}.`,
    `Say how ${tag} came there: \`adopt --tag ${tag} --stage STAGE --reason 'WHY'\`.`
  );
}
function judgeAddresses({ missing }) {
  let [first] = missing;
  return first === void 0 ? pass("all that the checks need") : fail(
    "ADDRESS_UNKNOWN",
    `The smoke checks need ${missing.join(", ")}, which nothing gives.`,
    `Put it into stages.STAGE.urls of pipeline.json, or name it: --url ${first}=ADDRESS.`
  );
}
function judgeServed({ observed, tag, sha, tagPrefix, state }) {
  let { sighting, detail, versions } = observed;
  if (sighting === "as-recorded") return pass(detail);
  if (sighting === "unidentified")
    return fail(
      "OTHER_VERSION_SERVED",
      `${sentence(detail)} Only a version that the stage shows can be adopted.`,
      "Correct expect.version or expect.sha of a smoke check: `smoke --stage STAGE` shows what the answers have instead."
    );
  if (sighting !== "drift") return skip(detail);
  let served = tagServed(observed, tagPrefix), message = `It serves ${versions.join(" and ")}, not ${tag}.`;
  if (state.running?.sha === sha && state.running.verified && served !== tag) {
    let drift = `${message} The ledger says that ${tag} runs, verified, so the stage has drifted.`;
    return fail("OTHER_VERSION_SERVED", drift, driftFix(state, served));
  }
  return served === null ? fail("OTHER_VERSION_SERVED", message) : served === tag ? fail(
    "OTHER_VERSION_SERVED",
    `It serves ${versions.join()}, but ${tag} is commit ${shortSha(sha ?? "")}: the tag was moved, or another commit was built.`,
    "Tag the commit that runs, push the tag, and adopt that one."
  ) : fail(
    "OTHER_VERSION_SERVED",
    message,
    `Adopt the version that answers: \`adopt --tag ${served} --stage STAGE\`.`
  );
}
var isAdopted = ({ running, lock }, sha) => lock === null && running !== null && running.verified && running.sha === sha, NEW_TAG_GATES = {
  tag: {
    title: "The tag is a version and free",
    judge: (facts) => {
      let { tag, tagPrefix, taken, push, checkout } = facts, invalid = invalidTag(tag, tagPrefix);
      if (invalid !== null) return invalid;
      if (taken === null) return pass(`${tag} is free`);
      if (taken !== checkout.head)
        return fail("TAG_EXISTS", `${tag} already names commit ${shortSha(taken)}.`);
      let here = `${tag} already names this commit`;
      if (!checkout.unpushed.includes(tag)) {
        let fix = `Deploy it: \`deploy-staging --tag ${tag}\`; or commit something, and leave --tag out.`;
        return fail("TAG_EXISTS", `${here}.`, fix);
      }
      return push ? pass(`${here}, and is still to be pushed`) : fail(
        "TAG_EXISTS",
        `${here}, and is not pushed yet.`,
        `Push it: \`release --tag ${tag} --push\`.`
      );
    }
  },
  branch: {
    title: "The main branch is checked out",
    judge: ({ checkout: { branch, head }, mainBranch }) => {
      if (head === null) return fail("CHECKOUT_NOT_MAIN", "The repository has no commit yet.");
      if (branch === mainBranch) return pass(`${mainBranch} at ${shortSha(head)}`);
      let what = branch === null ? "No branch is checked out" : `${branch} is checked out`;
      return fail("CHECKOUT_NOT_MAIN", `${what}, not ${mainBranch}.`);
    }
  },
  clean: {
    title: "Nothing is uncommitted",
    judge: ({ checkout: { dirty } }) => dirty.length === 0 ? pass("clean") : fail(
      "CHECKOUT_DIRTY",
      `What is not committed would not be in the tag: ${listSome(dirty, SHOWN_PATHS)}.`
    )
  },
  remote: {
    title: "The branch is what the remote has",
    judge: ({ checkout: { remote }, mainBranch }) => {
      if (remote === null) return skip(`no remote has ${mainBranch}`);
      let { name, ahead, behind, moved = [] } = remote, others = moved.length === 0 ? "" : `; another commit on ${name} than here: ${listSome(moved)}`;
      if (ahead === 0 && behind === 0) return pass(`the same as ${name}/${mainBranch}${others}`);
      let sides = [
        behind > 0 ? `${counted(behind, "commit")} behind` : null,
        ahead > 0 ? `${counted(ahead, "commit")} ahead of` : null
      ].filter((side) => side !== null), fix = behind > 0 ? `Bring them in, then try again: git pull --rebase ${name} ${mainBranch}.` : `Push them first: git push ${name} ${mainBranch}.`, message = `${mainBranch} is ${sides.join(" and ")} ${name}/${mainBranch}.`;
      return fail("CHECKOUT_NOT_IN_STEP", message, fix);
    }
  },
  commits: {
    title: "There is something to release",
    judge: ({ commits, current, checkout }) => {
      if (commits.kind === "unavailable") return fail("NOTHING_TO_RELEASE", commits.message);
      if (commits.kind === "skipped") return skip(commits.why);
      let since = current === null ? "" : ` since ${current}`, count = commits.value.commits.length + commits.value.more;
      if (count > 0) return pass(`${counted(count, "commit")}${since}`);
      let fix = checkout.unpushed.includes(current ?? "") ? `Push that: \`release --tag ${current} --push\`.` : void 0;
      return fail("NOTHING_TO_RELEASE", `There is no commit${since}.`, fix);
    }
  }
}, SHOWN_PATHS = 5, judgeNewTag = (facts) => Object.entries(NEW_TAG_GATES).map(([id, { title, judge }]) => gateResult({ id, title }, judge(facts), null));

// src/core/report/card.ts
function cardOf({ stage, state, seen, between, policy, forge }) {
  let { running, arrival, frozen } = state, quarantined2 = state.quarantine.find(({ sha }) => sha === running?.sha), arrived = arrival !== void 0 && arrival.sha === running?.sha ? arrival : null, replaced = arrived?.replaced ?? null, { wayBack, command } = wayBackOf(stage, state, between, policy), isNeeded = nothingToLeave(state) === null || seen?.asRecorded === !1;
  return {
    stage,
    running: running && { tag: running.tag, sha: running.sha, verified: running.verified },
    seen,
    since: arrived && {
      at: arrived.at,
      actor: arrived.actor,
      runId: arrived.runId,
      command: arrived.command,
      reason: arrived.reason ?? null,
      ciRun: arrived.ciRun ?? null
    },
    replaced,
    wayBack,
    command: isNeeded ? command : null,
    ...frozen === null ? {} : { frozen },
    ...quarantined2 === void 0 ? {} : { quarantined: quarantined2 },
    links: {
      running: running && forge && tagUrl(forge, running.tag),
      compare: running && replaced && forge && compareUrl(forge, replaced.sha, running.sha),
      run: arrived?.ciRun === void 0 ? null : runUrl(arrived.ciRun, forge)
    }
  };
}
function wayBackOf(stage, state, between, policy) {
  let nowhere = (why) => ({ wayBack: { safe: !1, to: null, why }, command: null }), { running } = stageToLeave(state);
  if (running === null) return nowhere("nothing is known to run");
  let choice = chooseRollbackTarget(state, running);
  if (choice.kind === "none") return nowhere(clause(choice.reason.message));
  let to = { tag: choice.release.tag, sha: choice.release.sha }, command = (option) => `rollback --stage ${stage} --to ${to.tag}${option} --reason 'WHY'`;
  if (policy === null)
    return { wayBack: { safe: null, to, why: "migrations are not looked for" }, command: command("") };
  let verdict = judgeRollbackMigrations(policy, to, between), harmful = between.kind === "known" && between.value.some(({ risk }) => risk !== "additive"), safe = verdict.kind === "open" || verdict.kind === "warned" && between.kind === "known" && !harmful;
  return {
    wayBack: {
      safe: between.kind === "skipped" ? null : safe,
      to,
      why: verdict.kind === "open" ? openWhy(between) : clause(verdict.warning)
    },
    command: command(verdict.kind === "blocked" ? " --over-migrations 'WHY'" : "")
  };
}
function withoutArrivalBy(runId, card) {
  if (card.since?.runId !== runId) return card;
  let links = { ...card.links, compare: null, run: null };
  return { ...card, since: null, announced: !0, replaced: null, links };
}
var clause = (text) => bare(text).replace(/^(?:A|No) /, (word) => word.toLowerCase());
function openWhy(between) {
  if (between.kind === "skipped") return `migrations were not looked at: ${between.why}`;
  if (between.kind === "unavailable") return "pipeline.json lets migrations stay in the database";
  let { length } = between.value;
  return length === 0 ? "no migration lies between" : `pipeline.json lets ${counted(length, "migration")} stay in the database`;
}
var seenBy = (observed) => observed.at === null ? null : { at: observed.at, asRecorded: observed.sighting === "as-recorded", detail: observed.detail }, linked = (text, url) => url === null ? text : { text, url };
function cardLines(card, runId, atMs, left = (detail) => detail) {
  let { running, replaced, wayBack, command, links } = card, what = running === null ? "no deploy is known" : describeRelease(running);
  return [
    {
      label: "runs",
      parts: [
        linked(what, links.running),
        `${running === null ? "" : running.verified ? ", verified" : ", unverified"}; ${seenText(card, left)}`
      ]
    },
    { label: "since", parts: sinceParts(card, runId, atMs) },
    {
      label: "replaced",
      parts: [
        replaced === null ? card.since === null ? "not known" : "nothing that the ledger knows" : linked(describeRelease(replaced), links.compare)
      ]
    },
    {
      label: "back",
      parts: [
        wayBack.to === null ? `none: ${wayBack.why}` : `${SAFETY[`${wayBack.safe}`]}, to ${describeRelease(wayBack.to)}: ${wayBack.why}`
      ]
    },
    { label: "command", parts: [command === null ? noCommand(card) : `\`${command}\``] }
  ];
}
var SAFETY = { true: "safe", false: "not safe", null: "possible" }, noCommand = ({ wayBack, running }) => wayBack.to === null || running === null ? "none" : `none is needed: ${running.tag} is verified`;
function seenText({ seen, unrecorded }, left) {
  return unrecorded === void 0 ? seen === null ? "by the ledger, not seen" : sightingText(seen, left) : `${seen === null ? "as this run left it, not seen" : sightingText(seen, left)}; the ledger may not have it`;
}
function sightingText({ asRecorded, at, detail }, left) {
  if (asRecorded) return `seen ${isoSeconds(at)}`;
  let said = left(detail);
  return `not confirmed at ${isoSeconds(at)}${said === "" ? "" : `: ${said}`}`;
}
function sinceParts({ since, announced, links }, runId, atMs) {
  if (announced) return ["not known: this run announced it, and then changed nothing"];
  if (since === null) return ["not known"];
  let own = since.runId === runId, lasted = atMs - Date.parse(since.at), age = own || Number.isNaN(lasted) ? "" : `, for ${formatDuration(Math.max(0, lasted))}`, by = own ? `${since.command}, this run` : since.command, why = since.reason === null ? "" : `: ${since.reason}`;
  return [`${isoSeconds(since.at)}${age}, by ${since.actor} (`, linked(by, links.run), `)${why}`];
}

// src/release/release-delta.ts
function deltasTo(run, release) {
  let found = /* @__PURE__ */ new Map();
  return (state) => {
    if (release === null) return Promise.resolve(NO_COMMIT);
    let choice = chooseRollbackTarget(state, release), target = choice.kind === "target" ? choice.release : null, key = JSON.stringify([state.running?.sha, target]), known = found.get(key) ?? findDelta(run, release, state.running, target);
    return found.set(key, known), known;
  };
}
var noCommit = skipped("there is no commit to judge"), NO_COMMIT = { older: noCommit, migrations: noCommit, back: noCommit, target: noCommit };
async function findDelta({ ports: { repository }, context, between }, release, running, target) {
  let { migrations: config } = context.config, since = (from) => from === null ? noVersion : migrationsBetween(repository, config, from.sha, release.sha), [older, migrations, back, present] = await Promise.all([
    running === null ? noVersion : isOlder(repository, release.sha, running.sha),
    since(running),
    target?.sha === running?.sha ? null : since(target),
    // a commit that can be compared with another one is here, whatever its tag names by now
    target === null ? noTarget : repository.isAncestor(target.sha, release.sha)
  ]);
  return running !== null && between.set(betweenKey(running.sha, release.sha), migrations), target !== null && between.set(betweenKey(target.sha, release.sha), back ?? migrations), { older, migrations, back: back ?? migrations, target: present };
}
var noVersion = skipped("nothing runs on the stage yet, so that everything is new"), noTarget = skipped("there is no version to go back to"), isOlder = (repository, sha, running) => sha === running ? Promise.resolve({ kind: "known", value: !1 }) : repository.isAncestor(sha, running);
async function migrationsBetween(repository, config, from, to) {
  if (config === void 0)
    return skipped("migrations are not looked for; migrations.path in pipeline.json says where they are");
  if (from === to) return { kind: "known", value: [] };
  let changes = await repository.changes(from, to, config.path);
  if (changes.kind !== "known") return changes;
  let paths = changes.value.added.filter((path) => isMigration(config, path)), texts = await repository.contents(to, paths), byPath = new Map(paths.map((path, index) => [path, texts[index]]));
  return { kind: "known", value: judgeMigrations(config, changes.value, byPath) };
}
async function judgeLeftMigrations(run, from, to) {
  let { migrations: config } = run.context.config;
  if (config === void 0) return { verdict: { kind: "open" }, left: null };
  let found = await migrationsBetween(run.ports.repository, config, to.sha, from.sha).catch(
    (error) => ({ kind: "unavailable", message: messageOf(error) })
  );
  return {
    verdict: judgeRollbackMigrations(config.fence.rollback, to, found),
    left: found.kind === "known" ? found.value : null
  };
}
var RollbackMigrations = class {
  run;
  named;
  known = /* @__PURE__ */ new Map();
  /** @param named the tag that a person named; null: the last other version that was verified */
  constructor(run, named) {
    this.run = run, this.named = named;
  }
  async gates(state) {
    let found = await this.of(state);
    return found === null ? [] : [rollbackMigrationsGate(found.verdict)];
  }
  /** null where there is no rollback, or migrations are not looked for */
  async of(state) {
    let target = findRollbackTarget(state, this.named);
    if (target.kind === "none" || this.run.context.config.migrations === void 0) return null;
    let running = state.running, key = `${running.sha} ${target.release.sha}`, known = this.known.get(key) ?? judgeLeftMigrations(this.run, running, target.release);
    return this.known.set(key, known), known;
  }
};

// src/release/report.ts
function buildReport(run, outcome, reason2, given = {}) {
  let { state, observed, leftSince, unrecorded = !1, ...shown2 } = given, { command, context, ports, stage, tag, startedAt, values } = run, { runId, actor, runner, approvedBy = null } = context.identity, head = {
    command,
    app: context.config.app,
    stage,
    tag: tag === null ? null : clip(tag, MAX_TAG_LENGTH),
    ledger: ports.ledger.where,
    runId,
    actor,
    startedAt: startedAt.toISOString()
  }, ciRun = runner.ci && ciRunText(runner.ci), changed = hasChanged(run, "deploy") || hasChanged(run, "rollback"), isLost = reason2?.code === "LOCK_LOST" || reason2?.code === "LEASE_EXPIRED", seen = isLost ? null : seenInSmoke(run) ?? (observed === void 0 || changed ? null : seenBy(observed)), card = stage === null || state === void 0 ? null : { ...stageCard(run, stage, state, seen), ...unrecorded ? { unrecorded } : {} };
  return {
    ...emptyReport(head),
    ciRun,
    approvedBy,
    traceId: context.identity.traceId ?? null,
    because: run.because,
    phases: [...run.phases],
    smoke: values.smoke ?? null,
    rollbackSmoke: values["rollback-smoke"] ?? null,
    verification: values.verification ?? null,
    watch: values.watch ?? null,
    migration: migrationOf(run),
    changed,
    outputs: outputsOf(run),
    log: logOf(run),
    ...state === void 0 ? {} : { running: runningIn(state) },
    hooks: [...run.hooks],
    ...shown2,
    card: card && (isLost && !changed ? withoutArrivalBy(runId, card) : card),
    links: linksOf(context.forge ?? null, ciRun, { tag, running: state?.running ?? null, ...shown2 }),
    downtime: outcome === "rolled-back" ? downtimeOf(run, leftSince ?? null) : null,
    outcome,
    ok: isOk(outcome, command),
    gates: (shown2.gates ?? []).map((gate) => ({ ...gate, fix: gate.fix && filledFix(gate.fix, head) })),
    reason: reason2 && { ...reason2, fix: filledFix(fixOf(reason2, changed), head) },
    durationMs: ports.clock.now().getTime() - startedAt.getTime()
  };
}
var fixOf = ({ code, fix }, changed) => code === "INTERRUPTED" && !changed && fix === REASONS.INTERRUPTED.fix ? "Run the same command again." : fix, endsAtOnce = ({ identity }, { reason: why }) => identity.runner.kind === "engine" && (why?.code === "LEASE_EXPIRED" || why?.code === "LOCK_LOST");
function runningIn({ running }) {
  return running && { tag: running.tag, sha: running.sha, verified: running.verified };
}
function stageCard(run, stage, state, seen) {
  let { config, forge = null } = run.context, policy = config.migrations?.fence.rollback ?? null, between = run.between.get(wayBackKey(state) ?? "") ?? NOT_LOOKED_AT, held = holdAt(state, run.ports.clock.now());
  return { ...cardOf({ stage, state, seen, between, policy, forge }), ...held === null ? {} : { held } };
}
var NOT_LOOKED_AT = unavailable("they were not looked at.");
function wayBackOf2(state) {
  let from = stageToLeave(state).running, choice = chooseRollbackTarget(state, from);
  return from === null || choice.kind === "none" ? null : { from, to: choice.release };
}
function wayBackKey(state) {
  let way = wayBackOf2(state);
  return way && betweenKey(way.to.sha, way.from.sha);
}
async function lookBack(run, state) {
  let { migrations } = run.context.config, way = wayBackOf2(state);
  if (migrations === void 0 || way === null) return;
  let key = betweenKey(way.to.sha, way.from.sha);
  if (run.between.has(key)) return;
  let found = await migrationsBetween(run.ports.repository, migrations, way.to.sha, way.from.sha).catch(
    (error) => unavailable(messageOf(error))
  );
  run.between.set(key, found);
}
function seenInSmoke({ phases, values }) {
  let last = phases.findLast(({ name }) => ["smoke", "rollback", "rollback-smoke"].includes(name));
  if (last === void 0 || last.name === "rollback") return null;
  let smoke = values[last.name];
  return smoke === void 0 ? null : { at: endOf(last), asRecorded: smoke.verdict === "pass", detail: smoke.detail };
}
var endOf = ({ startedAt, durationMs }) => new Date(Date.parse(startedAt) + durationMs).toISOString();
function downtimeOf({ phases }, leftSince) {
  let phase = (wanted) => phases.find(({ name }) => name === wanted), [deployed, back] = [phase("deploy"), phase("rollback-smoke")], from = deployed === void 0 ? leftSince : endOf(deployed);
  if (from === null || back === void 0) return null;
  let to = endOf(back);
  return { from, to, durationMs: Date.parse(to) - Date.parse(from) };
}
function linksOf(forge, ciRun, shown2) {
  let run = ciRun === null ? null : runUrl(ciRun, forge);
  if (forge === null) return run === null ? null : { ...NO_LINKS, run };
  let { tag, sha = null, previous = null, running } = shown2, from = shown2.plan ? running : previous;
  return {
    repository: forge.address,
    tag: tag === null || sha === null ? null : tagUrl(forge, tag),
    commit: sha && commitUrl(forge, sha),
    compare: sha && from && from.sha !== sha ? compareUrl(forge, from.sha, sha) : null,
    run
  };
}
var NO_LINKS = { repository: null, tag: null, commit: null, compare: null };
function hasChanged({ values, effects }, phase) {
  let result = values[phase];
  return result === void 0 ? effects.has(phase) : result.ok || result.changed;
}
function migrationOf({ values, effects, phases }) {
  let result = values.migrate;
  if (result === void 0)
    return effects.has("migrate") ? UNFINISHED : phases.some(({ name }) => name === "migrate") ? NOT_STARTED : null;
  let { before, head } = result;
  return result.ok ? { status: "applied", before, head, detail: describeHeads(before, head) } : { status: result.touched ? "failed" : "not-run", before, head, detail: result.reason.message };
}
var NOT_STARTED = {
  status: "not-run",
  before: null,
  head: null,
  detail: "The migrations were not started."
};
function logOf({ values: { migrate, deploy, rollback } }) {
  return [migrate, deploy, rollback].flatMap(
    (result) => result === void 0 || result.ok ? [] : result.log
  );
}
function outputsOf({ values }) {
  let { deploy, smoke, rollback, "rollback-smoke": rollbackSmoke } = values;
  return rollback?.ok === !0 && rollbackSmoke?.verdict === "pass" ? rollback.outputs : deploy?.ok === !0 && smoke?.verdict === "pass" ? deploy.outputs : {};
}

export {
  unlisted,
  KNOWN_FAILURES,
  parseLockReading,
  lockedReason,
  sstRunId,
  parseSstRunId,
  pass,
  fail,
  gateResult,
  firstFailure,
  countChecks,
  unfinished,
  isUndecided,
  readStatusPage,
  observedOf,
  tagServed,
  notAsked,
  againstLeaving,
  reviewSecrets,
  unmet,
  uneven,
  describeSecret,
  declaredSecrets,
  setCommand,
  describeScripts,
  GATES,
  headOf,
  judgeGates,
  lockGate,
  describeDeath,
  describeOwner,
  seenBy,
  cardLines,
  withApproval,
  noticing,
  Run,
  untilAborted,
  rollbackTargetGate,
  rollbackCredentialsGate,
  judgeAdoption,
  isAdopted,
  judgeNewTag,
  deltasTo,
  judgeLeftMigrations,
  RollbackMigrations,
  buildReport,
  endsAtOnce,
  runningIn,
  stageCard,
  lookBack
};
