// Made by `npm run build` from src/engine: change it there.
import {
  LockedStage,
  afterEnding,
  begunRollback,
  concludeVerification,
  decideAttempt,
  deployAndSmoke,
  endingOf,
  failed,
  inconclusive,
  judgeResumable,
  logsCheck,
  lostTo,
  migrate,
  momentOf,
  onBadVersion,
  readSlackAnswer,
  recordEnding,
  recordRefusal,
  refusalOf,
  resumeRollback,
  slackBase,
  slackBody,
  slackRequest,
  watchLogs
} from "./common-9.js";
import {
  checkCi,
  gatherInputs,
  gatherPassing,
  windowsOf
} from "./release-gate-inputs.js";
import {
  readStage
} from "./release-append.js";
import {
  GATES,
  Run,
  buildReport,
  deltasTo,
  describeDeath,
  fail,
  firstFailure,
  gateResult,
  headOf,
  isUndecided,
  judgeGates,
  judgeLiveness,
  judgeReadiness,
  leaseOf,
  lockGate,
  lookBack,
  observeStage,
  pass,
  sourceOf,
  unfinished,
  unmet,
  untilAborted,
  viewOf
} from "./common-7.js";
import {
  skipped,
  unavailable
} from "./core-fact.js";
import {
  phaseSeconds
} from "./core-aws-credentials.js";
import {
  afterDeath
} from "./core-ledger-fold.js";
import {
  openWatchOf
} from "./core-ledger-record.js";
import {
  changeRequests,
  commitUrl,
  runUrl
} from "./core-forge.js";
import {
  ciRunText
} from "./core-ledger-runner.js";
import {
  MAX_TAG_LENGTH,
  nearestTags,
  parseTag,
  readCheck,
  sortVersionTags
} from "./semver.js";
import {
  fill,
  missingPlaceholders
} from "./core-config-tools.js";
import {
  PipelineError,
  environmentError,
  messageOf,
  usageError
} from "./core-errors.js";
import {
  describeRelease
} from "./core-stage.js";
import {
  reason
} from "./core-reasons.js";
import {
  canonicalJson
} from "./core-json.js";
import {
  clip,
  formatDuration,
  listSome,
  sentence
} from "./core-text.js";

// src/release/heartbeats.ts
async function keepingStage(locked, work) {
  if (locked.lease === null) return work();
  let stopping = new AbortController(), renewing = keepRenewing(locked, locked.lease, stopping.signal);
  try {
    return await work();
  } finally {
    stopping.abort(), await renewing;
  }
}
async function keepRenewing(locked, lease, stopping) {
  let { clock, say } = locked.run.ports, pauseMs = lease.beatMs, cause = null;
  for (; locked.gone === null; ) {
    if (await clock.sleep(Math.max(0, Math.min(pauseMs, lease.ownerMs - locked.silentMs)), stopping).catch(() => {
    }), stopping.aborted) return;
    let late = locked.isExpired, renewal = late ? await within(locked, lease.graceMs / 3, stopping, () => renewByRecord(locked)) : await within(locked, lease.ownerMs - locked.silentMs, stopping, () => beat(locked));
    if (stopping.aborted) return;
    renewal.kind === "lost" && locked.expire(renewal.to, lease), renewal.kind === "failed" && (say(`no heartbeat could be shown: ${renewal.why}`), cause ??= renewal.why, (late || locked.isExpired) && locked.expire(expired(locked, cause), lease)), renewal.kind === "renewed" && (cause = null), pauseMs = renewal.kind === "renewed" ? lease.beatMs : lease.beatMs / 3;
  }
}
async function within({ run: { ports } }, limitMs, stopping, work) {
  let done = new AbortController(), late = async () => (await ports.clock.sleep(limitMs, AbortSignal.any([stopping, done.signal])).catch(() => {
  }), { kind: "failed", why: `no answer within ${formatDuration(limitMs)}` });
  try {
    return await Promise.race([
      work().catch((error) => ({ kind: "failed", why: messageOf(error) })),
      late()
    ]);
  } finally {
    done.abort();
  }
}
function beat(locked) {
  let { run, stage } = locked, { clock, heartbeats, ledger } = run.ports;
  return locked.exclusively(async () => {
    let begun = momentOf(clock), view = await readStage(ledger, stage);
    return locked.owns(view) ? (await heartbeats.beat(stage, { runId: run.runId, at: clock.now().toISOString() }), locked.renewedSince(begun), { kind: "renewed" }) : { kind: "lost", to: lostTo(view) };
  });
}
async function renewByRecord(locked) {
  let silent = formatDuration(locked.silentMs);
  try {
    return await locked.append(locked.entry("renewed", { detail: `no heartbeat could be shown for ${silent}` })), { kind: "renewed" };
  } catch (error) {
    if (error instanceof PipelineError && error.reason.code === "LOCK_LOST")
      return { kind: "lost", to: error.reason };
    throw error;
  }
}
var expired = ({ silentMs }, why) => reason(
  "LEASE_EXPIRED",
  `This run could not show for ${formatDuration(silentMs)} that it is alive (${why}), so it stopped before another run may take the stage over.`
), LockMonitor = class {
  ports;
  stage;
  lastSign = null;
  watchedMs = 0;
  sinceLastLookMs = 0;
  constructor(ports, stage) {
    this.ports = ports, this.stage = stage;
  }
  async look(owner) {
    let [facts, silence] = await Promise.all([this.ports.runs.examine(owner), this.listen(owner)]);
    return judgeLiveness({ ...facts, silence });
  }
  /** Tells how long was slept since the last look. */
  slept(ms) {
    this.sinceLastLookMs += ms;
  }
  async listen(owner) {
    let seconds = owner.runner?.heartbeatSeconds ?? null;
    if (seconds === null) return { kind: "skipped", why: "it shows no heartbeats" };
    let heard = await this.hear(owner);
    if (heard.kind !== "known")
      return this.lastSign = null, heard;
    let { since, renewed = since, runId } = owner, sign = JSON.stringify([runId, renewed, heard.value?.id]);
    this.watchedMs = sign === this.lastSign ? this.watchedMs + this.sinceLastLookMs : 0, this.sinceLastLookMs = 0, this.lastSign = sign;
    let newest = Math.max(Date.parse(renewed), Date.parse(heard.value?.at ?? since)), ageMs = this.ports.clock.now().getTime() - newest;
    return {
      kind: "known",
      value: { watchedMs: this.watchedMs, ageMs, limitMs: leaseOf(seconds).takeoverMs }
    };
  }
  /** The owner's newest heartbeat; the record by which it took the stage was the first. */
  async hear({ runId }) {
    try {
      let beat2 = await this.ports.heartbeats.read(this.stage);
      return { kind: "known", value: beat2?.runId === runId ? beat2 : null };
    } catch (error) {
      return { kind: "unavailable", message: `its heartbeats cannot be read: ${messageOf(error)}` };
    }
  }
};

