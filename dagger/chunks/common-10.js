// Made by `npm run build` from src/engine: change it there.
import {
  known,
  skipped,
  unavailable
} from "./core-fact.js";
import {
  countChecks,
  declaredSecrets,
  reviewSecrets
} from "./core-gates-input-gates.js";
import {
  neededSeconds,
  phaseSeconds,
  wantedAws
} from "./core-aws-wanted.js";
import {
  DEFAULT_SETTLE_SECONDS,
  DEFAULT_SETTLE_SHARE,
  MAX_TAG_LENGTH,
  commandsOf,
  emptyReport,
  isOk,
  meant,
  parseTag,
  readCheck,
  sortVersionTags
} from "./core-smoke-probe.js";
import {
  fill,
  missingPlaceholders
} from "./core-config-placeholders.js";
import {
  STAGES,
  describeRelease
} from "./core-stage.js";
import {
  ciRunText
} from "./core-ledger-runner.js";
import {
  property,
  readJson,
  shown,
  valueAt
} from "./core-json.js";
import {
  PipelineError,
  environmentError,
  filledFix,
  messageOf,
  reason
} from "./core-reasons.js";
import {
  clip,
  formatDuration,
  sentence
} from "./core-text.js";

// src/release/ports.ts
var viewOf = (views, stage) => views.find((view) => view.stage === stage);

