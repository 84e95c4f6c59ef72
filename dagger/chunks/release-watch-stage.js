// Made by `npm run build` from src/engine: change it there.
import {
  resumeWatch
} from "./release-watch-checks.js";
import {
  acquireLock,
  afterEnding,
  describeAcquired,
  keepingStage,
  recordEnding,
  recordRefusal
} from "./common-7.js";
import "./release-gate-inputs.js";
import "./release-append.js";
import {
  Run,
  fail,
  gateResult,
  pass,
  viewOf
} from "./common-6.js";
import "./core-aws-credentials.js";
import "./core-fact.js";
import "./core-ledger-fold.js";
import {
  openWatchOf
} from "./core-ledger-record.js";
import "./core-forge.js";
import "./core-ledger-runner.js";
import "./core-config-command-rules.js";
import "./semver.js";
import "./core-secret.js";
import "./core-config-tools.js";
import "./core-errors.js";
import {
  describeRelease
} from "./core-stage.js";
import "./core-reasons.js";
import "./core-json.js";
import "./core-config-fields.js";
import "./core-text.js";
import "./valibot.js";
import "./common.js";

// src/release/watch-stage.ts
async function watchStage(context, request) {
  let { stage } = request, run = new Run(context, "watch", stage, null), { watch } = context.config.stages[stage], views = await run.phase(
    "resolve",
    () => run.ports.ledger.read([stage]),
    () => ({ ok: !0, detail: "ledger read" })
  ), judge = async (seen) => [
    watchGate(stage, viewOf(seen, stage).state, watch)
  ], { state } = viewOf(views, stage), subject = state.watch === void 0 ? null : { tag: state.watch.tag, sha: state.watch.sha }, acquired = await run.phase(
    "gates",
    () => acquireLock(run, stage, { ...request, subject, judge, views }),
    describeAcquired
  );
  if (acquired.kind !== "acquired") return recordRefusal(run, acquired, { ...subject });
  let { locked, gates } = acquired, open = locked.view.state.watch, release = { tag: open.tag, sha: open.sha }, ending = await keepingStage(
    locked,
    async () => afterEnding(locked, await resumeWatch(locked, open, watch), release)
  );
  return recordEnding(locked, ending, { ...release, previous: null, gates });
}
function watchGate(stage, state, watch) {
  let head = { id: "watch", title: "What runs is still to be watched" };
  if (watch === void 0)
    return gateResult(head, fail("NOTHING_TO_WATCH", `stages.${stage}.watch is not in pipeline.json.`), stage);
  let open = openWatchOf(state);
  return gateResult(
    head,
    open !== null ? pass(`${describeRelease(open)}, until ${open.until}`) : fail("NOTHING_TO_WATCH", `No watch of what ${stage} runs was left open.`),
    stage
  );
}
export {
  watchStage
};
