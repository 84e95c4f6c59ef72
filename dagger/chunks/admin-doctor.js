// Made by `npm run build` from src/engine: change it there.
import {
  prerequisitesOf,
  readSetupRequest,
  withIds
} from "./core-setup-setup.js";
import {
  AUDIENCE,
  ISSUER
} from "./core-aws-policies.js";
import {
  trustFaults
} from "./core-aws-deploy-role.js";
import {
  finding,
  findingTally
} from "./core-doctor-finding.js";
import "./core-setup-prerequisite.js";
import {
  checkCredentials,
  findMissingScripts,
  windowsOf
} from "./release-gate-inputs.js";
import "./core-config-command-rules.js";
import {
  newestVersion,
  reviewNewestSecrets
} from "./release-secrets.js";
import "./release-ports.js";
import {
  OFFLINE,
  observeStage
} from "./release-run-smoke.js";
import {
  isNowhere
} from "./core-smoke-probe.js";
import "./core-config-notify.js";
import {
  Run,
  buildReport,
  describeScripts,
  notAsked,
  setCommand,
  tagServed,
  uneven
} from "./common-7.js";
import "./core-plan-way-back.js";
import {
  judgeCredentials,
  wantedAws
} from "./core-aws-credentials.js";
import "./release-append.js";
import "./core-ledger-fold.js";
import {
  parseTag,
  require_parse,
  require_re,
  require_semver,
  unbegunReport
} from "./semver.js";
import "./core-config-checks.js";
import "./core-config-tools.js";
import "./core-masking.js";
import "./core-forge.js";
import "./core-ledger-owner.js";
import {
  STAGES,
  otherStage
} from "./core-stage.js";
import {
  PipelineError,
  REASONS,
  known,
  reason,
  skipped,
  unavailable
} from "./core-reasons.js";
import {
  readJson
} from "./core-json.js";
import "./core-config-fields.js";
import {
  clip,
  counted,
  sentence
} from "./valibot.js";
import {
  __commonJS,
  __toESM
} from "./common.js";

// node_modules/semver/functions/coerce.js
var require_coerce = __commonJS({
  "node_modules/semver/functions/coerce.js"(exports, module) {
    "use strict";
    var SemVer = require_semver(), parse = require_parse(), { safeRe: re, t } = require_re(), coerce2 = (version, options) => {
      if (version instanceof SemVer)
        return version;
      if (typeof version == "number" && (version = String(version)), typeof version != "string")
        return null;
      options = options || {};
      let match = null;
      if (!options.rtl)
        match = version.match(options.includePrerelease ? re[t.COERCEFULL] : re[t.COERCE]);
      else {
        let coerceRtlRegex = options.includePrerelease ? re[t.COERCERTLFULL] : re[t.COERCERTL], next;
        for (; (next = coerceRtlRegex.exec(version)) && (!match || match.index + match[0].length !== version.length); )
          (!match || next.index + next[0].length !== match.index + match[0].length) && (match = next), coerceRtlRegex.lastIndex = next.index + next[1].length + next[2].length;
        coerceRtlRegex.lastIndex = -1;
      }
      if (match === null)
        return null;
      let major = match[2], minor = match[3] || "0", patch = match[4] || "0", prerelease = options.includePrerelease && match[5] ? `-${match[5]}` : "", build = options.includePrerelease && match[6] ? `+${match[6]}` : "";
      return parse(`${major}.${minor}.${patch}${prerelease}${build}`, options);
    };
    module.exports = coerce2;
  }
});

// node_modules/semver/functions/compare.js
var require_compare = __commonJS({
  "node_modules/semver/functions/compare.js"(exports, module) {
    "use strict";
    var SemVer = require_semver(), compare2 = (a, b, loose) => new SemVer(a, loose).compare(new SemVer(b, loose));
    module.exports = compare2;
  }
});

