// Made by `npm run build` from src/engine: change it there.
import {
  OFFLINE,
  countChecks,
  declaredSecrets,
  notAsked,
  observeStage,
  readStatusPage,
  reviewSecrets,
  viewOf
} from "./common-6.js";
import {
  neededSeconds,
  phaseSeconds,
  wantedAws
} from "./core-aws-credentials.js";
import {
  known,
  skipped,
  unavailable
} from "./core-fact.js";
import {
  neededScripts
} from "./core-config-command-rules.js";
import {
  sortVersionTags
} from "./semver.js";
import {
  STAGES
} from "./core-stage.js";
import {
  reason
} from "./core-reasons.js";
import {
  property,
  readJson
} from "./core-json.js";
import {
  meant
} from "./core-text.js";

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

// src/release/gate-inputs.ts
var noCommit = skipped("there is no commit to judge");
async function gatherInputs(run, intent) {
  let { stage, release } = intent, [passing, credentials, secrets, tree, scripts] = await Promise.all([
    gatherPassing(run, intent),
    checkCredentials(run, stage),
    reviewStageSecrets(run, stage, release),
    release === null ? noCommit : run.ports.repository.treeParts(release.sha),
    findMissingScripts(run, release)
  ]);
  return { ...passing, credentials, secrets, tree, scripts, lacking: run.ports.lackingSecrets() };
}
async function gatherPassing(run, { stage, release, state, offline = !1 }) {
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
async function findMissingScripts({ ports: { repository }, context: { config } }, release) {
  if (release === null) return skipped("there is no commit to judge");
  let needed = neededScripts(config);
  try {
    let looked = needed.map((one) => missingScript(repository, release.sha, one));
    return known((await Promise.all(looked)).filter((one) => one !== null));
  } catch (error) {
    return unavailable(error);
  }
}
async function missingScript(repository, sha, { path, file, script, isInstalled }) {
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

export {
  reviewStageSecrets,
  reviewNewestSecrets,
  newestVersion,
  storeSecret,
  namesOfSecrets,
  gatherInputs,
  gatherPassing,
  checkCi,
  windowsOf,
  checkCredentials,
  findMissingScripts
};
