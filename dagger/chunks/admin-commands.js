// Made by `npm run build` from src/engine: change it there.
import {
  MAX_REVIEWERS,
  OFFLINE,
  Run,
  buildReport,
  checkCredentials,
  commandOf,
  describeSecret,
  diagnose,
  differs,
  findMissingScripts,
  finding,
  findingTally,
  isMet,
  known,
  lookBack,
  missing,
  nameOf,
  namesOfSecrets,
  newestVersion,
  notAsked,
  observeStage,
  ok,
  policyDocument,
  prerequisite,
  prerequisitesOf,
  readStage,
  reviewNewestSecrets,
  reviewStageSecrets,
  setCommand,
  skipped,
  storeSecret,
  tally,
  unavailable,
  unmet,
  unseen,
  windowsOf
} from "./common-8.js";
import "./core-setup-facts.js";
import {
  unlisted
} from "./core-sst-failures.js";
import {
  judgeCredentials,
  phaseSeconds,
  sessionSeconds,
  wantedAws
} from "./core-aws-credentials-verdict.js";
import {
  readDeployRole
} from "./core-aws-policies.js";
import {
  emptyReport,
  parseTag
} from "./common-6.js";
import "./core-config-placeholders.js";
import {
  STAGES
} from "./core-stage.js";
import "./core-redact.js";
import {
  meant
} from "./core-config-fields.js";
import {
  retry
} from "./core-retry.js";
import "./core-ledger-runner.js";
import "./valibot.js";
import "./core-github-place.js";
import "./core-json.js";
import {
  PipelineError,
  reason,
  usageError
} from "./core-reasons.js";
import {
  sentence
} from "./core-text.js";
import "./common.js";

