// Made by `npm run build` from src/engine: change it there.
import {
  LockMonitor,
  sweepDead
} from "./release-locked-stage.js";
import {
  Run,
  buildReport,
  describeOwner,
  firstFailure,
  judgeNewTag,
  lookBack
} from "./common-7.js";
import "./core-plan-way-back.js";
import "./core-aws-credentials.js";
import {
  readStage
} from "./release-append.js";
import "./core-ledger-fold.js";
import {
  currentRelease,
  nextVersion,
  parseTag
} from "./semver.js";
import "./core-config-checks.js";
import "./core-config-tools.js";
import "./core-masking.js";
import "./core-forge.js";
import "./core-ledger-owner.js";
import "./core-stage.js";
import {
  PipelineError,
  environmentError,
  reason
} from "./core-reasons.js";
import "./core-json.js";
import "./core-config-fields.js";
import "./valibot.js";
import "./common.js";

// src/release/local.ts
async function serve(context, { tag, stage, service }) {
  let run = new Run(context, "serve", stage, tag), { deployer, repository, signal, say } = run.ports;
  if (deployer.local === void 0) return buildReport(run, "blocked", reason("NOT_A_SANDBOX"));
  let { sha } = await repository.lookUp(tag, context.config.mainBranch);
  if (sha === null) return buildReport(run, "blocked", reason("TAG_NOT_FOUND"));
  let shown = { sha, outputs: {} }, ready = (urls) => {
    Object.assign(shown.outputs, urls);
    for (let [name, url] of Object.entries(urls)) say(`${name} is started; its address: ${url}`);
    say("Ctrl-C ends it.");
  }, ended = await deployer.local.serve({ stage, release: { tag, sha }, service, signal, say, ready });
  return ended === null ? buildReport(run, "done", null, shown) : buildReport(run, "failed", ended.reason, { ...shown, log: ended.log });
}
async function stop(context, { stage }) {
  let run = new Run(context, "stop", stage, null), { clock, deployer, ledger } = run.ports, { local } = deployer, { state } = await readStage(ledger, stage);
  await lookBack(run, state);
  let shown = { state };
  if (local === void 0) return buildReport(run, "blocked", reason("NOT_A_SANDBOX"), shown);
  let liveness = state.lock && await new LockMonitor(run.ports, stage).look(state.lock);
  if (state.lock !== null && liveness?.kind === "alive") {
    let who = describeOwner(stage, state.lock, clock.now());
    return buildReport(run, "blocked", reason("OWNER_ALIVE", `${who} It is alive: ${liveness.sign}.`), shown);
  }
  let orphans = await sweepDead(run.ports, { owner: null });
  return orphans !== null ? buildReport(run, "blocked", orphans, shown) : (await run.phase(
    "stop",
    () => local.stop(stage),
    (names) => ({ ok: !0, detail: names.length === 0 ? "nothing ran" : `ended: ${names.join(", ")}` })
  ), buildReport(run, "done", null, shown));
}
var SHOWN_COMMITS = 100;
async function tagRelease(context, request) {
  let run = new Run(context, "release", null, request.tag), checkout = checkoutOf(context), facts = await run.phase(
    "resolve",
    () => gatherTagFacts(context, checkout, request),
    ({ tag: tag2, checkout: { head } }) => ({ ok: !0, detail: `${tag2} on ${head ?? "nothing"}` })
  ), { tag, current, commits } = facts, gates = judgeNewTag(facts), refused = firstFailure(gates), report = (outcome, why, done) => buildReport(run, outcome, why, {
    tag,
    sha: facts.checkout.head,
    gates,
    changed: done.created || done.pushed,
    tagged: { previous: current, commits: commits.kind === "known" ? commits.value : null, ...done }
  });
  if (refused !== null) return report("blocked", refused, { created: !1, pushed: !1 });
  let sha = facts.checkout.head, created = facts.taken === null;
  if (created && await run.phase(
    "tag",
    () => checkout.createTag(tag, sha, request.message ?? tag),
    () => ({ ok: !0, detail: tag })
  ), !request.push) return report("done", null, { created, pushed: !1 });
  try {
    await run.phase(
      "push",
      () => checkout.pushTag(tag),
      () => ({ ok: !0, detail: tag })
    );
  } catch (error) {
    if (!(error instanceof PipelineError)) throw error;
    let there = error.reason.code === "TAG_NOT_PUSHED" ? "the remote has not got it" : "the remote may not have got it", message = `${tag} is tagged here, but ${there}: ${error.reason.message}`, fix = `Try again: git push ${facts.checkout.remote?.name ?? "origin"} refs/tags/${tag}; or take the tag back: git tag -d ${tag}.`;
    return report("failed", reason("TAG_NOT_PUSHED", message, fix), { created, pushed: !1 });
  }
  return report("done", null, { created, pushed: !0 });
}
function checkoutOf({ ports }) {
  if (ports.checkout !== void 0) return ports.checkout;
  throw environmentError(
    "NOT_A_REPOSITORY",
    "A release is tagged in a person's checkout, and there is none here."
  );
}
async function gatherTagFacts(context, checkout, request) {
  let { config, ports } = context, { mainBranch, tagPrefix } = config, looked = await checkout.look(mainBranch), all = await ports.repository.tags(), shaOf = async (name) => (await ports.repository.lookUp(name, mainBranch)).sha, found = async (names) => {
    let current2 = currentRelease(names, tagPrefix), since = current2 === null ? null : await shaOf(current2), commits2 = looked.head === null ? { kind: "skipped", why: "there is no commit" } : await ports.repository.log(since, looked.head, SHOWN_COMMITS), { next, because: because2 } = nextVersion(names, tagPrefix, request.bump, commits2);
    return { current: current2, commits: commits2, tag: request.tag ?? next, because: because2 };
  }, begun = async () => {
    let newest = request.tag ?? currentRelease(all, tagPrefix);
    if (newest === null || !looked.unpushed.includes(newest) || await shaOf(newest) !== looked.head)
      return null;
    let again = await found(all.filter((name) => name !== newest));
    return again.tag !== newest && request.bump !== "auto" ? null : { ...again, tag: newest, because: "it is tagged here, and not pushed yet" };
  }, { tag, current, commits, because } = await begun() ?? await found(all);
  request.tag === null && ports.say(`${tag}: ${because}`);
  let taken = parseTag(tag, tagPrefix) === null ? null : await shaOf(tag);
  return { tag, tagPrefix, mainBranch, taken, push: request.push, current, commits, checkout: looked };
}
export {
  serve,
  stop,
  tagRelease
};
