// Made by `npm run build` from src/engine: change it there.
import {
  notAsked,
  observedOf,
  unknownUrls
} from "./common-9.js";
import {
  readCheck
} from "./semver.js";
import {
  fill
} from "./core-config-tools.js";
import {
  messageOf
} from "./core-errors.js";

// src/release/observe.ts
var TIMEOUT_MS = 3e3, OFFLINE = "the stage is not asked (--offline)";
async function observeStage(run, stage, { running }, reached = (known) => outputsOf(run.ports, stage, known)) {
  let { smoke, stages } = run.context.config;
  try {
    let outputs = running === null ? {} : await reached(running);
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
  OFFLINE,
  observeStage,
  lookAt,
  outputsOf
};