// node_modules/semver/functions/lt.js
var require_lt = __commonJS({
  "node_modules/semver/functions/lt.js"(exports, module) {
    "use strict";
    var compare2 = require_compare(), lt2 = (a, b, loose) => compare2(a, b, loose) < 0;
    module.exports = lt2;
  }
});

// src/core/doctor/doctor.ts
var import_coerce = __toESM(require_coerce(), 1), import_compare = __toESM(require_compare(), 1), import_lt = __toESM(require_lt(), 1);
var diagnose = (facts) => [
  ...configFindings(facts),
  ...machineFindings(facts.machine),
  checkoutFinding(facts),
  judged(
    "SCRIPTS",
    null,
    facts.scripts,
    ({ tag, missing }) => missing.length === 0 ? ["ok", `${tag} has everything that pipeline.json starts`] : ["fail", `${tag} lacks what pipeline.json starts: ${describeScripts(missing)}`]
  ),
  ...STAGES.flatMap((stage) => windowsFinding(facts, stage)),
  judged("LEDGER_READ", null, facts.ledgerRead, () => ["ok", facts.ledger]),
  judged("LEDGER_WRITE", null, facts.ledgerWrite, () => ["ok", `${facts.ledger}; tried without writing`]),
  tokenFinding(facts.claims),
  ...STAGES.map((stage) => credentialsFinding(facts, stage)),
  ...STAGES.map((stage) => trustFinding(facts, stage)),
  ...facts.prerequisites.kind === "known" ? prerequisiteFindings(facts.prerequisites.value) : [unseen("PREREQUISITES", null, facts.prerequisites)],
  ...secretFindings(facts.secrets, facts.runner),
  ...facts.channels.map(channelFinding),
  ...STAGES.map((stage) => appFinding(facts, stage))
];
function configFindings({ stages }) {
  let made = STAGES.flatMap(
    (stage) => Object.entries(stages[stage].urls).filter(([, url]) => isNowhere(url)).map(([name, url]) => {
      let what = `stages.${stage}.urls.${name} is ${clip(url)}, a placeholder`;
      return finding("CONFIG", stage, "fail", what, `Put the address of ${stage} there.`);
    })
  );
  return made.length > 0 ? made : [finding("CONFIG", null, "ok", "pipeline.json is valid")];
}
function channelFinding({ name, state }) {
  return state.kind === "known" ? finding("NOTIFY", null, "ok", `${name}: ${state.value}`) : state.kind === "skipped" ? finding("NOTIFY", null, "skipped", `${name}: ${state.why}`) : finding("NOTIFY", null, "warn", `${name}: ${state.message}`);
}
function judged(code, stage, fact, judge) {
  return fact.kind === "known" ? finding(code, stage, ...judge(fact.value)) : unseen(code, stage, fact);
}
var unseen = (code, stage, fact) => fact.kind === "skipped" ? finding(code, stage, "skipped", fact.why) : finding(code, stage, "fail", fact.message, fact.fix), OLDEST_GIT = "2.31.0", machineFindings = ({ git, engine, wantedEngine }) => [
  judged(
    "GIT_VERSION",
    null,
    git,
    (seen) => (0, import_lt.default)((0, import_coerce.default)(seen) ?? OLDEST_GIT, OLDEST_GIT) ? ["fail", `git ${seen}`] : ["ok", `git ${seen}`]
  ),
  judged("ENGINE_VERSION", null, engine, (seen) => {
    let [have, want] = [(0, import_coerce.default)(seen), (0, import_coerce.default)(wantedEngine)], what = `${seen}; the module asks for ${wantedEngine}`;
    return have === null || want === null ? ["warn", what] : (0, import_compare.default)(have, want) < 0 ? ["fail", what] : have.major === want.major && have.minor === want.minor ? ["ok", what] : ["warn", what];
  })
];
function checkoutFinding({ checkout, versions }) {
  return judged("CHECKOUT", null, checkout, ({ shallow }) => shallow ? ["fail", "the clone is shallow: its history is cut off"] : versions.kind !== "known" ? ["warn", "the tags cannot be listed"] : versions.value === 0 ? ["warn", "there is no version among the tags", "git fetch --tags, or tag the first release."] : ["ok", `whole history, ${counted(versions.value, "version")}`]);
}
function windowsFinding({ stages }, stage) {
  let { opening } = stages[stage];
  if (opening === null) return [];
  let { isOpen, because, changes } = opening;
  if (changes === null && !isOpen) {
    let never = `closed, and does not open in the next two years: ${because}`;
    return [finding("WINDOWS", stage, "fail", never)];
  }
  let then = changes === null ? "" : `${isOpen ? ", until" : "; opens at"} ${changes}`;
  return [finding("WINDOWS", stage, "ok", `${isOpen ? "open" : "closed"} now: ${because}${then}`)];
}
function tokenFinding(claims) {
  return judged("OIDC_TOKEN", null, claims, ({ iss, aud, sub }) => {
    let what = `iss ${shown(iss)}, aud ${shown(aud)}, sub ${shown(sub)}`;
    return [aud].flat().includes(AUDIENCE) ? ["ok", what] : ["fail", what];
  });
}
var shown = (claim) => clip(typeof claim == "string" ? claim : JSON.stringify([claim]).slice(1, -1), 200);
function credentialsFinding({ stages }, stage) {
  return judged("CREDENTIALS", stage, stages[stage].credentials, ({ found, wanted, neededSeconds }) => {
    let verdict = judgeCredentials(found, wanted, neededSeconds);
    return "pass" in verdict ? ["ok", verdict.pass] : ["fail", verdict.fail.message, verdict.fail.fix];
  });
}
function trustFinding({ claims, stages }, stage) {
  let skip = (why) => finding("OIDC_TRUST", stage, "skipped", why);
  if (claims.kind !== "known") return skip("this job has no token to judge");
  let { environment } = claims.value;
  if (environment !== stage)
    return skip(
      environment === void 0 ? "this job is in no environment" : `this job is in environment ${shown(environment)}`
    );
  let { trust } = stages[stage];
  if (trust.kind !== "known") return skip(trust.kind === "skipped" ? trust.why : trust.message);
  let policy = trust.value === null ? null : readPolicy(trust.value);
  if (policy === null) return skip("there is no trust policy that can be read");
  let faults = trustFaults(policy, ISSUER, claims.value);
  return faults.length === 0 ? finding("OIDC_TRUST", stage, "ok", `the role's trust policy lets ${shown(claims.value.sub)} in`) : finding("OIDC_TRUST", stage, "fail", faults.join(" "));
}
function readPolicy(text) {
  let json = readJson(text);
  if (!json.ok) return null;
  let { Statement } = Object(json.value);
  return Array.isArray(Statement) ? json.value : null;
}
var APP_STATUS = {
  "as-recorded": "ok",
  unidentified: "warn",
  drift: "fail",
  "no-answer": "fail",
  unreachable: "fail",
  "no-address": "fail",
  "not-asked": "skipped"
};
function appFinding({ stages }, stage) {
  let { app, deployed, unrecorded } = stages[stage], { sighting, at, detail } = app, seen = at === null ? detail : `${detail} (seen ${at})`;
  if (deployed) return finding("APP", stage, APP_STATUS[sighting], seen);
  let what = `${stage} has no deploy yet: ${seen}`, adopt = `Record it: \`adopt --tag ${unrecorded} --stage ${stage}\`.`;
  return unrecorded !== null ? finding("APP", stage, "warn", what, adopt) : finding("APP", stage, sighting === "drift" || sighting === "unidentified" ? "warn" : "skipped", what, `See \`smoke --stage ${stage}\`.`);
}
var CODES = {
  repository: "REPOSITORY",
  account: "AWS_ACCOUNT",
  provider: "OIDC_PROVIDER",
  role: "ROLE",
  boundary: "ROLE_BOUNDARY",
  permissions: "ROLE_PERMISSIONS",
  environment: "ENVIRONMENT",
  refs: "ENVIRONMENT_REFS",
  reviewers: "ENVIRONMENT_REVIEWERS",
  variables: "ENVIRONMENT_VARIABLES",
  config: "ROLE_IN_CONFIG",
  ledger: "LEDGER_REMOTE",
  tags: "TAG_RULES",
  "tag-makers": "TAG_MAKERS"
}, PARENTS = {
  boundary: "role",
  permissions: "role",
  refs: "environment",
  reviewers: "environment",
  variables: "environment"
}, prerequisiteFindings = (all) => all.map((one) => {
  let code = CODES[one.id], what = `${one.title}: ${one.detail}`, parent = all.find(({ id, stage }) => id === PARENTS[one.id] && stage === one.stage);
  if (parent?.state === "missing") return finding(code, one.stage, "skipped", `there is no ${parent.id}`);
  switch (one.state) {
    case "ok":
      return finding(code, one.stage, "ok", what);
    case "unknown":
      return finding(
        code,
        one.stage,
        one.asked ? "warn" : "skipped",
        what,
        "Look again with credentials that may see it."
      );
    default:
      return finding(code, one.stage, one.optional ? "warn" : "fail", what);
  }
});
function secretFindings(seen, runner) {
  return seen.kind === "skipped" ? [skipped2("SECRETS", seen.why), skipped2("SECRETS_PARITY", seen.why)] : seen.kind === "unavailable" ? [
    finding("SECRETS", null, "fail", seen.message, "Fix what keeps them from being listed."),
    skipped2("SECRETS_PARITY", "the stages' secrets cannot be listed")
  ] : [lackingFinding(seen.value, runner), parityFinding(seen.value, runner)];
}
var skipped2 = (code, why) => finding(code, null, "skipped", why);
function lackingFinding({ release: { tag }, review: { rows } }, runner) {
  let required = rows.filter((row) => row.required), lacking = required.filter(({ state, elsewhere }) => state !== "set" && elsewhere !== "set");
  if (lacking.length === 0) {
    let what2 = required.length === 0 ? "none" : `${counted(required.length, "secret")}, each set on a stage`;
    return finding("SECRETS", null, "ok", `${tag} needs ${what2}`);
  }
  let commands = lacking.flatMap(
    ({ name }) => STAGES.map((stage) => setCommand(runner, { name, stage, tag }))
  ), what = `${tag} needs ${namesOf(lacking)}, which neither stage has a value for`;
  return finding("SECRETS", null, "fail", what, commands.join("; "));
}
function parityFinding({ release: { tag }, review }, runner) {
  let rows = uneven(review);
  if (rows.length === 0) return finding("SECRETS_PARITY", null, "ok", "both stages have the same secrets set");
  let other = otherStage(review.stage), lacks = ({ state }) => state === "set" ? other : review.stage, what = STAGES.flatMap((stage) => {
    let lacking = rows.filter((row) => lacks(row) === stage);
    return lacking.length === 0 ? [] : [
      `${namesOf(lacking)}: set on ${otherStage(stage)}, ${stage} lacks ${lacking.length === 1 ? "it" : "them"}`
    ];
  }), commands = rows.map((row) => setCommand(runner, { name: row.name, stage: lacks(row), tag })), status = rows.some(({ required }) => required) ? "fail" : "warn";
  return finding("SECRETS_PARITY", null, status, what.join("; "), commands.join("; "));
}
var namesOf = (rows) => rows.map(({ name }) => name).join(", ");