// src/core/setup/request.ts
function readSetupRequest(request, config) {
  let stages = STAGES.filter((stage) => request.only === "" || request.only === stage), reviewers = request.reviewers.split(",").map((name) => name.trim()).filter((name) => name !== ""), problems = [
    ...stages.length > 0 ? [] : [{ path: "--only", message: `must be one of: ${STAGES.join(", ")}` }],
    ...reviewers.filter((name) => !REVIEWER.test(name)).map((name) => ({
      path: "--reviewer",
      message: `${JSON.stringify(name)} is neither a login nor org/team`
    })),
    ...reviewers.length > MAX_REVIEWERS ? [{ path: "--reviewer", message: `GitHub allows at most ${MAX_REVIEWERS}` }] : []
  ], roles = stages.map((stage) => ({
    stage,
    role: attempt(() => roleOf(request, stage, config), problems)
  }));
  if (problems.length > 0) throw usageError("USAGE", "This cannot be set up.", problems);
  let [owner = "", repository = ""] = request.repository.split("/");
  return {
    owner,
    repository,
    account: request.account,
    stages: roles.map(({ stage, role }) => ({
      stage,
      role,
      others: STAGES.filter((one) => one !== stage).map((one) => roleOf(request, one, config)),
      configured: {
        roleArn: config.stages[stage].roleArn ?? null,
        region: config.stages[stage].region ?? null
      },
      sessionSeconds: sessionSecondsOf(config)
    })),
    reviewers: [...new Set(reviewers)],
    mainBranch: config.mainBranch,
    tagPrefix: config.tagPrefix,
    ledgerRemote: config.ledger.remote ?? null
  };
}
var REVIEWER = /^[A-Za-z0-9][\w-]{0,38}(\/[\w.-]{1,100})?$/, roleOf = ({ repository, account }, stage, config) => readDeployRole({
  repository,
  account,
  stage,
  app: config.app,
  ownerId: "",
  repositoryId: "",
  region: config.stages[stage].region ?? "",
  // a role that pipeline.json names already is the one to be made
  role: roleIn(config.stages[stage].roleArn) ?? "",
  claims: ""
}), roleIn = (arn) => arn?.split(":role/")[1] ?? null;
function attempt(read, problems) {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof PipelineError)) throw error;
    let isNew = (problem) => !problems.some(({ path, message }) => path === problem.path && message === problem.message);
    return problems.push(...error.problems.filter(isNew)), null;
  }
}
var withIds = (target, { id, ownerId }) => ({
  ...target,
  stages: target.stages.map((wanted) => ({
    ...wanted,
    role: { ...wanted.role, ids: { owner: ownerId, repository: id } }
  }))
}), SHORTEST_SECONDS = 3600, sessionSecondsOf = (config) => Math.max(SHORTEST_SECONDS, sessionSeconds(phaseSeconds(config)));

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
function rescueDoctor(command, error, { runId, actor }, now) {
  if (command !== "doctor" || !(error instanceof PipelineError)) throw error;
  let { reason: why, problems } = error;
  if (why.code !== "CONFIG_INVALID" && why.code !== "CONFIG_MISSING") throw error;
  let ledger = "not looked at", startedAt = now.toISOString();
  return {
    ...emptyReport({ command, app: "unknown", stage: null, tag: null, ledger, runId, actor, startedAt }),
    outcome: "blocked",
    ok: !1,
    reason: reason("DOCTOR_FAILED", why.message),
    findings: problems.length === 0 ? [finding("CONFIG", null, "fail", why.message, why.fix)] : problems.map(
      ({ at = "", path, message, fix }) => finding("CONFIG", null, "fail", `${at} ${path} ${message}`.trim(), fix)
    )
  };
}
var hasOwnFix = (error) => error instanceof PipelineError && ["LEDGER_WENT_BACK", "LEDGER_LOCKED"].includes(error.reason.code);
async function factOf(ask) {
  try {
    return known(await ask());
  } catch (error) {
    return unavailable(hasOwnFix(error) ? `${error.message} ${error.reason.fix}` : error);
  }
}
async function look(run, admin, { repository, offline }) {
  let { ledger, repository: tags } = run.ports, { diagnostics } = admin, views = factOf(() => ledger.read(STAGES)), [machine, checkout, versions, scripts, read, write, claims, seen, apps, ...credentials] = await Promise.all([
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
    credentials: credentials[index],
    app: apps[stage],
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
    runner: run.context.identity.runner.kind,
    stages: {
      staging: { ...staging, trust: seen.trust.staging },
      production: { ...production, trust: seen.trust.production }
    }
  };
}
async function scriptsOfNewest(run) {
  let newest = await factOf(() => newestVersion(run));
  if (newest.kind !== "known") return newest;
  if (newest.value === null) return skipped("no version is tagged yet");
  let { tag } = newest.value, missing2 = await findMissingScripts(run, newest.value);
  return missing2.kind === "known" ? known({ tag, missing: missing2.value }) : missing2;
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
  let seen = {};
  for (let stage of STAGES) seen[stage] = offline ? notAsked(OFFLINE) : await observeApp(run, stage, views);
  return seen;
}
var PATIENCE_MS = 1e4, AGAIN = ["no-answer", "unreachable", "unidentified"];
async function observeApp(run, stage, views) {
  if (views.kind !== "known") return notAsked("the ledger cannot be read");
  let state = views.value.find((view) => view.stage === stage)?.state;
  if (state?.running == null) return notAsked(`${stage} has no deploy yet`);
  let { clock, deployer, signal } = run.ports, reached = run.context.identity.runner.kind === "engine" ? lasting(() => deployer.reach(stage, state.running)) : void 0, { maxIntervalSeconds, intervalSeconds } = run.context.config.smoke, until = clock.monotonicMs() + PATIENCE_MS;
  for (let pauseMs = intervalSeconds * 1e3; ; pauseMs = Math.min(pauseMs * 2, maxIntervalSeconds * 1e3)) {
    let seen = await observeStage(run, stage, state, reached);
    if (!AGAIN.includes(seen.sighting) || clock.monotonicMs() + pauseMs > until) return seen;
    await clock.sleep(pauseMs, signal);
  }
}
function lasting(ask) {
  let asked;
  return () => (asked ??= ask(), asked);
}

// src/admin/secret-commands.ts
async function secrets(context, { stage, tag }) {
  let { run, release, shown } = await begin(context, "secrets", { stage, tag });
  if (release === null) return buildReport(run, "blocked", reason("TAG_NOT_FOUND"), shown);
  let fact = await reviewStageSecrets(run, stage, release, !0);
  if (fact.kind === "skipped") return buildReport(run, "blocked", reason("NO_SECRET_STORE"), shown);
  if (fact.kind === "unavailable") return buildReport(run, "blocked", unlisted(fact.message), shown);
  let seen = { ...shown, secrets: fact.value }, lacking = unmet(fact.value);
  if (lacking.length === 0) return buildReport(run, "done", null, seen);
  let message = `${stage} lacks ${lacking.map(describeSecret).join(", ")}.`;
  return buildReport(run, "blocked", reason("SECRETS_MISSING", message), seen);
}
async function setSecret(context, { stage, tag, name, value, isNew = !1 }) {
  let { run, release, shown } = await begin(context, "secrets-set", { stage, tag });
  if (release === null) return buildReport(run, "blocked", reason("TAG_NOT_FOUND"), shown);
  if (!/^[A-Z][A-Za-z0-9]*$/.test(name))
    return buildReport(run, "blocked", reason("SECRET_NOT_SET", "A name begins with a capital letter, then letters and digits."), shown);
  let known2 = isNew ? [name] : await namesOfSecrets(run, release);
  if (!known2.includes(name)) {
    let like = meant(name, known2), list = known2.length === 0 ? "none" : known2.join(", "), hint = like === null ? ` It declares ${list}.` : ` Did you mean ${like}?`, message = `${tag} declares no secret ${name}, and pipeline.json names none.${hint}`;
    return buildReport(run, "blocked", reason("SECRET_UNKNOWN", message), shown);
  }
  let refused = await storeSecret(run, { name, stage, release }, value);
  return buildReport(run, refused === null ? "done" : "blocked", refused, shown);
}
async function begin(context, command, { stage, tag }) {
  let run = new Run(context, command, stage, tag), { ledger, repository } = run.ports, [view, { sha }] = await Promise.all([
    readStage(ledger, stage),
    repository.lookUp(tag, context.config.mainBranch)
  ]);
  return await lookBack(run, view.state), { run, release: sha === null ? null : { tag, sha }, shown: { sha, state: view.state } };
}

// src/core/setup/secrets.ts
var ALL = "The stage has every secret that the newest version needs";
function secretPrerequisites(stage, seen, runner) {
  if (seen.kind !== "known")
    return [prerequisite("secrets", ALL, stage, unseen(seen), seen.kind === "skipped")];
  let { release, review } = seen.value, { tag } = release, required = review.rows.filter((row) => row.required);
  return required.length === 0 ? [prerequisite("secrets", ALL, stage, ok(`${tag} needs none`))] : required.map((row) => {
    let { name } = row, one = prerequisite(`secret ${name}`, "The stage has its value", stage, judgeSecret(row, tag));
    return row.state === "set" ? one : { ...one, byHand: [setCommand(runner, { name, stage, tag })], secret: { name, stage, release } };
  });
}
function judgeSecret({ state }, tag) {
  switch (state) {
    case "set":
      return ok("set");
    case "missing":
      return missing(`it is not set, and ${tag} needs it`);
    default:
      return differs(state === "empty" ? "it is empty" : "it is a placeholder");
  }
}

// src/admin/setup.ts
async function setup(context, request) {
  let { platforms, askSecret } = context.ports, run = new Run(context, "setup", null, null), target = readSetupRequest(request, context.config), looked = await look2(run, platforms, target), secrets2 = await lookAtSecrets(run, target), found = [...looked, ...secrets2];
  if (!request.apply) {
    let prerequisites2 = found.map((one) => resultOf(one, one.changes, !1, null));
    return buildReport(run, "done", null, { prerequisites: prerequisites2 });
  }
  let made = isElsewhere(looked) ? /* @__PURE__ */ new Map() : await makeAll(run, platforms, looked), given = await promptSecrets(run, askSecret, secrets2), [settled, held] = await Promise.all([
    made.size === 0 ? looked : lookUntilSettled(run, platforms, target, made),
    given.size === 0 ? secrets2 : lookAtSecrets(run, target)
  ]), after = [...settled, ...held], outcomes = new Map([...made, ...given]), planned = new Map(found.map((before) => [nameOf(before), before.changes])), prerequisites = after.map((one) => {
    let name = nameOf(one), outcome = outcomes.get(name), applied = outcome === null && one.state === "ok", changes = applied ? planned.get(name) : one.changes;
    return resultOf(one, changes, applied, outcome ?? null);
  });
  return isMet(after) ? buildReport(run, "done", null, { prerequisites }) : buildReport(run, "failed", reason("SETUP_INCOMPLETE", sentence(tally(after))), { prerequisites });
}
var isElsewhere = (found) => found.some(({ id, state, asked }) => id === "repository" && asked && state !== "ok");
function look2(run, platforms, target) {
  return run.phase(
    "look",
    async () => {
      let facts = await platforms.look(target), { repository } = facts, known2 = repository.kind === "known" ? withIds(target, repository.value) : target;
      return prerequisitesOf(known2, facts);
    },
    (found) => ({ ok: !0, detail: tally(found) })
  );
}
function lookAtSecrets(run, { stages }) {
  return run.phase(
    "secrets",
    async () => {
      let found = [];
      for (let { stage } of stages) {
        let seen = await reviewNewestSecrets(run, stage);
        found.push(...secretPrerequisites(stage, seen, run.context.identity.runner.kind));
      }
      return found;
    },
    (found) => ({ ok: !0, detail: found.map((one) => `${nameOf(one)}: ${one.detail}`).join("; ") })
  );
}
async function makeAll(run, platforms, found) {
  let made = /* @__PURE__ */ new Map();
  for (let one of found) {
    if (one.changes.length === 0 || run.ports.signal.aborted) continue;
    let name = nameOf(one), fault = await run.phase(
      name,
      () => make(platforms, one),
      (failed) => ({ ok: failed === null, detail: failed ?? one.title })
    );
    made.set(name, fault);
  }
  return made;
}
async function make(platforms, { changes }) {
  for (let change of changes) {
    let fault = await platforms.perform(change);
    if (fault !== null) return fault;
  }
  return null;
}
async function promptSecrets(run, ask, prerequisites) {
  let given = /* @__PURE__ */ new Map();
  for (let one of prerequisites) {
    let { secret } = one;
    if (secret === null || run.ports.signal.aborted) continue;
    let value = await ask(secret.name, secret.stage);
    if (value === null) continue;
    let fault = await run.phase(
      nameOf(one),
      async () => (await storeSecret(run, secret, value))?.message ?? null,
      (failed) => ({ ok: failed === null, detail: failed ?? one.title })
    );
    given.set(nameOf(one), fault);
  }
  return given;
}
var SETTLE = { delaysMs: [2e3, 2e3, 2e3] };
function lookUntilSettled(run, platforms, target, made) {
  let { clock, signal } = run.ports, lags = (one) => one.state !== "ok" && made.get(nameOf(one)) === null;
  return retry(
    SETTLE,
    { clock, signal },
    () => look2(run, platforms, target),
    (seen) => seen.some(lags)
  );
}
function resultOf({ changes: _changes, asked: _asked, secret: _secret, ...prerequisite2 }, changes, applied, fault) {
  let detail = fault === null ? prerequisite2.detail : `${prerequisite2.detail}; not changed: ${fault}`, byHand = [...prerequisite2.byHand];
  return { ...prerequisite2, byHand, detail, commands: changes.map(commandOf), applied };
}

// src/admin/commands.ts
async function trustPolicy({ clock, say, identity }, request) {
  let document = policyDocument(request);
  for (let note of document.notes) say(note);
  let head = {
    command: "trust-policy",
    app: request.repository,
    stage: request.stage,
    tag: null,
    ledger: "not used",
    runId: identity.runId,
    actor: identity.actor,
    startedAt: clock.now().toISOString()
  };
  return { ...emptyReport(head), document };
}
export {
  doctor,
  rescueDoctor,
  secrets,
  setSecret,
  setup,
  trustPolicy
};
