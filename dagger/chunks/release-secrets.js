// Made by `npm run build` from src/engine: change it there.
import {
  viewOf
} from "./release-ports.js";
import {
  Run,
  buildReport,
  declaredSecrets,
  describeSecret,
  lookBack,
  reviewSecrets,
  unlisted,
  unmet
} from "./common-7.js";
import {
  readStage
} from "./release-append.js";
import {
  sortVersionTags
} from "./semver.js";
import {
  STAGES
} from "./core-stage.js";
import {
  known,
  reason,
  skipped,
  unavailable
} from "./core-reasons.js";
import {
  meant
} from "./valibot.js";

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
  if (deployer.secrets === void 0) return { reason: reason("NO_SECRET_STORE"), mayBeSet: !1 };
  let obtained = await credentials.obtain(stage, SECRETS_SECONDS);
  if (!obtained.ok) return { reason: obtained.reason, mayBeSet: !1 };
  let { env, secrets: secrets2 } = obtained;
  return deployer.secrets.set({ stage, release, credentials: { env, secrets: secrets2 }, signal, say }, name, value);
}
async function listEach(run, store, stages, release) {
  let [first, ...others] = stages, listed = [await list(run, store, first, release)];
  for (let stage of others) listed.push(await list(run, store, stage, release));
  return listed;
}
async function list(run, store, stage, release) {
  let { credentials, signal, say } = run.ports, obtained = await credentials.obtain(stage, SECRETS_SECONDS, run.purpose);
  if (!obtained.ok) return unavailable(obtained.reason.message);
  let { env, secrets: secrets2 } = obtained, request = { stage, release, credentials: { env, secrets: secrets2 }, signal, say };
  return store.list(request, run.context.config.secrets.placeholders);
}
async function namesOfSecrets(run, release) {
  let { required, optional } = run.context.config.secrets, declared = await declaredBy(run, release.sha);
  return [.../* @__PURE__ */ new Set([...declared.map(({ name }) => name), ...required, ...optional])].sort();
}
var SOURCE = /\.[cm]?[jt]sx?$/;
async function declaredBy({ ports, context }, sha) {
  let { deployer, secrets: secrets2 } = context.config, base = deployer.kind === "sst" && deployer.directory !== void 0 ? `${deployer.directory}/` : "", places = secrets2.sources.map((source) => `${base}${source}`), found = await Promise.all(
    places.map(async (place) => SOURCE.test(place) ? [place] : ports.repository.files(sha, place))
  ), texts = await ports.repository.contents(
    sha,
    found.flat().filter((path) => SOURCE.test(path))
  );
  return declaredSecrets(texts.filter((text) => text !== null));
}
async function secrets(context, { stage, tag }) {
  let { run, release, shown } = await beginOn(context, "secrets", { stage, tag });
  if (release === null) return buildReport(run, "blocked", reason("TAG_NOT_FOUND"), shown);
  let fact = await reviewStageSecrets(run, stage, release, !0);
  if (fact.kind === "skipped") return buildReport(run, "blocked", reason("NO_SECRET_STORE"), shown);
  if (fact.kind === "unavailable") return buildReport(run, "blocked", unlisted(fact.message), shown);
  let seen = { ...shown, secrets: fact.value }, lacking = unmet(fact.value);
  if (lacking.length === 0) return buildReport(run, "done", null, seen);
  let message = `${stage} lacks ${lacking.map(describeSecret).join(", ")}.`;
  return buildReport(run, "blocked", reason("SECRETS_MISSING", message), seen);
}
async function setSecret(context, {
  stage,
  tag,
  name,
  value,
  isNew = !1
}) {
  let { run, release, shown } = await beginOn(context, "secrets-set", { stage, tag });
  if (release === null) return buildReport(run, "blocked", reason("TAG_NOT_FOUND"), shown);
  if (!/^[A-Z][A-Za-z0-9]*$/.test(name))
    return buildReport(run, "blocked", reason("SECRET_NOT_SET", "A name begins with a capital letter, then letters and digits."), shown);
  let known2 = isNew ? [name] : await namesOfSecrets(run, release);
  if (!known2.includes(name)) {
    let like = meant(name, known2), list2 = known2.length === 0 ? "none" : known2.join(", "), hint = like === null ? ` It declares ${list2}.` : ` Did you mean ${like}?`, message = `${tag} declares no secret ${name}, and pipeline.json names none.${hint}`;
    return buildReport(run, "blocked", reason("SECRET_UNKNOWN", message), shown);
  }
  let fault = await storeSecret(run, { name, stage, release }, value);
  return fault === null ? buildReport(run, "done", null, shown) : buildReport(run, fault.mayBeSet ? "inconclusive" : "blocked", fault.reason, shown);
}
async function beginOn(context, command, { stage, tag }) {
  let run = new Run(context, command, stage, tag), { ledger, repository } = run.ports, [view, { sha }] = await Promise.all([
    readStage(ledger, stage),
    repository.lookUp(tag, context.config.mainBranch)
  ]);
  return await lookBack(run, view.state), { run, release: sha === null ? null : { tag, sha }, shown: { sha, state: view.state } };
}

export {
  reviewStageSecrets,
  reviewNewestSecrets,
  newestVersion,
  storeSecret,
  secrets,
  setSecret
};