// src/admin/doctor.ts
async function doctor(context, { repository, offline = !1 }) {
  let run = new Run(context, "doctor", null, null), found = await run.phase(
    "look",
    async () => diagnose(await look(run, context.ports, { repository, offline })),
    (findings) => ({ ok: !findings.some(isFailure), detail: findingTally(findings) })
  );
  return conclude(run, found);
}
var isFailure = ({ status }) => status === "fail";
function conclude(run, findings) {
  return findings.some(isFailure) ? buildReport(run, "blocked", reason("DOCTOR_FAILED", sentence(findingTally(findings))), { findings }) : buildReport(run, "done", null, { findings });
}
function rescueDoctor(command, error, who, now) {
  if (command !== "doctor" || !(error instanceof PipelineError)) throw error;
  let { reason: why, problems } = error;
  if (why.code !== "CONFIG_INVALID" && why.code !== "CONFIG_MISSING") throw error;
  return {
    ...unbegunReport({ command, stage: null, tag: null }, error, who, now),
    reason: reason("DOCTOR_FAILED", why.message),
    findings: problems.length === 0 ? [finding("CONFIG", null, "fail", why.message, why.fix)] : problems.map(
      ({ at = "", path, message, fix }) => finding("CONFIG", null, "fail", `${at} ${path} ${message}`.trim(), fix)
    )
  };
}
var ownFix = (error) => error instanceof PipelineError && error.reason.fix !== REASONS[error.reason.code].fix ? { fix: error.reason.fix } : {};
async function factOf(ask) {
  try {
    return known(await ask());
  } catch (error) {
    return { ...unavailable(error), ...ownFix(error) };
  }
}
async function look(run, admin, { repository, offline }) {
  let { ledger, repository: tags } = run.ports, { diagnostics } = admin, views = factOf(() => ledger.read(STAGES)), [channels, machine, checkout, versions, scripts, read, write, claims, seen, apps, ...credentials] = await Promise.all([
    lookAtChannels(admin),
    diagnostics.machine(),
    diagnostics.checkout(),
    factOf(async () => versionsIn(await tags.tags(), run)),
    scriptsOfNewest(run),
    views,
    factOf(() => ledger.rehearse()),
    diagnostics.claims(),
    lookAsAdministrator(run, admin, repository),
    views.then((read2) => observeApps(run, read2, offline)),
    ...STAGES.map((stage) => checkCredentials(run, stage))
  ]), now = run.ports.clock.now(), openings = await Promise.all(STAGES.map(async (stage) => (await windowsOf(run, stage))(now))), [staging, production] = STAGES.map((stage, index) => ({
    urls: run.context.config.stages[stage].urls,
    credentials: credentials[index],
    ...apps[stage],
    opening: openings[index]
  }));
  return {
    machine,
    checkout,
    versions,
    scripts,
    ledger: ledger.where,
    ledgerRead: read.kind === "known" ? known(!0) : read,
    ledgerWrite: write.kind === "known" ? known(!0) : write,
    claims,
    prerequisites: seen.prerequisites,
    secrets: await compareSecrets(run, { staging, production }),
    channels,
    runner: run.context.identity.runner.kind,
    stages: {
      staging: { ...staging, trust: seen.trust.staging },
      production: { ...production, trust: seen.trust.production }
    }
  };
}
async function lookAtChannels({ channels }) {
  let kept = (await channels()).filter(({ isKept }) => isKept);
  return Promise.all(kept.map(async (channel) => ({ name: channel.name, state: await channel.probe() })));
}
async function scriptsOfNewest(run) {
  let newest = await factOf(() => newestVersion(run));
  if (newest.kind !== "known") return newest;
  if (newest.value === null) return skipped("no version is tagged yet");
  let { tag } = newest.value, missing = await findMissingScripts(run, newest.value);
  return missing.kind === "known" ? known({ tag, missing: missing.value }) : missing;
}
async function compareSecrets(run, stages) {
  let without = STAGES.find((stage) => !mayAsk(stages[stage].credentials));
  return without !== void 0 ? skipped(`there are no credentials to list the secrets of ${without} with`) : reviewNewestSecrets(run, "staging", !0);
}
function mayAsk(credentials) {
  if (credentials.kind !== "known") return credentials.kind === "skipped";
  let { found, wanted, neededSeconds } = credentials.value;
  return "pass" in judgeCredentials(found, wanted, neededSeconds);
}
var versionsIn = (tags, { context }) => tags.filter((tag) => parseTag(tag, context.config.tagPrefix) !== null).length;
async function lookAsAdministrator(run, admin, given) {
  let nothing = (fact) => ({
    prerequisites: fact,
    trust: { staging: fact, production: fact }
  }), accounts = STAGES.map((stage) => ({ stage, account: accountOf(run, stage) }));
  if (accounts.every(({ account }) => account === null))
    return nothing(skipped("pipeline.json names no role and no account in AWS"));
  let repository = given === null ? await admin.diagnostics.repository() : known(given);
  if (repository.kind !== "known") return nothing(repository);
  let looks = [];
  for (let account of new Set(accounts.map((one) => one.account))) {
    if (account === null) continue;
    let stages = accounts.filter((one) => one.account === account).map(({ stage }) => stage);
    looks.push(await lookAtAccount(run, admin.platforms, { repository: repository.value, account, stages }));
  }
  let [first, second] = looks;
  return second === void 0 ? first : merge(first, second);
}
var accountOf = ({ context }, stage) => wantedAws(context.config, stage)?.account ?? null;
async function lookAtAccount(run, platforms, { repository, account, stages }) {
  let [first = "", ...more] = stages, only = more.length === 0 ? first : "", target = readSetupRequest({ repository, account, only, reviewers: "" }, run.context.config), facts = await platforms.look(target), whole = facts.repository.kind === "known" ? withIds(target, facts.repository.value) : target, trustOf = (stage) => {
    let { role } = facts.stages[stage];
    return role.kind === "known" ? known(role.value?.trust ?? null) : role;
  };
  return {
    prerequisites: known(prerequisitesOf(whole, facts)),
    trust: { staging: trustOf("staging"), production: trustOf("production") }
  };
}
var merge = (staging, production) => ({
  prerequisites: known([staging, production].flatMap(({ prerequisites }) => listOf(prerequisites))),
  trust: { staging: staging.trust.staging, production: production.trust.production }
}), listOf = (fact) => fact.value;
async function observeApps(run, views, offline) {
  let look2 = async (stage) => offline ? recorded(notAsked(OFFLINE)) : observeApp(run, stage, views);
  return { staging: await look2("staging"), production: await look2("production") };
}
var recorded = (app) => ({ app, deployed: !0, unrecorded: null }), PATIENCE_MS = 1e4, AGAIN = ["no-answer", "unreachable", "unidentified"];
async function observeApp(run, stage, views) {
  if (views.kind !== "known") return recorded(notAsked("the ledger cannot be read"));
  let state = views.value.find((view) => view.stage === stage)?.state;
  if (state?.running == null) {
    let seen = await observeStage(run, stage, { running: null }), unrecorded = seen.sighting === "drift" ? tagServed(seen, run.context.config.tagPrefix) : null;
    return { app: seen, deployed: !1, unrecorded };
  }
  let { clock, deployer, signal } = run.ports, reached = run.context.identity.runner.kind === "engine" ? lasting(() => deployer.reach(stage, state.running)) : void 0, { maxIntervalSeconds, intervalSeconds } = run.context.config.smoke, until = clock.monotonicMs() + PATIENCE_MS;
  for (let pauseMs = intervalSeconds * 1e3; ; pauseMs = Math.min(pauseMs * 2, maxIntervalSeconds * 1e3)) {
    let seen = await observeStage(run, stage, state, reached);
    if (signal.aborted || clock.monotonicMs() + pauseMs > until || !AGAIN.includes(seen.sighting)) return recorded(seen);
    await clock.sleep(pauseMs, signal).catch(() => {
    });
  }
}
function lasting(ask) {
  let asked;
  return () => (asked ??= ask(), asked);
}
export {
  doctor,
  rescueDoctor
};
