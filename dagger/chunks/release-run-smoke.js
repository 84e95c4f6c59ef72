// Made by `npm run build` from src/engine: change it there.
import {
  fill,
  isAddress,
  missingPlaceholders,
  readCheck
} from "./core-smoke-probe.js";
import {
  notAsked,
  observedOf,
  untilAborted
} from "./common-7.js";
import {
  NO_ATTEMPT,
  addAttempt,
  decideSmoke,
  proofOf
} from "./core-plan-way-back.js";
import {
  messageOf
} from "./core-reasons.js";

// src/release/run-smoke.ts
function unknownUrls(config, urls) {
  let unknown = config.checks.flatMap(({ url }) => {
    let missing = missingPlaceholders(url, urls);
    return missing.length > 0 || isAddress(fill(url, urls)) ? missing : missingPlaceholders(url, {}).map((name) => `${name} that is an http:// or https:// address`);
  });
  return [...new Set(unknown)];
}
async function runSmoke({
  clock,
  prober,
  say,
  signal,
  tracer
}, config, urls, expected, onUndecided = () => {
}) {
  let { elapsedMs, within } = awakeTime(clock), read = async (check) => {
    let url = fill(check.url, urls), leftMs = config.deadlineSeconds * 1e3 - elapsedMs(), timeoutMs = Math.max(1, Math.ceil(Math.min(config.timeoutSeconds * 1e3, leftMs)));
    return readCheck(check, url, await prober.probe(check, url, timeoutMs), expected);
  }, progress = NO_ATTEMPT, said = "";
  for (; ; ) {
    let [readings, stalled] = await within(
      config.timeoutSeconds * 1e3 + EXPLAIN_MS,
      () => untilAborted(signal, () => Promise.all(config.checks.map(read)))
    );
    if (stalled) continue;
    progress = addAttempt(progress, readings, elapsedMs());
    let decision = decideSmoke(progress, config, elapsedMs()), { attempts, checks } = progress;
    if (decision.kind === "verdict") {
      let { verdict, detail } = decision, proof = verdict === "pass" ? { proof: proofOf(progress) } : {};
      return { verdict, attempts, durationMs: elapsedMs(), detail, ...proof, checks };
    }
    attempts === 1 && onUndecided();
    let seen = checks.map(({ name, verdict, detail }) => `${name} ${verdict} (${detail})`).join(", ");
    seen !== said && say(`attempt ${attempts}: ${seen}`), tracer?.note?.(
      `attempt ${attempts}: ${checks.map(({ name, verdict }) => `${name} ${verdict}`).join(", ")}`
    ), said = seen, await within(decision.delayMs, () => clock.sleep(decision.delayMs, signal));
  }
}
var EXPLAIN_MS = 2e3, LATE_MS = 1e3, MAX_STALLS = 10;
function awakeTime(clock) {
  let startedMs = clock.monotonicMs(), stalledMs = 0, stalls = 0, elapsedMs = () => clock.monotonicMs() - startedMs - stalledMs;
  return {
    elapsedMs,
    /** Does work that ends within a time by itself; gives whether it took longer: then none of its time counts. */
    async within(limitMs, work) {
      let begunMs = elapsedMs(), value = await work(), tookMs = elapsedMs() - begunMs;
      return tookMs - limitMs <= LATE_MS || stalls >= MAX_STALLS ? [value, !1] : (stalledMs += tookMs, stalls += 1, [value, !0]);
    }
  };
}
var TIMEOUT_MS = 3e3, OFFLINE = "the stage is not asked (--offline)";
async function observeStage(run, stage, { running }, reached = (known) => outputsOf(run.ports, stage, known)) {
  let { smoke, stages } = run.context.config;
  try {
    let outputs = await reached(running);
    if (outputs === null) return notAsked("nothing serves it between calls");
    let urls = { ...stages[stage].urls, ...outputs }, missing = unknownUrls(smoke, urls);
    return missing.length === 0 ? observedOf(await lookAt(run, urls, running ?? NOTHING), running, run.ports.clock.now()) : running === null && run.ports.deployer.served !== void 0 ? notAsked("nothing is deployed") : notAsked(
      `the smoke checks need ${missing.join(", ")}, which the stage does not have`,
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

export {
  unknownUrls,
  runSmoke,
  EXPLAIN_MS,
  awakeTime,
  OFFLINE,
  observeStage,
  NOTHING,
  lookAt,
  outputsOf
};