// src/release/acquire-lock.ts
var POLL_MS = 2e3, RACE_DELAY_MS = 200, MAX_RACES = 60, CLARIFY_MS = [0, 1e3, 3e3];
async function acquireLock(run, stage, request) {
  let { clock, say, signal, random } = run.ports, deadline = clock.now().getTime() + request.waitSeconds * 1e3, leftMs = () => deadline - clock.now().getTime(), monitor = new LockMonitor(run.ports, stage), waitedFor = null, stale = !1, races = 0, views = request.views, owners = 0;
  for (; ; ) {
    let view = viewOf(views, stage);
    owners = notFewer(view, owners);
    let judged = await request.judge(views), refused2 = firstFailure(judged);
    if (refused2 !== null && stale) {
      await request.refresh?.(views), stale = !1;
      continue;
    }
    if (refused2 !== null) return { kind: "refused", view, gates: judged, reason: refused2 };
    if (signal.aborted) return { kind: "refused", view, gates: judged, reason: INTERRUPTED };
    let owner = view.state.lock, liveness = owner && await monitor.look(owner), gates = [...judged, lockGate(stage, owner, clock.now(), liveness)], held = firstFailure(gates);
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
  let { ledger, runs, clock } = run.ports, { gates, owner, liveness } = claim2, orphans = await runs.sweep();
  if (orphans.length > 0)
    return { kind: "refused", view, gates, reason: reason("ORPHANS_LEFT", orphans.join("; ")) };
  await runs.announce();
  let fence = (view.state.fence ?? 0) + 1, { runner } = run.context.identity, entries = [
    ...takeoverEntries(run, owner, liveness),
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
    gates
  });
  try {
    let after = await ledger.tryAppend(view, entries);
    return after && acquired(after);
  } catch (error) {
    let after = await clarify(run, view.stage);
    if (after === null) return { kind: "unclear", gates, reason: maybeLocked(run, view.stage, error) };
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
function takeoverEntries(run, owner, liveness) {
  if (owner === null || liveness?.kind !== "dead") return [];
  let detail = describeDeath(owner, liveness.proof);
  return run.ports.say(`taking over: ${detail}`), [run.entry("taken-over", { tag: owner.tag, sha: owner.sha, detail })];
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
), INTERRUPTED = reason(
  "INTERRUPTED",
  "The run was interrupted before it began.",
  "Run the same command again."
), TOO_BUSY = reason(
  "LEDGER_UNAVAILABLE",
  "The ledger took none of this run's appends: each time another one came first, or the ledger could not be moved on."
);

// src/core/gates/waivers.ts
var MAX_WHY = 500, BETWEEN = /\n|,\s*(?=[\w-]+(?:@[^=,\s]*)?=)/;
function readWaivers(text, now, explained) {
  let read = (text ?? "").split(BETWEEN).map((part) => part.trim()).filter((part) => part !== "").map(readWaiver), problems = read.flatMap((one, index) => {
    let repeated = read.findIndex(({ waiver }) => waiver.gate === one.waiver.gate) !== index;
    return [...one.problems, ...refusals(one.waiver, repeated, now, explained)].map((message) => ({
      path: `--waive ${one.waiver.gate || JSON.stringify(clip(one.text))}`,
      message
    }));
  });
  if (problems.length > 0) throw refused(problems);
  return read.map(({ waiver }) => waiver);
}
function readWaiver(text) {
  let [, gate = "", time, why] = /^([\w-]+)(?:@([^=]*))?(?:=(.*))?$/s.exec(text) ?? [], until = time === void 0 ? null : readTime(time), waiver = { gate, why: (why ?? "").trim(), until };
  if (gate === "") return { text, waiver, problems: ["is not GATE=WHY"] };
  let badTime = time !== void 0 && until === null ? [`${JSON.stringify(clip(time))} is not a time such as 2026-03-01T18:00Z`] : [];
  return { text, waiver, problems: badTime };
}
var RULES = new Map(
  Object.entries(GATES).map(([id, { waiver }]) => [id, waiver])
);
function refusals({ gate, why, until }, repeated, now, explained) {
  if (gate === "") return [];
  let rule = RULES.get(gate);
  return [
    ...rule === void 0 ? [`is not a gate that can be waived; those are ${waivableGates().join(", ")}`] : [],
    ...typeof rule == "object" ? [`cannot be waived: ${rule.never}`] : [],
    ...rule === "with-reason" && !explained ? ["also needs a reason for the run: --reason '…'"] : [],
    ...why === "" ? ["needs a reason: GATE=WHY"] : [],
    ...why.length > MAX_WHY ? [`its reason is longer than ${MAX_WHY} characters`] : [],
    ...repeated ? ["is given twice"] : [],
    ...until !== null && hasExpired(until, now) ? [`expired at ${until}`] : []
  ];
}
var hasExpired = (until, now) => Date.parse(until) <= now.getTime(), waivableGates = () => [...RULES].filter(([, rule]) => typeof rule == "string").map(([gate]) => gate), refused = (problems) => usageError("WAIVER_REFUSED", "The waivers cannot be accepted.", problems);
function waive(gates, waivers, by, now) {
  return gates.map((gate) => {
    let waiver = waivers.find(({ gate: id }) => id === gate.id);
    if (waiver === void 0) return gate;
    if (gate.status !== "fail") return { ...gate, detail: `${gate.detail} (its waiver was not needed)` };
    let { why, until } = waiver;
    return until !== null && hasExpired(until, now) ? { ...gate, detail: `${sentence(gate.detail)} Its waiver expired at ${until}.` } : { ...gate, status: "waived", fix: null, waived: { by, why, until } };
  });
}
var waiverLine = ({ by, why, until }) => `waived by ${by} until ${until ?? "this run ends"}: ${why}`, oneWayWaivers = (gates, why) => waiversOf(["migrations", "readiness"], gates, why), allowOlderWaivers = (gates, why) => waiversOf(["older"], gates, why), overMigrationsWaivers = (gates, why) => waiversOf(["migrations"], gates, why), waiversOf = (ids, gates, why) => why === null ? [] : gates.filter(({ id, status }) => ids.includes(id) && status === "fail").map(({ id }) => ({ gate: id, why, until: null })), TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d{1,3})?)?(Z|[+-]\d\d:\d\d)$/, readTime = (text) => TIME.test(text) && !Number.isNaN(Date.parse(text)) ? new Date(text).toISOString() : null, UNITS = { m: 6e4, h: 36e5, d: 864e5 }, LASTING = /^([1-9]\d{0,3})([mhd])$/;
function readUntil(text, now) {
  if (text === null || text === "") return null;
  let [, count, unit = ""] = LASTING.exec(text) ?? [], ms = UNITS[unit], until = ms === void 0 ? readTime(text) : new Date(now.getTime() + Number(count) * ms).toISOString();
  if (until !== null && Date.parse(until) > now.getTime()) return until;
  let message = until === null ? `${JSON.stringify(clip(text))} is neither a time such as 2026-03-01T18:00Z, with its zone, nor a duration such as 90m, 2h or 3d` : `${until} has passed`;
  throw usageError("USAGE", "The time cannot be accepted.", [{ path: "--until", message }]);
}

