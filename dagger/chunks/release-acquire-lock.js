// Made by `npm run build` from src/engine: change it there.
import {
  viewOf
} from "./release-ports.js";
import {
  LockMonitor,
  LockedStage,
  momentOf,
  sweepDead
} from "./release-locked-stage.js";
import {
  describeDeath,
  firstFailure,
  lockGate
} from "./common-7.js";
import {
  readStage
} from "./release-append.js";
import {
  environmentError,
  messageOf,
  reason
} from "./core-reasons.js";
import {
  formatDuration,
  sentence
} from "./valibot.js";

// src/release/acquire-lock.ts
function describeAcquired(acquired) {
  return acquired.kind !== "acquired" ? { ok: !1, detail: `${acquired.reason.code}: ${acquired.reason.message}` } : { ok: !0, detail: `all passed, lock ${acquired.death === null ? "taken" : `taken over: ${acquired.death}`}` };
}
var POLL_MS = 2e3, RACE_DELAY_MS = 200, MAX_RACES = 60, CLARIFY_MS = [0, 1e3, 3e3];
async function acquireLock(run, stage, request) {
  let { clock, say, signal, random } = run.ports, deadline = clock.now().getTime() + request.waitSeconds * 1e3, leftMs = () => deadline - clock.now().getTime(), monitor = new LockMonitor(run.ports, stage), waitedFor = null, stale = !1, races = 0, views = request.views, owners = 0;
  for (; ; ) {
    let view = viewOf(views, stage);
    owners = notFewer(view, owners);
    let owner = view.state.lock, liveness = owner && await monitor.look(owner), all = await request.judge(views), judged = liveness === null || liveness.kind === "dead" ? all : all.filter(request.ofRunning ? isOfRequest : isOfNoRun), refused = firstFailure(judged);
    if (refused !== null && stale) {
      await request.refresh?.(views), stale = !1;
      continue;
    }
    if (refused !== null)
      return owner !== null && await sweepAllTheSame(run), { kind: "refused", view, gates: judged, reason: refused };
    if (signal.aborted) return { kind: "refused", view, gates: judged, reason: INTERRUPTED };
    let gates = [...judged, lockGate(stage, owner, clock.now(), liveness)], held = firstFailure(gates);
    if (held !== null) {
      let ms = Math.min(leftMs(), POLL_MS);
      if (ms <= 0) return { kind: "refused", view, gates, reason: held };
      let { runId } = owner;
      runId !== waitedFor && say(`waiting up to ${formatDuration(leftMs())}: ${held.message}`), waitedFor = runId, await pause(run, ms), monitor.slept(ms), stale = !0;
    } else if (stale)
      await request.refresh?.(views), stale = !1;
    else {
      let claimed = await claim(run, view, request.subject, { ...request, gates, owner, liveness });
      if (claimed !== null) return claimed;
      if (races += 1, races >= MAX_RACES && leftMs() <= 0) return { kind: "refused", view, gates, reason: TOO_BUSY };
      await pause(run, random() * RACE_DELAY_MS);
    }
    views = await readAgain(run, views, leftMs);
  }
}
async function sweepAllTheSame({ ports }) {
  let left = await sweepDead(ports, { owner: null }).catch((error) => error);
  left !== null && ports.say(left.message);
}
var isOfRequest = ({ id }) => id === "tag", isOfNoRun = ({ id }) => !OF_WHAT_RUNS.some((one) => one === id), OF_WHAT_RUNS = ["older", "migrations", "readiness", "drift"];
function notFewer({ stage, state: { fence = 0 } }, before) {
  if (fence >= before) return fence;
  let what = `The ledger of ${stage} has gone back while this run waited: it knew of ${before} owners, and knows of ${fence} now.`;
  throw environmentError("LEDGER_WENT_BACK", what);
}
var pause = ({ ports: { clock, signal } }, ms) => clock.sleep(ms, signal).catch(() => {
});
async function readAgain(run, views, leftMs) {
  let { ledger, say, signal } = run.ports;
  for (; ; )
    try {
      return await ledger.read(views.map(({ stage }) => stage));
    } catch (error) {
      if (leftMs() <= 0 || signal.aborted) throw error;
      say(`waiting: ${messageOf(error)}`), await pause(run, Math.min(leftMs(), POLL_MS));
    }
}
async function claim(run, view, subject, claim2) {
  let { ledger, runs, clock } = run.ports, { gates, owner, liveness } = claim2, orphans = await sweepDead(run.ports, { owner });
  if (orphans !== null) return { kind: "refused", view, gates, reason: orphans };
  await runs.announce();
  let fence = (view.state.fence ?? 0) + 1, { runner } = run.context.identity, death = owner !== null && liveness?.kind === "dead" ? describeDeath(owner, liveness.proof) : null, entries = [
    ...takeoverEntries(run, owner, death),
    run.entry("started", {
      ...subject,
      fence,
      reason: claim2.reason,
      runner,
      ...claim2.fixes == null ? {} : { fixes: claim2.fixes }
    }),
    ...waiverEntries(run, subject, fence, gates)
  ], begun = momentOf(clock), acquired = (after) => ({
    kind: "acquired",
    locked: new LockedStage(run, after, owner, begun),
    gates,
    death
  });
  try {
    let after = await ledger.tryAppend(view, entries);
    return after && acquired(after);
  } catch (error) {
    let after = await clarify(run, view.stage);
    if (after === null) return { kind: "unclear", view, gates, reason: maybeLocked(run, view.stage, error) };
    if (after.state.lock?.runId !== run.runId) throw error;
    return acquired(after);
  }
}
async function clarify(run, stage) {
  for (let ms of CLARIFY_MS) {
    await pause(run, ms);
    let view = await readStage(run.ports.ledger, stage).catch(() => null);
    if (view !== null) return view;
  }
  return null;
}
var maybeLocked = ({ runId }, stage, error) => reason(
  "LEDGER_UNAVAILABLE",
  `${sentence(messageOf(error))} Run ${runId} may hold ${stage} now: its record was sent, and no answer came.`,
  `When the ledger can be reached again, look: \`status\`. Where ${stage} is held by run ${runId}, free it: \`unlock --stage ${stage} --reason 'WHY'\`.`
);
function takeoverEntries(run, owner, death) {
  return owner === null || death === null ? [] : (run.ports.say(`taking over: ${death}`), [run.entry("taken-over", { tag: owner.tag, sha: owner.sha, detail: death })]);
}
var waiverEntries = (run, subject, fence, gates) => gates.flatMap(
  ({ id, code, detail, waived }) => waived === void 0 ? [] : [
    run.entry("waived", {
      ...subject,
      fence,
      code,
      reason: waived.why,
      detail: `${id}: ${sentence(waived.why)} ${detail}`,
      waiver: { gate: id, until: waived.until }
    })
  ]
), INTERRUPTED = reason("INTERRUPTED", "The run was interrupted before it began."), TOO_BUSY = reason(
  "LEDGER_UNAVAILABLE",
  "The ledger took none of this run's records: another run was first each time, or the ref could not be updated."
);

export {
  describeAcquired,
  acquireLock
};
