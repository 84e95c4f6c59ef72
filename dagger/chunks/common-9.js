// Made by `npm run build` from src/engine: change it there.
import {
  judgeCredentials,
  neededSeconds,
  phaseSeconds,
  wantedAws
} from "./core-aws-credentials-verdict.js";
import {
  unlisted
} from "./core-sst-failures.js";
import {
  OFFLINE,
  notAsked,
  observeStage,
  viewOf
} from "./common-10.js";
import {
  known,
  skipped,
  unavailable
} from "./core-fact.js";
import {
  commandsOf
} from "./core-config-command-rules.js";
import {
  describeMigrations,
  sortVersionTags
} from "./common-6.js";
import {
  meant
} from "./core-config-fields.js";
import {
  STAGES,
  shortSha
} from "./core-stage.js";
import {
  PipelineError,
  environmentError,
  messageOf
} from "./core-errors.js";
import {
  property,
  readJson,
  shown,
  valueAt
} from "./core-json.js";
import {
  filledFix,
  reason
} from "./core-reasons.js";
import {
  counted,
  listSome,
  plain,
  sentence
} from "./core-text.js";

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
var has = (list2, name) => list2.some((one) => one.name === name);
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

// src/core/setup/prerequisite.ts
var nameOf = ({ id, stage }) => stage === null ? id : `${id} ${stage}`, ok = (detail) => ({ state: "ok", detail, changes: [] }), missing = (detail, ...changes) => ({
  state: "missing",
  detail,
  changes
}), differs = (detail, ...changes) => ({
  state: "differs",
  detail,
  changes
}), unknown = (detail) => ({ state: "unknown", detail, changes: [] }), judged = (fact, judge) => fact.kind === "known" ? judge(fact.value) : unseen(fact), unseen = (fact) => fact.kind === "skipped" ? { ...unknown(fact.why), asked: !1 } : unknown(fact.message), prerequisite = (id, title, stage, verdict, optional = !1) => ({ id, title, stage, optional, asked: !0, byHand: [], secret: null, ...verdict }), iam = (action, parameters) => ({
  on: "aws",
  action,
  parameters
}), github = (method, path, content = null) => ({ on: "github", method, path, content }), commandOf = (change) => change.on === "aws" ? awsCommand(change) : githubCommand(change);
function awsCommand({ action, parameters }) {
  let options = Object.entries(parameters).flatMap(([name, value]) => [
    `--${kebab(name)}`,
    ...value === !0 ? [] : [value].flat().map((word) => quoted(String(word)))
  ]);
  return ["aws", "iam", kebab(action), ...options].join(" ");
}
function githubCommand({ method, path, content }) {
  let call = `gh api --method ${method} ${quoted(path)}`;
  return content === null ? call : `printf %s ${quoted(JSON.stringify(content))} | ${call} --input -`;
}
var kebab = (name) => name.replace(/([a-z\d])([A-Z])/g, "$1-$2").replace(/([A-Z]+)([A-Z][a-z])/g, "$1-$2").toLowerCase(), quoted = (text) => /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
function tally(prerequisites) {
  let needed = prerequisites.filter(({ optional }) => !optional), met = needed.filter(({ state }) => state === "ok").length;
  return met === needed.length ? `all ${counted(met, "prerequisite")} are met` : `${met} of ${counted(needed.length, "prerequisite")} are met`;
}