// src/release/deploy-facts.ts
var NO_TAG = { sha: null, onMain: null, mainRemote: null, shallow: !1 }, NO_WORD = { waivers: [], allowOneWay: null, allowOlder: null };
async function gatherFacts(run, stage, tag, word, offline = !1) {
  let { repository, ledger, clock } = run.ports, { tagPrefix, mainBranch, migrations, gates: rules } = run.context.config, releaseBranches = run.context.config.releaseBranches ?? null, stages = stage === "production" ? ["production", "staging"] : ["staging"], isVersion = parseTag(tag, tagPrefix) !== null, [before, found] = await Promise.all([
    ledger.read(stages),
    isVersion ? repository.lookUp(tag, mainBranch) : NO_TAG
  ]), release = found.sha === null ? null : { tag, sha: found.sha }, delta = deltasTo(run, release), asksBranches = releaseBranches !== null || found.onMain !== !0, [{ nearest, newest }, branches, inputs, openingAt] = await Promise.all([
    release === null ? meantBy(repository, tag, tagPrefix) : { nearest: [], newest: null },
    release === null || !asksBranches ? [] : repository.branchesWith(release.sha),
    gatherInputs(run, stage, release, viewOf(before, stage).state, offline),
    windowsOf(run, stage),
    delta(afterDeath(viewOf(before, stage).state))
  ]), views = inputs.observed.sighting === "drift" ? await ledger.read(stages) : before, { tip, state: now } = viewOf(views, stage);
  return tip !== viewOf(before, stage).tip && (inputs.observed = await observeStage(run, stage, now)), { ...{
    release,
    inputs,
    delta,
    views,
    refresh: async (seen2) => {
      Object.assign(inputs, await gatherPassing(run, stage, release, viewOf(seen2, stage).state));
    }
  }, judge: async (seen2) => {
    let state = afterDeath(viewOf(seen2, stage).state), now2 = clock.now(), gateFacts = {
      stage,
      tag,
      tagPrefix,
      mainBranch,
      ...found,
      releaseBranches,
      branches,
      mainRule: rules.main,
      nearest,
      newest,
      state,
      staging: viewOf(seen2, "staging").state,
      now: now2,
      opening: openingAt(now2),
      soakMinutes: run.context.config.stages.staging.soakMinutes,
      inputs,
      delta: await delta(state),
      migrationPolicy: migrations?.fence.deploy ?? null
    }, gates = judgeGates(gateFacts), waivers = [
      ...word.waivers,
      ...oneWayWaivers(gates, word.allowOneWay),
      ...allowOlderWaivers(gates, word.allowOlder)
    ];
    return waive(gates, waivers, run.context.identity.actor, now2);
  } };
}
async function meantBy(repository, tag, tagPrefix) {
  let names = await repository.tags(), newest = sortVersionTags(names, tagPrefix)[0]?.tag ?? null;
  return { nearest: nearestTags(tag, names, tagPrefix), newest };
}
var POLL_MS2 = 2e4, APPEAR_MS = 6e4, MAX_MISSED = 3;
async function awaitCi(run, facts, waitSeconds, gather) {
  let { release, inputs } = facts, { ci } = inputs, inTheWay = (await facts.judge(facts.views)).filter(({ status }) => status === "fail"), onlyCi = inTheWay.length === 1 && inTheWay[0]?.id === "ci";
  if (waitSeconds === 0 || release === null || !onlyCi || !mayChange(ci)) return facts;
  let { latest } = await run.phase(
    "ci",
    async () => {
      await watchCi(run, release, ci, waitSeconds * 1e3);
      let latest2 = await gather(), gates = await latest2.judge(latest2.views);
      return { latest: latest2, gate: gates.find(({ id }) => id === "ci") };
    },
    ({ gate }) => ({ ok: gate.status === "pass", detail: gate.detail })
  );
  return latest;
}
var mayChange = (ci) => ci.kind === "known" && isUndecided(ci.value);
async function watchCi(run, release, first, waitMs) {
  let { clock, say, signal } = run.ports, started = clock.now().getTime(), said = "", missed = 0;
  for (let seen2 = first; ; seen2 = await checkCi(run, release)) {
    if (missed = seen2.kind === "known" ? 0 : missed + 1, missed > MAX_MISSED || seen2.kind === "known" && !isUndecided(seen2.value)) return;
    let limitMs = seen2.kind === "known" && seen2.value.checks.length === 0 ? Math.min(waitMs, APPEAR_MS) : waitMs, leftMs = started + limitMs - clock.now().getTime();
    if (leftMs <= 0 || signal.aborted) return;
    let line = `waiting for CI: ${describe(seen2)}`;
    line !== said && say(`${line} (at most ${formatDuration(leftMs)})`), said = line, await clock.sleep(Math.min(leftMs, POLL_MS2), signal).catch(() => {
    });
  }
}
function describe(seen2) {
  switch (seen2.kind) {
    case "known":
      return listSome(unfinished(seen2.value)) || "no check has reported yet";
    case "unavailable":
      return seen2.message;
    case "skipped":
      return seen2.why;
  }
}

