// Made by `npm run build` from src/engine: change it there.
import {
  acquireLock,
  describeAcquired
} from "./release-acquire-lock.js";
import {
  meantBy
} from "./release-deploy-facts.js";
import "./core-gates-waivers.js";
import "./release-gate-inputs.js";
import "./core-config-command-rules.js";
import "./release-secrets.js";
import {
  viewOf
} from "./release-ports.js";
import {
  endingOf,
  recordEnding,
  recordRefusal,
  smokePhase
} from "./release-record-ending.js";
import {
  keepingStage
} from "./release-locked-stage.js";
import {
  lookAt,
  outputsOf,
  unknownUrls
} from "./release-run-smoke.js";
import {
  readAddresses
} from "./core-smoke-probe.js";
import "./core-config-notify.js";
import {
  Run,
  buildReport,
  isAdopted,
  judgeAdoption,
  lookBack,
  notAsked,
  observedOf
} from "./common-7.js";
import "./core-plan-way-back.js";
import "./core-aws-credentials.js";
import "./release-append.js";
import {
  afterDeath
} from "./core-ledger-fold.js";
import {
  parseTag
} from "./semver.js";
import "./core-config-checks.js";
import "./core-config-tools.js";
import "./core-masking.js";
import "./core-forge.js";
import "./core-ledger-owner.js";
import "./core-stage.js";
import {
  reason
} from "./core-reasons.js";
import "./core-json.js";
import "./core-config-fields.js";
import "./valibot.js";
import "./common.js";

// src/release/adopt.ts
async function adopt(context, request) {
  let { stage, tag } = request, given = readAddresses(request.url ?? null), run = new Run(context, "adopt", stage, tag, request.reason), found = await run.phase(
    "resolve",
    () => gather(run, stage, tag, given),
    ({ observed, missing }) => ({
      ok: !0,
      detail: missing.length > 0 ? `no address: ${missing.join(", ")}` : observed.detail
    })
  ), { release, views } = found, { state: before } = viewOf(views, stage), sha = release?.sha ?? null;
  if (isAdopted(before, sha) && found.observed.sighting === "as-recorded")
    return alreadyAdopted(run, before, sha, found.observed);
  let judge = async (seen) => judgeAdoption({
    stage,
    tag,
    sha,
    reason: request.reason,
    tagPrefix: context.config.tagPrefix,
    ...found,
    ...found.meant,
    state: afterDeath(viewOf(seen, stage).state)
  }), refresh = async () => {
    Object.assign(found, await gather(run, stage, tag, given));
  }, acquired = await run.phase(
    "gates",
    () => acquireLock(run, stage, { ...request, ofRunning: !0, subject: release, judge, refresh, views }),
    describeAcquired
  );
  if (acquired.kind !== "acquired") {
    let isOfLedger = acquired.kind === "refused" && acquired.view.state.running?.sha === sha;
    return recordRefusal(run, acquired, { sha, ...isOfLedger ? { observed: found.observed } : {} });
  }
  let subject = release, { locked, gates } = acquired, ending = await keepingStage(
    locked,
    () => endingOf(
      locked,
      () => prove(locked, subject, found.outputs, request.reason),
      (why) => ({ outcome: "failed", release: subject, reason: why })
    )
  );
  return recordEnding(locked, ending, { sha: subject.sha, gates });
}
async function alreadyAdopted(run, state, sha, observed) {
  return await lookBack(run, state), buildReport(run, "done", null, { sha, state, observed });
}
async function gather(run, stage, tag, given) {
  let { repository, ledger, clock } = run.ports, { tagPrefix, mainBranch, smoke, stages } = run.context.config, isVersion = parseTag(tag, tagPrefix) !== null, [views, sha] = await Promise.all([
    ledger.read([stage]),
    isVersion ? repository.lookUp(tag, mainBranch).then((found) => found.sha) : null
  ]), release = sha === null ? null : { tag, sha }, outputs = { ...await outputsOf(run.ports, stage, viewOf(views, stage).state.running), ...given }, urls = { ...stages[stage].urls, ...outputs }, missing = unknownUrls(smoke, urls), canLook = release !== null && missing.length === 0, [meant, observed] = await Promise.all([
    release === null ? meantBy(repository, tag, tagPrefix) : { nearest: [], newest: null },
    canLook ? lookAt(run, urls, release).then((readings) => observedOf(readings, release, clock.now(), "person")) : notAsked("it was not asked")
  ]);
  return { release, meant, views, outputs, missing, observed };
}
async function prove({ run, stage, signal }, release, outputs, because) {
  let urls = { ...run.context.config.stages[stage].urls, ...outputs }, smoke = await smokePhase(run, "smoke", urls, release, { signal });
  switch (smoke.verdict) {
    case "pass":
      return {
        outcome: "done",
        release,
        reason: null,
        detail: `adopted: ${because ?? "it ran there already"}`,
        shown: { outputs }
      };
    case "fail":
      return { outcome: "failed", release, reason: reason("SMOKE_FAILED", smoke.detail, NOT_ADOPTED) };
    case "inconclusive":
      return {
        outcome: "inconclusive",
        release,
        reason: reason("SMOKE_INCONCLUSIVE", smoke.detail, NOT_ADOPTED)
      };
  }
}
var NOT_ADOPTED = "Correct the checks, or what runs there; `smoke --stage STAGE` shows it. Then run the same command again.";
export {
  adopt
};