// src/core/doctor/finding.ts
function finding(code, stage, status, what, fix) {
  let { why, fix: usual } = FINDINGS[code];
  return {
    code,
    stage,
    status,
    what,
    why,
    fix: status === "fail" || status === "warn" ? filledFix(fix ?? usual, { stage, tag: null }) : null
  };
}
var FINDINGS = {
  CONFIG: {
    why: "pipeline.json says what is deployed and where; everything else is judged by it.",
    fix: "Correct every place that is named."
  },
  SCRIPTS: {
    why: "A command that starts what the version does not have fails in the middle of its deploy.",
    fix: "Correct the command in pipeline.json, or commit what it starts and tag that commit."
  },
  WINDOWS: {
    why: "A stage that never opens takes no deploy, and one that opens at night by a wrong time zone takes them then.",
    fix: "Correct stages.STAGE.windows in pipeline.json."
  },
  ENGINE_VERSION: {
    why: "An older engine refuses the module, and a newer one may read it differently.",
    fix: "Install the version that dagger.json names."
  },
  GIT_VERSION: {
    why: "Tags, commits and the ledger are read and written with git.",
    fix: "Install git 2.31 or newer."
  },
  CHECKOUT: {
    why: "Tags and history say which commit a version is and whether it is on the main branch.",
    fix: "git fetch --unshallow --tags; in GitHub Actions let actions/checkout have fetch-depth: 0."
  },
  LEDGER_READ: {
    why: "The ledger says what every stage runs and where a rollback goes.",
    fix: "Use credentials that may read the ledger's remote: --git-token env://GITHUB_TOKEN on an engine."
  },
  LEDGER_WRITE: {
    why: "A run that cannot write its record is refused before it deploys anything.",
    fix: "Use credentials that may push to the ledger's remote (in GitHub Actions permissions: contents: write), and let the remote's own hooks and rules take refs/pipeline/*."
  },
  LEDGER_REMOTE: {
    why: "A ledger on one machine cannot keep another machine from deploying at the same time.",
    fix: 'Set "ledger": { "remote": "origin" } in pipeline.json.'
  },
  CREDENTIALS: {
    why: "A stage in AWS is deployed only with credentials that were checked before.",
    fix: "See docs/aws-credentials.md."
  },
  OIDC_TOKEN: {
    why: "With a token of its own, a CI job needs no stored keys.",
    fix: "Give the job permissions: id-token: write, and run doctor in it."
  },
  OIDC_TRUST: {
    why: "AWS gives the role only to tokens whose claims its trust policy names.",
    fix: "Let setup write the trust policy again: `setup --repository OWNER/NAME --account ID --apply`."
  },
  PREREQUISITES: {
    why: "Roles and environments are those of one repository; without its name none was looked at.",
    fix: "Name it: --repository owner/name."
  },
  REPOSITORY: {
    why: "Environments and rules are those of one repository, and the roles trust it alone.",
    fix: "Name another one: --repository owner/name; or use a token that may see it."
  },
  AWS_ACCOUNT: {
    why: "What another account holds says nothing about the stage.",
    fix: "Log in to the account that pipeline.json names."
  },
  OIDC_PROVIDER: {
    why: "Without it, AWS accepts no token from GitHub.",
    fix: "`setup --repository OWNER/NAME --account ID --apply`"
  },
  ROLE: {
    why: "A deploy acts as this role; its trust policy says who may assume it, its session length how long a deploy may take.",
    fix: "`setup --repository OWNER/NAME --account ID --apply`"
  },
  ROLE_BOUNDARY: {
    why: "A deploy that could make a role without a boundary could make an administrator.",
    fix: "`setup --repository OWNER/NAME --account ID --apply`"
  },
  ROLE_PERMISSIONS: {
    why: "A deploy that lacks a permission stops halfway.",
    fix: "`setup --repository OWNER/NAME --account ID --apply`"
  },
  ROLE_IN_CONFIG: {
    why: "A job assumes the role that pipeline.json names.",
    fix: "Set stages.STAGE.roleArn in pipeline.json."
  },
  ENVIRONMENT: {
    why: "The role trusts jobs of this environment only.",
    fix: "`setup --repository OWNER/NAME --account ID --apply`"
  },
  ENVIRONMENT_REFS: {
    why: "Otherwise anyone who may push a branch could deploy from it, reviewed or not.",
    fix: "`setup --repository OWNER/NAME --account ID --apply`"
  },
  ENVIRONMENT_REVIEWERS: {
    why: "Without a reviewer, production changes without anyone having approved it.",
    fix: "`setup --repository OWNER/NAME --account ID --reviewer LOGIN --apply`"
  },
  ENVIRONMENT_VARIABLES: {
    why: "Other steps of the workflow find role and region there.",
    fix: "`setup --repository OWNER/NAME --account ID --apply`"
  },
  TAG_RULES: {
    why: "A tag that can be moved names something else tomorrow; the pipeline refuses it, and a rule prevents it.",
    fix: "Add a tag ruleset that restricts updates and deletions."
  },
  TAG_MAKERS: {
    why: "The push of a version tag deploys it to staging.",
    fix: "Add a tag ruleset that restricts creations; setup shows the command."
  },
  SECRETS: {
    why: "A deploy stops before it changes anything where its stage lacks a secret that the version needs.",
    fix: "Give each stage its value: `secrets-set --stage STAGE --tag TAG --name NAME`."
  },
  SECRETS_PARITY: {
    why: "What staging has and production lacks comes up in the deploy to production, when everyone is waiting for it.",
    fix: "Give the other stage its value: `secrets-set --stage STAGE --tag TAG --name NAME`."
  },
  APP: {
    why: "A stage that can't be reached from here can't be smoke-tested from here, and one that was changed past the pipeline has another way back than the ledger says.",
    fix: "Look closer, `smoke --stage STAGE`; check stages.STAGE.urls, whether this machine can reach them, and who deployed what runs."
  }
};
function findingTally(findings) {
  let count = (status) => findings.filter((one) => one.status === status).length;
  return [
    `${count("ok")} of ${counted(findings.length, "check")} ok`,
    ...count("fail") > 0 ? [`${count("fail")} failed`] : [],
    ...count("warn") > 0 ? [`${count("warn")} with a warning`] : [],
    ...count("skipped") > 0 ? [`${count("skipped")} not made`] : []
  ].join(", ");
}

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
  let { deployer, migrations, hooks } = config, sst = deployer.kind === "sst" ? deployer.directory : void 0, installs = {
    deployer: deployer.kind !== "sandbox" && deployer.install !== void 0,
    migrations: migrations?.run?.install !== void 0,
    hooks: !1
  }, directoryOf = (part, name = "") => part === "hooks" ? hooks[name]?.directory : part === "migrations" ? migrations?.run?.directory : sst;
  return commandsOf(config).flatMap(({ path, argv }) => {
    let [part, name] = path.split("."), directory = directoryOf(part, name), started = startedBy(argv);
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
    let looked = needed.map((one) => missing2(repository, release.sha, one));
    return known((await Promise.all(looked)).filter((one) => one !== null));
  } catch (error) {
    return unavailable(error);
  }
}
async function missing2(repository, sha, { path, file, script, isInstalled }) {
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
  let [first, ...others] = stages, listed = [await list(run, store, first, release)];
  for (let stage of others) listed.push(await list(run, store, stage, release));
  return listed;
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

// src/core/gates/ci.ts
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
async function windowsOf({ context }, stage) {
  let { windows } = context.config.stages[stage];
  if (windows === void 0) return () => null;
  let { openCalendar } = await import("./core-windows-calendar.js"), calendar = await openCalendar(windows);
  return (now) => {
    let { changesAt, ...opening } = calendar.at(now);
    return { ...opening, changes: changesAt && calendar.describe(changesAt) };
  };
}
async function checkCredentials({ ports, context, purpose }, stage) {
  let { config } = context, wanted = wantedAws(config, stage);
  if (wanted === null) return skipped("no AWS region is set for the stage");
  let found = await ports.credentials.check(stage, phaseSeconds(config), purpose);
  return found.kind === "known" ? { kind: "known", value: { found: found.value, wanted, neededSeconds: neededSeconds(config) } } : found;
}

// src/core/gates/gate.ts
var pass = (detail) => ({ pass: detail }), skip = (why) => ({ skip: why }), fail = (code, message, fix) => ({
  fail: reason(code, message, fix)
});
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

// src/core/gates/input-gates.ts
function judgeInput(fact, judge) {
  return fact.kind === "skipped" ? skip(fact.why) : fact.kind === "known" ? judge(fact.value) : fail("GATE_UNAVAILABLE", fact.message);
}
var judgeCi = ({ inputs, sha }) => judgeInput(inputs.ci, (ci) => judgeChecks(ci, shortSha(sha)));
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
var judgeDrift = ({ state, inputs: { observed } }) => {
  let { sighting, at, detail } = observed, seen = at === null ? detail : `${detail} (seen ${at})`;
  return sighting === "as-recorded" ? pass(seen) : sighting !== "drift" || state.running?.verified !== !0 ? skip(seen) : fail("STAGE_DRIFTED", `${sentence(detail)} It was seen at ${at}.`);
}, judgeIncidents = ({ inputs }) => judgeInput(
  inputs.incidents,
  (incidents) => incidents.length === 0 ? pass("none is open") : fail(
    "INCIDENT_OPEN",
    `${counted(incidents.length, "incident")} open: ${listSome(incidents.map(({ title }) => title))}.`
  )
), judgeNewMigrations = ({ stage, delta, migrationPolicy }) => judgeInput(delta.migrations, (migrations) => {
  if (migrations.length === 0) return pass("none between the running version and this one");
  let list2 = `${counted(migrations.length, "migration")}: ${describeMigrations(migrations)}`;
  return stage === "production" && migrationPolicy === "block" ? fail("MIGRATIONS_UNACKNOWLEDGED", `${list2}.`) : pass(list2);
}), judgeStageCredentials = (credentials) => judgeInput(
  credentials,
  ({ found, wanted, neededSeconds: neededSeconds2 }) => judgeCredentials(found, wanted, neededSeconds2)
), judgeTree = ({ inputs, tag }) => judgeInput(inputs.tree, ({ submodules, lfs }) => {
  let missing3 = submodules.flatMap(({ path, missing: why }) => why === null ? [] : [`${path} (${why})`]);
  return missing3.length > 0 ? fail("TREE_INCOMPLETE", `Submodules that cannot be fetched: ${listSome(missing3)}.`) : lfs.length > 0 ? fail(
    "TREE_INCOMPLETE",
    `Files whose content is in Git LFS, which is not fetched: ${listSome(lfs)}.`
  ) : judgeInput(
    inputs.scripts,
    (scripts) => scripts.length > 0 ? fail("SCRIPT_MISSING", `${tag} lacks what pipeline.json starts: ${describeScripts(scripts)}.`) : pass(
      submodules.length === 0 ? "all of it is in the commit" : counted(submodules.length, "submodule")
    )
  );
}), describeScripts = (scripts) => scripts.map(
  ({ path, what, meant: meant2 }) => `${path} starts ${what}${meant2 === null ? "" : ` (did you mean ${meant2}?)`}`
).map(plain).join(", "), judgeSecrets = ({ inputs, stage }) => inputs.lacking.length > 0 ? fail(
  "SECRETS_NOT_GIVEN",
  `This run was not given ${inputs.lacking.join(", ")}, which pipeline.json names.`
) : inputs.secrets.kind === "unavailable" ? { fail: unlisted(inputs.secrets.message) } : judgeInput(inputs.secrets, (review) => {
  let lacking = unmet(review), required = review.rows.filter((row) => row.required).length;
  return lacking.length === 0 ? pass(`${counted(required, "required secret")} set`) : fail("SECRETS_MISSING", `${stage} lacks ${lacking.map(describeSecret).join(", ")}.`);
});

export {
  pass,
  skip,
  fail,
  gateResult,
  firstFailure,
  unmet,
  uneven,
  describeSecret,
  setCommand,
  unfinished,
  isUndecided,
  matchesAny,
  judgeCi,
  judgeDrift,
  judgeIncidents,
  judgeNewMigrations,
  judgeStageCredentials,
  judgeTree,
  describeScripts,
  judgeSecrets,
  nameOf,
  ok,
  missing,
  differs,
  unknown,
  judged,
  unseen,
  prerequisite,
  iam,
  github,
  commandOf,
  tally,
  finding,
  findingTally,
  appendEntries,
  mayPass,
  readStage,
  findMissingScripts,
  reviewStageSecrets,
  reviewNewestSecrets,
  newestVersion,
  storeSecret,
  namesOfSecrets,
  gatherInputs,
  gatherPassing,
  checkCi,
  windowsOf,
  checkCredentials
};