// src/release/run.ts
async function withApproval(context, stage) {
  let { identity, ports } = context, { ci } = identity.runner;
  if (ci === null) return context;
  let approvals = await ports.codeHost.approvals(ci, stage);
  return approvals.kind === "known" ? { ...context, identity: { ...identity, approvedBy: approvals.value } } : (ports.say(
    `who approved this run is not known: ${approvals.kind === "skipped" ? approvals.why : approvals.message}`
  ), context);
}
var Run = class {
  context;
  ports;
  command;
  stage;
  /** as it was asked for */
  tag;
  startedAt;
  phases = [];
  values = {};
  /** what this run has started that changes something outside the ledger */
  effects = /* @__PURE__ */ new Set();
  entries = 0;
  constructor(context, command, stage, tag) {
    this.context = context, this.ports = context.ports, this.command = command, this.stage = stage, this.tag = tag, this.startedAt = this.ports.clock.now();
  }
  /** What it wants a stage's credentials for. */
  get purpose() {
    return this.command === "plan" || this.command === "preflight" ? "plan" : "deploy";
  }
  get runId() {
    return this.context.identity.runId;
  }
  /** Does a part of the work, timed, shown and kept; `describe` says what came of it. */
  async phase(name, body, describe) {
    let { clock, say, tracer } = this.ports, startedAt = clock.now(), note = ({ ok, detail }) => {
      let durationMs = clock.now().getTime() - startedAt.getTime(), phase = { name, status: ok ? "ok" : "failed", startedAt: startedAt.toISOString(), durationMs, detail };
      this.phases.push(phase), tracer.ended !== void 0 ? tracer.ended(phase) : say(`${ok ? "ok" : "FAILED"}  ${name}  ${formatDuration(durationMs)}  ${detail}`);
    };
    try {
      let value = await tracer.span(name, body);
      return Object.assign(this.values, { [name]: value }), note(describe(value)), value;
    } catch (error) {
      throw note({ ok: !1, detail: messageOf(error) }), error;
    }
  }
  /** A ledger entry of this run, now. */
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
      tag: null,
      sha: null,
      from: null,
      reason: null,
      code: null,
      detail: null,
      outputs: null,
      changed: null,
      report: null,
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

// src/core/smoke/smoke.ts
var NO_ATTEMPT = {
  attempts: 0,
  passes: 0,
  passingSinceMs: 0,
  wrongs: /* @__PURE__ */ new Map(),
  waits: 0,
  reached: !1,
  otherAtMs: null,
  notBeforeMs: 0,
  showsCommit: !1,
  checks: []
};
function addAttempt(progress, readings, atMs) {
  let required = readings.filter(({ optional }) => !optional), arrived = isArrived(required), checks = readings.map((reading) => resultOf(reading, arrived)), verdicts = checks.filter(({ optional }) => !optional), passed = verdicts.every(({ verdict }) => verdict === "pass"), wrong = verdicts.filter(({ verdict }) => verdict === "fail");
  return {
    attempts: progress.attempts + 1,
    passes: passed ? progress.passes + 1 : 0,
    passingSinceMs: progress.passes === 0 ? atMs : progress.passingSinceMs,
    wrongs: new Map(wrong.map(({ name }) => [name, (progress.wrongs.get(name) ?? 0) + 1])),
    waits: passed || wrong.length > 0 ? 0 : progress.waits + 1,
    reached: readings.some(({ reached }) => reached),
    otherAtMs: required.some(({ served }) => served === "other") ? atMs : progress.otherAtMs,
    notBeforeMs: atMs + Math.max(0, ...required.map((reading) => retryAfter(reading))),
    showsCommit: required.some(({ showsCommit }) => showsCommit),
    checks
  };
}
var retryAfter = ({ right, retryAfterMs }) => right ? 0 : retryAfterMs ?? 0, isArrived = (required) => required.some(({ served }) => served === "expected") && required.every(({ served, status }) => served !== "other" && status !== null);
function resultOf(reading, arrived) {
  let { name, url, optional, status, latencyMs, detail, answer } = reading, verdict = verdictOn(reading, arrived);
  return {
    name,
    url,
    optional,
    verdict,
    status,
    latencyMs,
    detail,
    ...answer === null ? {} : { answer }
  };
}
var ASK_AGAIN = [408, 425, 429], isGatewayError = (status) => [502, 503, 504].includes(status) || status >= 520 && status <= 530;
function verdictOn(reading, arrived) {
  let { right, reached, served, status } = reading;
  return right ? "pass" : reached ? !arrived || status === null || ASK_AGAIN.includes(status) || isGatewayError(status) && (served !== "expected" || reading.retryAfterMs !== null) ? "not-yet" : "fail" : "unreachable";
}
function decideSmoke(progress, settings, elapsedMs) {
  if (progress.passes >= settings.consecutive && confirmedAtMs(progress, settings) <= elapsedMs)
    return { kind: "verdict", verdict: "pass", detail: `${progress.passes} full passes in a row` };
  let worst = [...progress.wrongs].find(([, count]) => count >= settings.consecutive);
  if (worst !== void 0) {
    let [name, count] = worst;
    return {
      kind: "verdict",
      verdict: "fail",
      detail: `${name} was wrong ${count} times in a row: ${detailOf(progress, name)}`
    };
  }
  let delayMs = nextDelayMs(progress, settings, elapsedMs);
  return delayMs === null ? atDeadline(progress, settings, elapsedMs) : { kind: "again", delayMs };
}
var proofOf = ({ showsCommit }) => showsCommit ? "commit" : "version";
function confirmedAtMs({ passingSinceMs }, settings) {
  let confirmingMs = (settings.consecutive - 1) * settings.confirmIntervalSeconds * 1e3;
  return passingSinceMs + Math.max(confirmingMs, settleMs(settings));
}
var settleMs = ({ settleSeconds, deadlineSeconds }) => 1e3 * (settleSeconds ?? Math.min(DEFAULT_SETTLE_SECONDS, deadlineSeconds * DEFAULT_SETTLE_SHARE)), SETTLE_ATTEMPTS = 20, MIN_SETTLE_INTERVAL_MS = 100;
function nextDelayMs(progress, settings, elapsedMs) {
  let { intervalSeconds, maxIntervalSeconds, confirmIntervalSeconds, consecutive, deadlineSeconds } = settings, leftMs = deadlineSeconds * 1e3 - elapsedMs, confirmMs = confirmIntervalSeconds * 1e3;
  if (progress.waits === 0) {
    let delayMs = progress.passes === 0 ? confirmMs : passIntervalMs(settings);
    return delayMs < leftMs ? delayMs : null;
  }
  let roomMs = leftMs - Math.max(consecutive * confirmMs, settleMs(settings));
  if (roomMs <= 0) return null;
  let askedMs = progress.notBeforeMs - elapsedMs, growingMs = Math.min(intervalSeconds * 1e3 * 2 ** (progress.waits - 1), maxIntervalSeconds * 1e3);
  return Math.min(Math.max(growingMs, askedMs), roomMs);
}
function passIntervalMs(settings) {
  let confirmMs = settings.confirmIntervalSeconds * 1e3, ms = settleMs(settings);
  return ms === 0 ? confirmMs : Math.min(confirmMs, Math.max(MIN_SETTLE_INTERVAL_MS, ms / SETTLE_ATTEMPTS));
}
function atDeadline(progress, settings, elapsedMs) {
  let { deadlineSeconds } = settings;
  return progress.reached ? {
    kind: "verdict",
    verdict: "fail",
    detail: `not right within ${deadlineSeconds} s: ${firstFault(progress, elapsedMs)}`
  } : { kind: "verdict", verdict: "inconclusive", detail: `nothing could be reached when the ${deadlineSeconds} s were over: ${firstFault(progress, elapsedMs)}` };
}
function firstFault({ checks, otherAtMs }, elapsedMs) {
  let fault = checks.find(({ optional, verdict }) => !optional && verdict !== "pass");
  return fault !== void 0 ? `${fault.name}: ${fault.detail}` : otherAtMs === null ? "it passed, but not often enough in a row" : `it passed, but another version still answered ${Math.round((elapsedMs - otherAtMs) / 100) / 10} s before`;
}
var detailOf = ({ checks }, name) => checks.find((check) => check.name === name).detail;

// src/core/smoke/observed.ts
function observedOf(readings, running, at) {
  let required = readings.filter(({ optional }) => !optional), versions = [...new Set(required.flatMap(({ claim }) => claim ?? []))], isAnswer = (status) => running === null ? !isGatewayError(status) : status < 500, answered = required.some(({ status }) => status !== null && isAnswer(status)), observed = (sighting, detail) => ({
    sighting,
    at: at.toISOString(),
    versions,
    detail
  });
  if (versions.length === 0) {
    let [first] = required;
    if (answered) return observed("unidentified", "it answers, but no check shows a version");
    let why = first === void 0 ? "no required check" : `${first.name}: ${first.detail}`, reached = required.some((reading) => reading.reached);
    return observed(reached ? "no-answer" : "unreachable", why);
  }
  let others = required.filter(({ served }) => served === "other");
  return running === null ? observed("drift", `it serves ${listed(versions)}, which the ledger does not know`) : others.length === 0 ? observed("as-recorded", `it serves ${listed(versions)}`) : observed("drift", `it serves ${listed(versions)}, but the ledger says ${describeRelease(running)}`);
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

// src/release/append.ts
var MAX_RACES = 60, MAX_RACE_DELAY_MS = 1500, RETRY_DELAYS_MS = [1e3, 3e3, 1e4], LOOK_BACK = 200;
async function appendEntries({ ledger, clock, random, say }, view, compose, { signal, delaysMs = RETRY_DELAYS_MS, unsure = !1 } = {}) {
  let delays = [...delaysMs], seen = unsure ? null : view, doubtful = unsure, last = null;
  for (let races = 0; races < MAX_RACES; ) {
    try {
      seen ??= await orFault(readStage(ledger, view.stage));
      let written = doubtful ? await orFault(ledger.history(view.stage, LOOK_BACK)) : [];
      if (last !== null && written.some(isSame(last))) return await orFault(readStage(ledger, view.stage));
      let entries = compose(seen).filter((entry) => !written.some(isSame(entry)));
      if (last = entries.at(-1) ?? null, last === null) return await orFault(readStage(ledger, view.stage));
      let appended = await orFault(ledger.tryAppend(seen, entries));
      if (appended !== null) return appended;
      races += 1, await clock.sleep(random() * Math.min(10 * 2 ** races, MAX_RACE_DELAY_MS), signal);
    } catch (error) {
      if (!(error instanceof LedgerFault)) throw error;
      let { cause } = error, delayMs = mayPass(cause) ? delays.shift() : void 0;
      if (delayMs === void 0) throw cause;
      doubtful = !0, say(`the ledger cannot be used, the next try is in ${delayMs / 1e3} s: ${messageOf(cause)}`), await clock.sleep(delayMs, signal);
    }
    seen = null;
  }
  throw environmentError(
    "LEDGER_UNAVAILABLE",
    `The ledger refused ${MAX_RACES} appends to ${view.stage} in a row.`
  );
}
var LedgerFault = class extends Error {
  constructor(cause) {
    super(messageOf(cause), { cause });
  }
}, orFault = (answer) => answer.catch((error) => {
  throw new LedgerFault(error);
}), PASSING = ["LEDGER_UNAVAILABLE", "LEDGER_ANSWER_LOST"], mayPass = (error) => !(error instanceof PipelineError) || PASSING.includes(error.reason.code);
async function readStage(ledger, stage) {
  let [view] = await ledger.read([stage]);
  return view;
}
var isSame = ({ runId, seq }) => (record) => seq !== void 0 && record.runId === runId && record.seq === seq;

// src/core/config/scripts.ts
var INTERPRETERS = /^(node|bun|tsx|ts-node|python[\d.]*|ruby|perl|php|sh|bash|zsh)$/, PACKAGE_MANAGERS = ["npm", "pnpm", "yarn", "bun"], ELSEWHERE = /^(-w|-C|-F|-r|--(workspace|workspaces|prefix|dir|cwd|filter|recursive|if-present)\b.*)$/, OWN_PATH = /^(?![/~$-])[^{}$*]+$/, WITH_EXTENSION = /\.[A-Za-z]\w*$/;
function neededScripts(config) {
  let { deployer, migrations } = config, sst = deployer.kind === "sst" ? deployer.directory : void 0, installs = {
    deployer: deployer.kind !== "sandbox" && deployer.install !== void 0,
    migrations: migrations?.run?.install !== void 0
  };
  return commandsOf(config).flatMap(({ path, argv }) => {
    let [part] = path.split("."), directory = part === "migrations" ? migrations?.run?.directory : sst, started = startedBy(argv);
    if (started === null) return [];
    let isInstalled = installs[part] && !path.endsWith(".install");
    return [{ path, ...started, file: below(directory, started.file), isInstalled }];
  });
}
function startedBy([program = "", ...args]) {
  if (program.includes("/")) return OWN_PATH.test(program) ? { file: program, script: null } : null;
  let [first = "", second = ""] = args;
  if (PACKAGE_MANAGERS.includes(program) && ["run", "run-script"].includes(first)) {
    let own = args.slice(0, [...args, "--"].indexOf("--"));
    return OWN_PATH.test(second) && !own.some((argument) => ELSEWHERE.test(argument)) && !WITH_EXTENSION.test(second) ? { file: "package.json", script: second } : null;
  }
  return INTERPRETERS.test(program) && OWN_PATH.test(first) && WITH_EXTENSION.test(first) ? { file: first, script: null } : null;
}
function below(directory, file) {
  let parts = [];
  for (let part of `${directory ?? "."}/${file}`.split("/"))
    part === ".." ? parts.pop() : part !== "." && part !== "" && parts.push(part);
  return parts.join("/");
}

// src/release/find-scripts.ts
async function findMissingScripts({ ports: { repository }, context: { config } }, release) {
  if (release === null) return skipped("there is no commit to judge");
  let needed = neededScripts(config);
  try {
    let looked = needed.map((one) => missing(repository, release.sha, one));
    return known((await Promise.all(looked)).filter((one) => one !== null));
  } catch (error) {
    return unavailable(error);
  }
}
async function missing(repository, sha, { path, file, script, isInstalled }) {
  let [text = null] = await repository.contents(sha, [file]);
  if (script === null) return text === null ? missingFile(repository, sha, { path, file, isInstalled }) : null;
  let json = readJson(text ?? "{}"), scripts = json.ok ? property(json.value, "scripts") ?? {} : {};
  if (property(scripts, script) !== void 0) return null;
  let what = text === null ? file : `the script ${script} of ${file}`;
  return { path, what, meant: meant(script, Object.keys(scripts)) };
}
async function missingFile(repository, sha, { path, file, isInstalled }) {
  let folder = file.includes("/") ? file.slice(0, file.lastIndexOf("/")) : "", others = await repository.files(sha, folder);
  return others.includes(file) || isInstalled && others.length === 0 ? null : { path, what: file, meant: meant(file, others) };
}

// src/release/run-smoke.ts
function unknownUrls(config, urls) {
  return [...new Set(config.checks.flatMap(({ url }) => missingPlaceholders(url, urls)))];
}
async function runSmoke({ clock, prober, say, signal }, config, urls, expected, onUndecided = () => {
}) {
  let startedAt = clock.now().getTime(), elapsedMs = () => clock.now().getTime() - startedAt, read = async (check) => {
    let url = fill(check.url, urls), leftMs = config.deadlineSeconds * 1e3 - elapsedMs(), timeoutMs = Math.max(1, Math.ceil(Math.min(config.timeoutSeconds * 1e3, leftMs)));
    return readCheck(check, url, await prober.probe(check, url, timeoutMs), expected);
  }, progress = NO_ATTEMPT, said = "";
  for (; ; ) {
    let readings = await untilAborted(signal, () => Promise.all(config.checks.map(read)));
    progress = addAttempt(progress, readings, elapsedMs());
    let decision = decideSmoke(progress, config, elapsedMs()), { attempts, checks } = progress;
    if (decision.kind === "verdict") {
      let { verdict, detail } = decision, proof = verdict === "pass" ? { proof: proofOf(progress) } : {};
      return { verdict, attempts, durationMs: elapsedMs(), detail, ...proof, checks };
    }
    attempts === 1 && onUndecided();
    let seen = checks.map(({ name, verdict, detail }) => `${name} ${verdict} (${detail})`).join(", ");
    seen !== said && say(`attempt ${attempts}: ${seen}`), said = seen, await clock.sleep(decision.delayMs, signal);
  }
}

// src/release/observe.ts
var TIMEOUT_MS = 3e3, OFFLINE = "the stage is not asked (--offline)";
async function observeStage(run, stage, { running }, reached = (known2) => outputsOf(run.ports, stage, known2)) {
  let { smoke, stages } = run.context.config;
  try {
    let outputs = running === null ? {} : await reached(running);
    if (outputs === null) return notAsked("nothing serves it between calls");
    let urls = { ...stages[stage].urls, ...outputs }, missing2 = unknownUrls(smoke, urls);
    return missing2.length === 0 ? observedOf(await lookAt(run, urls, running ?? NOTHING), running, run.ports.clock.now()) : running === null && run.ports.deployer.served !== void 0 ? notAsked("nothing is deployed") : notAsked(
      `the smoke checks need ${missing2.join(", ")}, which the stage does not have`,
      "no-address"
    );
  } catch (error) {
    return notAsked(messageOf(error));
  }
}
var NOTHING = { tag: "", sha: "" };
function lookAt({ context: { config }, ports }, urls, expected) {
  let { smoke, tagPrefix } = config;
  return Promise.all(
    smoke.checks.map(async (check) => {
      let url = fill(check.url, urls);
      return readCheck(check, url, await ports.prober.probe(check, url, TIMEOUT_MS), {
        ...expected,
        tagPrefix
      });
    })
  );
}
async function outputsOf({ deployer }, stage, running) {
  return running === null ? {} : deployer.served === void 0 ? deployer.reach(stage, running) : deployer.served(stage, running);
}

// src/release/secrets.ts
var SECRETS_SECONDS = 900, NO_STORE = skipped("the deployer keeps no secrets");
async function reviewStageSecrets(run, stage, release, compare = !1) {
  let { deployer, ledger } = run.ports, store = deployer.secrets;
  if (store === void 0) return NO_STORE;
  if (release === null) return skipped("there is no commit to judge");
  let others = compare ? STAGES.filter((one) => one !== stage) : [], [views, declared, [stored, other]] = await Promise.all([
    ledger.read([stage]),
    declaredBy(run, release.sha),
    listEach(run, store, [stage, ...others], release)
  ]);
  if (stored.kind !== "known") return stored;
  if (other !== void 0 && other.kind !== "known") return other;
  let { running } = viewOf(views, stage).state, before = running === null ? null : await declaredBy(run, running.sha), { secrets: config } = run.context.config, review = reviewSecrets({
    stage,
    config,
    declared,
    before,
    stored: stored.value,
    elsewhere: other === void 0 ? null : other.value
  });
  return known(review);
}
async function reviewNewestSecrets(run, stage, compare = !1) {
  if (run.ports.deployer.secrets === void 0) return NO_STORE;
  try {
    let release = await newestVersion(run);
    if (release === null) return skipped("no version is tagged yet");
    let review = await reviewStageSecrets(run, stage, release, compare);
    return review.kind === "known" ? known({ release, review: review.value }) : review;
  } catch (error) {
    return unavailable(error);
  }
}
async function newestVersion({ ports, context }) {
  let { tagPrefix, mainBranch } = context.config, versions = sortVersionTags(await ports.repository.tags(), tagPrefix), newest = versions.find(({ prerelease }) => !prerelease) ?? versions[0];
  if (newest === void 0) return null;
  let { sha } = await ports.repository.lookUp(newest.tag, mainBranch);
  return sha === null ? null : { tag: newest.tag, sha };
}
async function storeSecret({ ports }, { name, stage, release }, value) {
  let { credentials, deployer, signal, say } = ports;
  if (deployer.secrets === void 0) return reason("NO_SECRET_STORE");
  let obtained = await credentials.obtain(stage, SECRETS_SECONDS);
  if (!obtained.ok) return obtained.reason;
  let { env, secrets } = obtained;
  return deployer.secrets.set({ stage, release, credentials: { env, secrets }, signal, say }, name, value);
}
async function listEach(run, store, stages, release) {
  let [first, ...others] = stages, listed2 = [await list(run, store, first, release)];
  for (let stage of others) listed2.push(await list(run, store, stage, release));
  return listed2;
}
async function list(run, store, stage, release) {
  let { credentials, signal, say } = run.ports, obtained = await credentials.obtain(stage, SECRETS_SECONDS, run.purpose);
  if (!obtained.ok) return unavailable(obtained.reason.message);
  let { env, secrets } = obtained, request = { stage, release, credentials: { env, secrets }, signal, say };
  return store.list(request, run.context.config.secrets.placeholders);
}
async function namesOfSecrets(run, release) {
  let { required, optional } = run.context.config.secrets, declared = await declaredBy(run, release.sha);
  return [.../* @__PURE__ */ new Set([...declared.map(({ name }) => name), ...required, ...optional])].sort();
}
var SOURCE = /\.[cm]?[jt]sx?$/;
async function declaredBy({ ports, context }, sha) {
  let { deployer, secrets } = context.config, base = deployer.kind === "sst" && deployer.directory !== void 0 ? `${deployer.directory}/` : "", places = secrets.sources.map((source) => `${base}${source}`), found = await Promise.all(
    places.map(async (place) => SOURCE.test(place) ? [place] : ports.repository.files(sha, place))
  ), texts = await ports.repository.contents(
    sha,
    found.flat().filter((path) => SOURCE.test(path))
  );
  return declaredSecrets(texts.filter((text) => text !== null));
}

// src/core/gates/incidents.ts
function readStatusPage(page, wanted, url) {
  let rows = Object.entries(wanted).map(([path, value2]) => ({ path, value: value2, seen: valueAt(path, page) })), absent = rows.filter(({ seen }) => seen === void 0).map(({ path }) => path);
  return absent.length > 0 ? { kind: "unavailable", message: `The status page ${url} has no ${absent.join(", ")}.` } : { kind: "known", value: rows.filter(({ value: value2, seen }) => seen !== value2).map((row) => ({
    title: `${row.path} is ${shown(row.seen)}, not ${JSON.stringify(row.value)}`
  })) };
}

// src/release/gate-inputs.ts
var noCommit = skipped("there is no commit to judge");
async function gatherInputs(run, stage, release, state, offline = !1) {
  let [passing, credentials, secrets, tree, scripts] = await Promise.all([
    gatherPassing(run, stage, release, state, offline),
    checkCredentials(run, stage),
    reviewStageSecrets(run, stage, release),
    release === null ? noCommit : run.ports.repository.treeParts(release.sha),
    findMissingScripts(run, release)
  ]);
  return { ...passing, credentials, secrets, tree, scripts, lacking: run.ports.lackingSecrets() };
}
async function gatherPassing(run, stage, release, state, offline = !1) {
  let [ci, incidents, observed] = await Promise.all([
    checkCi(run, release),
    findIncidents(run, stage),
    offline ? notAsked(OFFLINE) : observeStage(run, stage, state)
  ]);
  return { ci, incidents, observed };
}
async function checkCi({ ports, context }, release) {
  let { ci } = context.config.gates;
  if (ci === void 0) return skipped("CI is not asked; gates.ci in pipeline.json says whom to ask");
  if (release === null) return noCommit;
  let checks = await ports.codeHost.checks(release.sha, context.identity.runner.ci);
  return checks.kind === "known" ? { kind: "known", value: countChecks(checks.value, ci) } : checks;
}
async function findIncidents({ ports, context }, stage) {
  let { incidents } = context.config.gates;
  if (stage !== "production") return skipped("only for production");
  if (incidents === void 0)
    return skipped("incidents are not looked for; gates.incidents in pipeline.json says where they are seen");
  if (incidents.kind === "github-issues") return ports.codeHost.openIssues(incidents.label);
  let { url, timeoutSeconds, json } = incidents, page = await ports.statusPage.read(url, timeoutSeconds * 1e3, ports.signal);
  return page.kind === "known" ? readStatusPage(page.value, json, url) : page;
}
async function checkCredentials({ ports, context, purpose }, stage) {
  let { config } = context, wanted = wantedAws(config, stage);
  if (wanted === null) return skipped("no AWS region is set for the stage");
  let found = await ports.credentials.check(stage, phaseSeconds(config), purpose);
  return found.kind === "known" ? { kind: "known", value: { found: found.value, wanted, neededSeconds: neededSeconds(config) } } : found;
}

// src/core/migrations/run.ts
var UNFINISHED = {
  status: "failed",
  before: null,
  head: null,
  detail: "The migrations were started, and it is not known how far they got."
};
function describeHeads(before, head) {
  return head === null ? "how far they got is not known" : before === null ? `the newest migration is ${head}` : before === head ? `the newest migration is ${head}, as before` : `the newest migration was ${before} before and is ${head} now`;
}
var describeFailure = (what, before, head) => `${sentence(what)} Of the migrations: ${describeHeads(before, head)}.`;
function newestMigration(paths) {
  return paths.map((path) => path.split("/").at(-1).replace(/(\.up)?\.\w+$/i, "")).toSorted(byNumber).at(-1) ?? null;
}
var byNumber = (one, other) => Number.parseInt(one, 10) - Number.parseInt(other, 10) || (one < other ? -1 : 1);

// src/release/report.ts
function buildReport(run, outcome, reason2, shown2 = {}) {
  let { command, context, ports, stage, tag, startedAt, values } = run, { runId, actor, runner, approvedBy = null } = context.identity, head = {
    command,
    app: context.config.app,
    stage,
    tag: tag === null ? null : clip(tag, MAX_TAG_LENGTH),
    ledger: ports.ledger.where,
    runId,
    actor,
    startedAt: startedAt.toISOString()
  };
  return {
    ...emptyReport(head),
    ciRun: runner.ci && ciRunText(runner.ci),
    approvedBy,
    phases: [...run.phases],
    smoke: values.smoke ?? null,
    rollbackSmoke: values["rollback-smoke"] ?? null,
    verification: values.verification ?? null,
    watch: values.watch ?? null,
    migration: migrationOf(run),
    changed: hasChanged(run, "deploy") || hasChanged(run, "rollback"),
    outputs: outputsOf2(run),
    log: logOf(run),
    ...shown2,
    outcome,
    ok: isOk(outcome, command),
    gates: (shown2.gates ?? []).map((gate) => ({ ...gate, fix: gate.fix && filledFix(gate.fix, head) })),
    reason: reason2 && { ...reason2, fix: filledFix(reason2.fix, head) },
    durationMs: ports.clock.now().getTime() - startedAt.getTime()
  };
}
function runningIn({ running }) {
  return running && { tag: running.tag, sha: running.sha, verified: running.verified };
}
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
function outputsOf2({ values }) {
  let { deploy, smoke, rollback, "rollback-smoke": rollbackSmoke } = values;
  return rollback?.ok === !0 && rollbackSmoke?.verdict === "pass" ? rollback.outputs : deploy?.ok === !0 && smoke?.verdict === "pass" ? deploy.outputs : {};
}

export {
  observedOf,
  tagServed,
  notAsked,
  appendEntries,
  mayPass,
  readStage,
  viewOf,
  findMissingScripts,
  withApproval,
  Run,
  untilAborted,
  unknownUrls,
  runSmoke,
  OFFLINE,
  observeStage,
  lookAt,
  outputsOf,
  reviewStageSecrets,
  reviewNewestSecrets,
  newestVersion,
  storeSecret,
  namesOfSecrets,
  gatherInputs,
  gatherPassing,
  checkCi,
  checkCredentials,
  describeHeads,
  describeFailure,
  newestMigration,
  buildReport,
  runningIn
};
