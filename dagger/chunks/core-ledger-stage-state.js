// Made by `npm run build` from src/engine: change it there.

// src/core/ledger/stage-state.ts
var EFFECTS = ["migrate", "deploy", "rollback"];
var EMPTY_STATE = {
  running: null,
  verified: [],
  quarantine: [],
  frozen: null,
  lock: null
}, holdAt = ({ held }, now) => held === void 0 || held.until !== null && Date.parse(held.until) <= now.getTime() ? null : held;
function openWatchOf({ watch, running }) {
  return watch !== void 0 && running?.sha === watch.sha && !running.verified ? watch : null;
}

export {
  EFFECTS,
  EMPTY_STATE,
  holdAt,
  openWatchOf
};
