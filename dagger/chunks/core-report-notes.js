// Made by `npm run build` from src/engine: change it there.
import {
  hasLost,
  headline
} from "./core-report-headline.js";
import {
  isQuarantined
} from "./core-plan-way-back.js";
import {
  describeRelease
} from "./core-stage.js";
import {
  bare,
  formatDuration,
  isoSeconds,
  listSome,
  sentence
} from "./valibot.js";

// src/core/report/notes.ts
var notes = (report) => [
  ...freezeNote(report),
  ...heldNote(report),
  // what a person should know who froze a stage or quarantined a version
  ...report.hold?.notes ?? [],
  ...downtimeNote(report),
  ...proofNote(report),
  ...versionNote(report)
], endOf = ({ startedAt, durationMs }) => Date.parse(startedAt) + durationMs;
function unsaid(detail, { reason }) {
  let isSaid = (text) => reason?.message.startsWith(bare(text)) === !0;
  if (isSaid(detail)) return "";
  let colon = detail.indexOf(": ");
  return colon > 0 && isSaid(detail.slice(colon + 2)) ? detail.slice(0, colon) : detail;
}
var afterColon = (detail, report) => {
  let left = unsaid(detail, report);
  return left === "" ? "" : `: ${left}`;
}, reasonParts = (report) => {
  let { reason } = report;
  if (reason === null) return null;
  let isSaid = headline(report).includes(bare(reason.message));
  return { code: reason.code, message: isSaid ? null : reason.message, fix: reason.fix };
};
function downtimeNote({ downtime, stage, command, previous, tag, phases }) {
  if (downtime === null) return [];
  let { from, to, durationMs } = downtime, left = (command === "rollback" ? previous?.tag : tag) ?? "The version that was left", isWhole = phases.every(({ name, status }) => name !== "deploy" || status === "ok");
  return [
    `${left} ${isWhole ? "was" : "may have been"} on ${stage} for ${formatDuration(durationMs)}: from ${isoSeconds(from)} to ${isoSeconds(to)}.`
  ];
}
function dividedGates({ gates, command, outcome, reason }) {
  if (command === "preflight" && outcome === "done") return { shown: [...gates], folded: [] };
  let said = gates.find(({ status, detail }) => status === "fail" && detail === reason?.message);
  return {
    shown: gates.filter((gate) => gate !== said && (gate.status === "fail" || gate.status === "waived")),
    folded: gates.filter(({ status }) => status === "pass" || status === "skipped")
  };
}
var TALLIED = { fail: "failed", waived: "waived", pass: "passed", skipped: "skipped" }, gateTally = (gates) => Object.entries(TALLIED).map(([status, word]) => [gates.filter((gate) => gate.status === status).length, word]).filter(([count]) => count > 0).map(([count, word]) => `${count} ${word}`).join(", "), verifiedNote = (state) => {
  let free = state.verified.filter(({ sha }) => !isQuarantined(state, sha));
  return free.length === 0 ? [] : [`verified here, newest first: ${free.slice(0, 5).map(describeRelease).join(", ")}`];
}, FREEZING_NOTHING = /* @__PURE__ */ new Set(["smoke", "verify", "adopt", "secrets-set"]);
function freezeNote(report) {
  let { outcome, command, stage, reason } = report, looks = FREEZING_NOTHING.has(command ?? ""), judged = outcome === "inconclusive" && !looks && !hasLost(report), fenced = outcome === "failed" && reason?.code === "MIGRATION_BLOCKS_ROLLBACK";
  if (!judged && !fenced && outcome !== "rolled-back" && outcome !== "rollback-failed") return [];
  if (reason?.fix.includes("`unfreeze "))
    return [`Until then ${stage} is frozen: it takes no deploys, only rollbacks.`];
  let open = `\`unfreeze --stage ${stage} --reason 'WHY'\``;
  return [`${stage} is frozen: it takes no deploys, only rollbacks, until ${open}`];
}
function heldNote({ outcome, card, stage }) {
  let held = outcome === "deployed" ? card?.held : void 0;
  if (held === void 0) return [];
  let until = held.until === null ? "" : `${isoSeconds(held.until)}, or until `;
  return [
    `${held.actor} froze ${stage} meanwhile: ${sentence(held.reason)} It takes no deploys until ${until}\`unfreeze --stage ${stage} --reason 'WHY'\``
  ];
}
function proofNote({ smoke, rollbackSmoke }) {
  let { proof } = rollbackSmoke ?? smoke ?? {};
  return proof === "version" ? ["Only the version was seen, not the commit: let a smoke check ask for it (expect.sha)."] : [];
}
function versionNote({ nextVersion }) {
  if (nextVersion === null) return [];
  let { current, bump, because, ignored } = nextVersion;
  return [current === null ? "the first version" : `the ${bump} part of ${current} grows: ${because}`, ...ignored.length === 0 ? [] : [`Ignored: ${listSome(ignored)} (a part with a leading zero, or other than three parts, is no semantic version).`]];
}
var provenance = ({ approvedBy, ciRun, because, traceId }) => [
  ...approvedBy?.length ? [`approved by ${approvedBy.join(" and ")}`] : [],
  ...ciRun === null ? [] : [ciRun],
  ...because === null ? [] : [`reason: ${because}`],
  ...traceId === null ? [] : [`trace ${traceId}`]
], logTitle = ({ migration }) => migration === null || migration.status === "applied" ? "last lines of the deployer" : "last lines of the migrations";
function stageNotes({
  stage,
  state,
  holder
}) {
  let { frozen, held, lock, quarantine } = state, freezes = [
    ...frozen === null ? [] : [{ ...frozen, until: null }],
    ...held === void 0 ? [] : [held]
  ], open = `; to open it: \`unfreeze --stage ${stage} --reason 'WHY'\``;
  return [
    ...freezes.map((one, index) => {
      let way = index === freezes.length - 1 ? open : "";
      return `frozen since ${isoSeconds(one.at)} by ${one.actor}${untilText(one.until)}: ${bare(one.reason)}${way}`;
    }),
    ...lock === null ? [] : [
      `held since ${isoSeconds(lock.since)} by ${lock.actor} on ${lock.host}: ${lock.command}, run ${lock.runId}; ${holderText(holder)}`
    ],
    ...quarantine.slice(0, 1).map((release) => {
      let by = release.by === void 0 ? "" : ` by ${release.by}`;
      return `quarantined ${describeRelease(release)} at ${isoSeconds(release.at)}${by}: ${bare(release.reason)}${others(quarantine.slice(1))}`;
    })
  ];
}
function holderText(holder) {
  switch (holder?.kind) {
    case "alive":
      return `it is alive: ${holder.sign}`;
    case "dead":
      return `it died: ${holder.proof}. Run its command again: that takes over`;
    default:
      return "if it died, run its command again: that takes over";
  }
}
function openingNotes(stage, { held, quarantine }) {
  let judged = quarantine.filter(({ by }) => by === void 0);
  return [
    ...held === void 0 ? [] : [`This ends the freeze of ${held.actor}, too: ${sentence(held.reason)}`],
    ...judged.slice(0, 1).map(
      ({ tag }) => `No longer quarantined: ${listSome(judged.map(describeRelease))}. To keep one out: \`quarantine --tag ${tag} --stage ${stage} --reason 'WHY'\``
    )
  ];
}
var others = (quarantine) => quarantine.length === 0 ? "" : `; and ${listSome(quarantine.map(describeRelease), 3)}`, untilText = (until) => until === null ? "" : `, until ${isoSeconds(until)}`, hookLog = ({ hooks }) => hooks.flatMap(({ name, log }) => log.map((line) => `${name}: ${line}`));

export {
  notes,
  endOf,
  unsaid,
  afterColon,
  reasonParts,
  dividedGates,
  gateTally,
  verifiedNote,
  provenance,
  logTitle,
  stageNotes,
  openingNotes,
  hookLog
};
