// Made by `npm run build` from src/engine: change it there.
import {
  redactWith,
  withoutSecrets
} from "./core-masking.js";
import {
  PipelineError,
  environmentError,
  messageOf
} from "./core-reasons.js";

// src/release/append.ts
var MAX_RACES = 60, MAX_RACE_DELAY_MS = 1500, RETRY_DELAYS_MS = [1e3, 3e3, 1e4], LOOK_BACK = 200;
async function appendEntries({ ledger, clock, random, say }, view, compose, { signal, delaysMs = RETRY_DELAYS_MS, unsure = !1 } = {}) {
  let delays = [...delaysMs], seen = unsure ? null : view, doubtful = unsure, last = null, lost = null;
  for (let races = 0; races < MAX_RACES; ) {
    try {
      seen ??= await orFault(readStage(ledger, view.stage));
      let written = doubtful ? await orFault(ledger.history(view.stage, LOOK_BACK)) : [];
      if (lost = null, last !== null && written.some(isSame(last))) return await orFault(readStage(ledger, view.stage));
      let entries = compose(seen).filter((entry) => !written.some(isSame(entry)));
      if (last = entries.at(-1) ?? null, last === null) return await orFault(readStage(ledger, view.stage));
      let appended = await orFault(ledger.tryAppend(seen, entries));
      if (appended !== null) return appended;
      races += 1, await clock.sleep(random() * Math.min(10 * 2 ** races, MAX_RACE_DELAY_MS), signal);
    } catch (error) {
      if (!(error instanceof LedgerFault)) throw error;
      let { cause } = error;
      isAnswerLost(cause) && (lost = cause);
      let delayMs = mayPass(cause) ? delays.shift() : void 0;
      if (delayMs === void 0) throw lost ?? cause;
      doubtful = !0, say(`the ledger cannot be used, the next try is in ${delayMs / 1e3} s: ${messageOf(cause)}`), await clock.sleep(delayMs, signal);
    }
    seen = null;
  }
  throw environmentError(
    "LEDGER_UNAVAILABLE",
    `The ledger refused ${MAX_RACES} appends to ${view.stage} in a row.`
  );
}
var LedgerFault = class extends Error {
  constructor(cause) {
    super(messageOf(cause), { cause });
  }
}, orFault = (answer) => answer.catch((error) => {
  throw new LedgerFault(error);
}), PASSING = ["LEDGER_UNAVAILABLE", "LEDGER_ANSWER_LOST"], isAnswerLost = (error) => error instanceof PipelineError && error.reason.code === "LEDGER_ANSWER_LOST", mayPass = (error) => !(error instanceof PipelineError) || PASSING.includes(error.reason.code);
async function readStage(ledger, stage) {
  let [view] = await ledger.read([stage]);
  return view;
}
var isSame = ({ runId, seq }) => (record) => seq !== void 0 && record.runId === runId && record.seq === seq;
function maskedLedger(ledger, masker, say) {
  let said = /* @__PURE__ */ new Set(), recordable = (entry) => {
    let masked = withoutSecrets(entry, masker);
    if (entry.outputs === null) return masked;
    let [kept, left] = withoutMasked(entry.outputs, masker);
    for (let name of left.filter((one) => !said.has(one)))
      said.add(name), say(`the output ${name} holds a secret, so the ledger does not keep it`);
    return { ...masked, outputs: kept };
  };
  return {
    where: redactWith(masker, ledger.where),
    read: (stages) => ledger.read(stages),
    tryAppend: (view, entries) => ledger.tryAppend(view, entries.map(recordable)),
    rehearse: () => ledger.rehearse(),
    history: (...asked) => ledger.history(...asked)
  };
}
function withoutMasked(outputs, masker) {
  let isPlain = ([name, value]) => redactWith(masker, name) === name && redactWith(masker, value) === value, all = Object.entries(outputs);
  return [Object.fromEntries(all.filter(isPlain)), all.filter((one) => !isPlain(one)).map(([name]) => name)];
}
async function within(clock, limitMs, work, ending) {
  let done = new AbortController(), signal = ending === void 0 ? done.signal : AbortSignal.any([ending, done.signal]), late = clock.sleep(limitMs, signal).then(
    () => null,
    () => null
  );
  try {
    return await Promise.race([work, late]);
  } finally {
    done.abort(), work.catch(() => {
    });
  }
}

export {
  appendEntries,
  mayPass,
  readStage,
  maskedLedger,
  within
};