// src/core/plan/digest.ts
var SECTIONS = {
  release: "the release",
  running: "what the stage runs",
  migrations: "the migrations",
  secrets: "the missing secrets",
  gates: "the gates",
  rollback: "the way back",
  infrastructure: "the infrastructure changes"
}, sectionNames = Object.keys(SECTIONS), UNSEEN = /* @__PURE__ */ Symbol("unseen"), DIGITS = 16, UNSEEN_DIGITS = "-";
function planDigest(facts, sha256) {
  let sections = sectionsOf(facts);
  return ["plan1", ...sectionNames.map((name) => partOf(sections[name], sha256))].join(".");
}
var partOf = (section, sha256) => section === UNSEEN ? UNSEEN_DIGITS : sha256(canonicalJson(section)).slice(0, DIGITS);
function sectionsOf(facts) {
  let { stage, tag, sha, running, migrations, secrets, gates, readiness, infrastructure } = facts;
  return {
    release: { stage, tag, sha },
    running: running && releaseOf(running),
    migrations: known(
      migrations,
      (list) => sorted(list.map(({ path, change, risk, reasons, down }) => ({ path, change, risk, reasons, down })))
    ),
    secrets: seen(secrets, sorted),
    gates: Object.fromEntries(
      gates.filter(({ id }) => !APART.includes(id)).map((gate) => [gate.id, statusOf(gate)])
    ),
    rollback: readiness && {
      target: readiness.target && releaseOf(readiness.target),
      oneWay: sorted(readiness.oneWay.map(({ why }) => why))
    },
    infrastructure: seen(
      infrastructure,
      (changes) => sorted(changes.map(({ op, type, name }) => ({ op, type, name })))
    )
  };
}
var releaseOf = ({ tag, sha }) => ({ tag, sha }), known = (fact, show) => fact.kind === "known" ? show(fact.value) : { [fact.kind]: !0 }, seen = (fact, show) => fact.kind === "unavailable" ? UNSEEN : known(fact, show), sorted = (list) => list.map((item) => ({ item, key: canonicalJson(item) })).sort((a, b) => a.key < b.key ? -1 : 1).map(({ item }) => item), APART = [
  "lock",
  "credentials",
  "window",
  "soak",
  "plan",
  "secrets",
  "migrations",
  "readiness"
];
function statusOf({ id, status, code }) {
  return code === "CI_UNFINISHED" || id === "drift" && status === "skipped" ? "pass" : status === "waived" ? "fail" : status;
}
var DIGEST = new RegExp(`^plan1(\\.([0-9a-f]{${DIGITS}}|${UNSEEN_DIGITS})){${sectionNames.length}}$`), SHORT = 12, MIN_SHORT = 8, shortDigest = (digest, sha256) => sha256(digest).slice(0, SHORT), isShort = (text) => /^[0-9a-f]+$/.test(text);
function digestFault(text) {
  return DIGEST.test(text) ? null : isShort(text) ? text.length < MIN_SHORT ? `is too short: a plan is named by at least ${MIN_SHORT} of its digits` : text.length > SHORT ? `is too long: the short digest of a plan has ${SHORT} digits` : null : "is not a digest that plan prints: plan1.… as a whole, or the short one";
}
function meetsShort(short, actual, sha256) {
  let unseen = withUnseen(actual, "secrets"), ways = [actual, unseen].flatMap((digest) => [digest, withUnseen(digest, "infrastructure")]);
  return [...new Set(ways)].filter((way) => shortDigest(way, sha256).startsWith(short)).length === 1;
}
var withUnseen = (digest, name) => [
  "plan1",
  ...partsOf(digest).map((part, index) => sectionNames[index] === name ? UNSEEN_DIGITS : part)
].join("."), covers = (digest, section) => isShort(digest) || partsOf(digest)[sectionNames.indexOf(section)] !== UNSEEN_DIGITS, partsOf = (digest) => digest.split(".").slice(1);
function changedSections(expected, actual) {
  let after = partsOf(actual);
  return sectionNames.filter(
    (name, index) => covers(expected, name) && partsOf(expected)[index] !== after[index]
  ).map((name) => SECTIONS[name]);
}
function planGate(expected, actual, stage, sha256) {
  if (isShort(expected)) {
    let judgement = meetsShort(expected, actual, sha256) ? pass(`still ${expected}`) : fail(
      "PLAN_CHANGED",
      `Something has changed since plan ${expected} was made; it is ${shortDigest(actual, sha256)} now.`
    );
    return gateResult(headOf("plan"), judgement, stage);
  }
  let changed = changedSections(expected, actual);
  return gateResult(
    headOf("plan"),
    changed.length === 0 ? pass(`still ${actual}`) : fail("PLAN_CHANGED", `Something has changed since the plan was made: ${changed.join(", ")}.`),
    stage
  );
}

