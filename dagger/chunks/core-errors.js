// Made by `npm run build` from src/engine: change it there.
import {
  reason
} from "./core-reasons.js";

// src/core/errors.ts
var PipelineError = class extends Error {
  reason;
  kind;
  problems;
  constructor(kind, why, problems = []) {
    super(why.message), this.name = "PipelineError", this.kind = kind, this.reason = why, this.problems = problems;
  }
}, usageError = (code, message, problems = []) => new PipelineError("usage", reason(code, message), problems), environmentError = (code, message) => new PipelineError("environment", reason(code, message));
function renderError(error) {
  if (!(error instanceof PipelineError)) {
    let { code: code2, message: message2, fix: fix2 } = reason("INTERNAL"), detail = error instanceof Error ? error.stack ?? error.message : messageOf(error);
    return [`${code2}  ${message2}`, `Fix: ${fix2}`, detail].join(`
`);
  }
  let { code, message, fix } = error.reason, problems = error.problems.flatMap(({ path, message: message2, at, fix: fix2 }) => [
    `  ${at === void 0 ? "" : `${at}  `}${path}: ${message2}`,
    ...fix2 === void 0 || fix2 === "" ? [] : [`      ${fix2}`]
  ]), state = code === "LEDGER_ANSWER_LOST" ? [] : ["Nothing was changed."];
  return [`${code}  ${message}`, ...problems, ...state, `Fix: ${fix}`].join(`
`);
}
function messageOf(thrown) {
  if (thrown instanceof Error) return thrown.message;
  if (typeof thrown != "object" || thrown === null) return String(thrown);
  try {
    return JSON.stringify(thrown);
  } catch {
    return "something that cannot be shown was thrown";
  }
}

export {
  PipelineError,
  usageError,
  environmentError,
  renderError,
  messageOf
};
