// Made by `npm run build` from src/engine: change it there.
import {
  integer,
  literal,
  minValue,
  nullable,
  number,
  object,
  picklist,
  pipe,
  regex,
  safeParse,
  string
} from "./valibot.js";

// src/core/ledger/runner.ts
var CiRunSchema = object({
  provider: literal("github"),
  repository: pipe(string(), regex(/^[\w.-]+\/[\w.-]+$/)),
  runId: pipe(string(), regex(/^\d{1,20}$/)),
  attempt: pipe(number(), integer(), minValue(1))
}), RunnerSchema = object({
  kind: picklist(["host", "engine"]),
  ci: nullable(CiRunSchema),
  heartbeatSeconds: nullable(number())
}), CI_RUN_FORM = "github:OWNER/REPOSITORY/RUN_ID/ATTEMPT";
function parseCiRun(text) {
  let [, provider, repository, runId, attempt] = /^([^:]*):(.*)\/([^/]*)\/(\d+)$/s.exec(text) ?? [], parsed = safeParse(CiRunSchema, { provider, repository, runId, attempt: Number(attempt) });
  return parsed.success ? parsed.output : null;
}
var ciRunText = ({ provider, repository, runId, attempt }) => `${provider}:${repository}/${runId}/${attempt}`, describeCiRun = ({ repository, runId, attempt }) => `GitHub run ${runId} (attempt ${attempt}) of ${repository}`;
function parseTraceParent(text) {
  let [, traceId, spanId, flags] = /^(?!ff)[0-9a-f]{2}-(?!0{32})([0-9a-f]{32})-(?!0{16})([0-9a-f]{16})-([0-9a-f]{2})$/.exec(text ?? "") ?? [];
  return traceId === void 0 || spanId === void 0 || flags === void 0 ? null : { traceId, spanId, traceFlags: Number.parseInt(flags, 16) };
}

export {
  RunnerSchema,
  CI_RUN_FORM,
  parseCiRun,
  ciRunText,
  describeCiRun,
  parseTraceParent
};