// src/release/plan.ts
var MAX_COMMITS = 200;
async function plan(context, request) {
  let { stage, tag, waive: waive2 = null, allowOneWay = null, allowOlder = null, offline = !1 } = request, run = new Run(context, "plan", stage, tag), waivers = readWaivers(waive2, run.startedAt, !0), facts = await gatherFacts(run, stage, tag, { waivers, allowOneWay, allowOlder }, offline), { release } = facts, gates = await facts.judge(facts.views), view = viewOf(facts.views, stage), shown = {
    sha: release?.sha ?? null,
    state: view.state,
    observed: facts.inputs.observed,
    gates: [...gates, await judgeLock(run, view)]
  };
  if (await lookBack(run, view.state), release === null) return buildReport(run, "blocked", firstFailure(gates), shown);
  let refused2 = request.strict === !0 ? firstFailure(gates.filter(mayStop)) : null;
  return buildReport(run, refused2 === null ? "done" : "blocked", refused2, {
    ...shown,
    plan: await planOf(run, stage, facts, { view, gates, release })
  });
}
var mayStop = ({ code, id }, _index, gates) => {
  let isBlind = gates.some((gate) => gate.code === "CREDENTIALS_MISSING");
  return code !== "CI_UNFINISHED" && !(isBlind && (id === "credentials" || id === "secrets"));
};
async function planOf(run, stage, facts, { view, gates, release }) {
  let [{ facts: found, digest }, commits, staging] = await Promise.all([
    snapshotsOf(run, stage, release.tag, facts)(facts.views, gates),
    run.ports.repository.log(view.state.running?.sha ?? null, release.sha, MAX_COMMITS),
    stage === "production" ? stagingProof(run, release) : void 0
  ]), { migrations, infrastructure, secrets, readiness } = found, { target, oneWay } = readiness;
  return {
    digest,
    shortDigest: shortDigest(digest, run.ports.sha256),
    commits: withPages(commits, run.context.forge ?? null),
    migrations,
    sources: await sourcesOf(run, release, migrations),
    ...staging === void 0 ? {} : { staging },
    infrastructure,
    secrets,
    rollbackTarget: target,
    reversible: oneWay.length === 0,
    oneWay: oneWay.map(({ why }) => why)
  };
}
var REACH = 200;
async function stagingProof({ ports, context }, { sha }) {
  let records = await ports.ledger.history("staging", REACH), verified = records.find((record) => record.kind === "verified" && record.sha === sha);
  if (verified === void 0) return null;
  let { at, runId, actor } = verified, ci = records.find((record) => record.runId === runId && record.runner?.ci)?.runner?.ci ?? null;
  return { at, runId, actor, url: ci && runUrl(ciRunText(ci), context.forge ?? null) };
}
var MAX_SOURCES = 20;
async function sourcesOf({ ports: { repository } }, { sha }, migrations) {
  if (migrations.kind !== "known") return [];
  let paths = migrations.value.filter(({ path, change }) => change === "new" && /\.sql$/i.test(path)).map(({ path }) => path).slice(0, MAX_SOURCES);
  if (paths.length === 0) return [];
  let texts = await repository.contents(sha, paths);
  return paths.flatMap((path, index) => {
    let text = texts[index] ?? null;
    return text === null ? [] : [sourceOf(path, text)];
  });
}
function withPages(commits, forge) {
  if (commits.kind !== "known" || forge === null) return commits;
  let linked = commits.value.commits.map((commit) => {
    let requests = changeRequests(forge, commit.subject);
    return { ...commit, url: commitUrl(forge, commit.sha), ...requests.length === 0 ? {} : { requests } };
  });
  return { ...commits, value: { ...commits.value, commits: linked } };
}
async function preflight(context, request) {
  let { stage, tag, waitSeconds = 0 } = request, run = new Run(context, "preflight", stage, tag), waivers = readWaivers(request.waive ?? null, run.startedAt, !0), gather = () => gatherFacts(run, stage, tag, { ...NO_WORD, waivers }), { views, judge, release, inputs } = await awaitCi(run, await gather(), waitSeconds, gather), view = viewOf(views, stage), gates = [...await judge(views), await judgeLock(run, view)], refused2 = firstFailure(gates);
  return await lookBack(run, view.state), buildReport(run, refused2 === null ? "done" : "blocked", refused2, {
    sha: release?.sha ?? null,
    state: view.state,
    observed: inputs.observed,
    gates
  });
}
async function judgeLock(run, { stage, state: { lock } }) {
  let liveness = lock && await new LockMonitor(run.ports, stage).look(lock);
  return lockGate(stage, lock, run.ports.clock.now(), liveness);
}
function snapshotsOf(run, stage, tag, facts, asksDeployer = !0) {
  let { release, inputs } = facts, answers = /* @__PURE__ */ new Map();
  return async (views, gates) => {
    let state = afterDeath(viewOf(views, stage).state), running = state.running?.sha ?? "", infrastructure = answers.get(running) ?? (asksDeployer ? askDeployer(run, stage, release) : Promise.resolve(NOT_ASKED));
    answers.set(running, infrastructure);
    let delta = await facts.delta(state), policy = run.context.config.migrations?.fence.deploy ?? null, found = {
      stage,
      tag,
      sha: release?.sha ?? null,
      running: state.running,
      migrations: delta.migrations,
      secrets: missingSecrets(inputs),
      gates,
      readiness: release && judgeReadiness(state, release, delta, policy, inputs.observed),
      infrastructure: await infrastructure
    };
    return { facts: found, digest: planDigest(found, run.ports.sha256) };
  };
}
function judgeExpected(run, stage, tag, facts, expected) {
  if (expected === null) return facts.judge;
  let snapshot = snapshotsOf(run, stage, tag, facts, covers(expected, "infrastructure"));
  return async (views) => {
    let gates = await facts.judge(views), { digest } = await snapshot(views, gates);
    return [...gates, planGate(expected, digest, stage, run.ports.sha256)];
  };
}
var missingSecrets = ({ secrets }) => secrets.kind === "known" ? { kind: "known", value: unmet(secrets.value).map(({ name }) => name) } : secrets, NOT_ASKED = unavailable("the approved plan did not show it");
async function askDeployer({ ports, context, runId, purpose }, stage, release) {
  let { deployer, credentials, signal, say } = ports;
  if (release === null) return skipped("there is no commit to judge");
  if (deployer.plan === void 0) return skipped("the deployer cannot tell before it deploys");
  let obtained = await credentials.obtain(stage, phaseSeconds(context.config), purpose);
  if (!obtained.ok) return unavailable(obtained.reason.message);
  let { env, secrets } = obtained;
  return deployer.plan({ stage, release, runId, credentials: { env, secrets }, signal, say });
}

