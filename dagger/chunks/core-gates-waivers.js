// Made by `npm run build` from src/engine: change it there.
import {
  GATES
} from "./common-7.js";
import {
  PipelineError,
  reason,
  usageError
} from "./core-reasons.js";
import {
  clip,
  sentence
} from "./valibot.js";

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
function readUntil(text, now, stage) {
  if (text === null || text === "") return null;
  let [, count, unit] = LASTING.exec(text) ?? [], ms = UNITS[unit], until = ms === void 0 ? readTime(text) : new Date(now.getTime() + Number(count) * ms).toISOString();
  if (until !== null && Date.parse(until) > now.getTime()) return until;
  let message = until === null ? `${JSON.stringify(clip(text))} is neither a time such as 2026-03-01T18:00Z, with its zone, nor a duration such as 90m, 2h or 3d` : `${until} has passed`, tomorrow = `${new Date(now.getTime() + UNITS.d).toISOString().slice(0, 16)}Z`, like = (form) => `\`freeze --stage ${stage} --until ${form} --reason 'WHY'\``, fix = `Give minutes, hours or days, ${like("2h")}, or a time with its zone, ${like(tomorrow)}.`, why = reason("USAGE", "The time cannot be accepted.", fix);
  throw new PipelineError("usage", why, [{ path: "--until", message }]);
}

export {
  readWaivers,
  waive,
  waiverLine,
  oneWayWaivers,
  allowOlderWaivers,
  overMigrationsWaivers,
  readUntil
};