// src/release/run-verification.ts
function configuredVerification({ verify }) {
  if (verify !== void 0) return verify;
  throw usageError("CONFIG_INVALID", "pipeline.json does not say what to verify.", [
    { path: "verify", message: "is missing" }
  ]);
}
function verificationPhase(run, verify, subject, signal) {
  let means = { context: run.context, ports: { ...run.ports, signal } };
  return run.phase(
    "verification",
    () => runVerification(means, verify, subject),
    ({ verdict, detail }) => ({ ok: verdict === "pass", detail: `${verdict}: ${detail}` })
  );
}
async function runVerification(means, config, subject) {
  let { clock, say } = means.ports, startedAt = clock.now().getTime(), { checks, logs, slack } = config, shown = async (check) => {
    let { name, verdict, detail } = await check;
    return say(`${name} ${verdict}: ${detail}`), check;
  }, pending = [
    ...checks.map((check) => shown(verifyHttp(means, check, subject))),
    ...slack === void 0 ? [] : [shown(verifySlack(means, slack, subject))],
    ...logs === void 0 ? [] : [shown(watchLogs(means, logs, subject))]
  ];
  return await Promise.allSettled(pending), concludeVerification(await Promise.all(pending), clock.now().getTime() - startedAt);
}
function verifyHttp(means, check, subject) {
  let { name, optional, deadlineSeconds } = check;
  return untilRight(
    means,
    { name, kind: "http", optional, deadlineSeconds },
    check.url,
    subject,
    async (url, ms) => readCheck(check, url, await means.ports.prober.probe(check, url, ms), subject.expected)
  );
}
async function verifySlack(means, slack, subject) {
  let { prober, slackSigner, clock } = means.ports, challenge = means.context.identity.runId, body = slackBody(challenge), head = { name: "slack", kind: "slack", ...slack }, signed = await slackSigner(slackBase(0, body));
  if (signed.kind !== "known") {
    let detail = signed.kind === "skipped" ? signed.why : signed.message;
    return result(head, "unavailable", detail);
  }
  return untilRight(means, head, slack.url, subject, async (url, ms) => {
    let timestamp = Math.floor(clock.now().getTime() / 1e3), { value } = await slackSigner(slackBase(timestamp, body));
    return readSlackAnswer(
      url,
      await prober.probe(slackRequest(url, body, timestamp, value), url, ms),
      challenge
    );
  });
}
async function untilRight({ ports: { clock, signal } }, { deadlineSeconds, ...head }, template, { urls }, ask) {
  let missing = missingPlaceholders(template, urls);
  if (missing.length > 0) return result(head, "unavailable", `the stage has no ${missing.join(", ")}`);
  let url = fill(template, urls), endsAt = clock.now().getTime() + deadlineSeconds * 1e3, leftMs = () => endsAt - clock.now().getTime();
  for (; ; ) {
    let timeoutMs = Math.max(1, Math.ceil(leftMs())), reading = await untilAborted(signal, () => ask(url, timeoutMs)), decision = decideAttempt(reading, leftMs());
    if (decision.kind === "verdict")
      return result(head, decision.verdict, reading.detail, reading.latencyMs);
    await clock.sleep(decision.delayMs, signal);
  }
}
var result = ({ name, kind, optional }, verdict, detail, latencyMs = null) => ({ name, kind, optional, verdict, detail, latencyMs, lines: [] }), checksOf = ({ checks, logs, slack }) => [
  ...checks.map(({ name, optional }) => ({ name, kind: "http", optional })),
  ...slack === void 0 ? [] : [{ name: "slack", kind: "slack", optional: slack.optional }],
  ...logs === void 0 ? [] : [logsCheck(logs)]
];

// src/release/deploy.ts
async function deploy(context, request) {
  let { stage, tag } = request, verify = request.verify === !0 ? configuredVerification(context.config) : null, run = new Run(context, `deploy-${stage}`, stage, tag, request.reason), word = wordOf(run, request), expected = request.expect ?? null, gather = () => gatherFacts(run, stage, tag, word), found = await run.phase("resolve", gather, describeFacts(tag)), facts = await awaitCi(run, found, context.config.gates.ci?.waitSeconds ?? 0, gather), { release, views, refresh } = facts, judge = judgeResumable(judgeExpected(run, stage, tag, facts, expected), stage, release);
  release !== null && firstFailure(await judge(views)) === null && run.ports.deployer.prepare?.(stage, release);
  let acquired = await run.phase(
    "gates",
    () => acquireLock(run, stage, { ...request, subject: release, judge, refresh, views }),
    describeAcquired
  );
  if (acquired.kind !== "acquired")
    return recordRefusal(run, acquired, { sha: release?.sha ?? null, observed: facts.inputs.observed });
  let subject = release, { locked, gates } = acquired, { running, quarantine } = locked.view.state, begun = begunRollback({ lock: locked.takenOver, quarantine }, subject), watch = context.config.stages[stage].watch, open = openWatchOf(locked.view.state);
  open !== null && open.sha !== subject.sha && run.ports.say(`${describeRelease(open)} was never watched to the end, and stays unverified`);
  let onwards = async () => {
    if (begun !== null) return resumeRollback(locked, begun);
    if (watch !== void 0 && open?.sha === subject.sha) {
      let { resumeWatch } = await loadWatch();
      return resumeWatch(locked, open, watch);
    }
    return releaseTo(locked, subject, verify, request.detach === !0);
  }, ending = await keepingStage(locked, async () => afterEnding(locked, await onwards(), subject)), previous = running && { tag: running.tag, sha: running.sha };
  return recordEnding(locked, ending, { sha: subject.sha, previous, gates, observed: facts.inputs.observed });
}
var releaseTo = (locked, release, verify, detach) => endingOf(
  locked,
  async () => {
    let objection = await refusalOf(locked, "before-deploy", release);
    if (locked.signal.aborted) return failed(release, locked.gone ?? reason("INTERRUPTED"));
    if (objection !== null) return { outcome: "blocked", release, reason: objection };
    let migrations = locked.run.context.config.migrations?.run;
    if (migrations?.when === "before") {
      let refused2 = await migrate(locked, release, migrations);
      if (refused2 !== null) return failed(release, refused2);
    }
    let deployed = await deployAndSmoke(locked, release, "deploy");
    if (deployed.kind === "inconclusive") return inconclusive(release, deployed.reason);
    if (deployed.kind === "bad") return onBadVersion(locked, release, deployed);
    if (migrations?.when === "after") {
      let refused2 = await migrate(locked, release, migrations);
      if (refused2 !== null) return failed(release, refused2);
    }
    if (verify !== null) {
      let { verdict, detail } = await verifyDeployed(locked, verify, release, deployed.outputs);
      if (verdict === "fail")
        return onVerificationFailed(locked, verify, release, reason("VERIFICATION_FAILED", detail));
    }
    let { watch } = locked.run.context.config.stages[locked.stage];
    if (watch === void 0) return { outcome: "deployed", release, reason: null };
    let until = new Date(locked.run.ports.clock.now().getTime() + watch.minutes * 6e4).toISOString();
    if (detach) return { outcome: "deployed", release, reason: null, watching: until };
    let { onWatched } = await loadWatch();
    return onWatched(locked, release, deployed.outputs, watch, until);
  },
  (why) => failed(release, why)
), loadWatch = () => import("./release-watch-release-2.js");
async function verifyDeployed(locked, verify, release, outputs) {
  await locked.flush();
  let { run, stage, signal } = locked, { tagPrefix, stages } = run.context.config, { startedAt, durationMs } = run.phases.find(({ name }) => name === "deploy"), deployedAtMs = Date.parse(startedAt) + durationMs, urls = { ...stages[stage].urls, ...outputs };
  return verificationPhase(
    run,
    verify,
    { stage, expected: { ...release, tagPrefix }, urls, deployedAtMs },
    signal
  );
}
function onVerificationFailed(locked, { rollback }, release, why) {
  return rollback !== !0 ? { ...failed(release, why), doubted: release } : onBadVersion(locked, release, { kind: "bad", reason: why, changed: !0, judged: !0 });
}
function wordOf(run, { waive: waive2, reason: because, allowOneWay, allowOlder }) {
  return { waivers: readWaivers(waive2 ?? null, run.startedAt, because !== null), allowOneWay: allowOneWay ?? null, allowOlder: allowOlder ?? null };
}
var describeFacts = (tag) => ({ release }) => ({
  ok: !0,
  detail: release === null ? `no commit for ${JSON.stringify(clip(tag, MAX_TAG_LENGTH))}` : describeRelease(release)
}), describeAcquired = (acquired) => acquired.kind === "acquired" ? { ok: !0, detail: "all passed, lock taken" } : { ok: !1, detail: `${acquired.reason.code}: ${acquired.reason.message}` };

export {
  digestFault,
  waive,
  waiverLine,
  overMigrationsWaivers,
  readUntil,
  keepingStage,
  LockMonitor,
  acquireLock,
  meantBy,
  plan,
  preflight,
  configuredVerification,
  verificationPhase,
  checksOf,
  deploy,
  describeAcquired
};
