// Made by `npm run build` from src/engine: change it there.
import {
  awsAccess
} from "./adapters-aws-access.js";
import "./adapters-aws-sources.js";
import "./core-aws-refusal.js";
import "./adapters-aws-error.js";
import "./core-aws-policies.js";
import {
  logsAws
} from "./core-aws-credentials-verdict.js";
import "./core-redact.js";
import "./valibot.js";
import "./core-retry.js";
import "./core-errors.js";
import "./core-json.js";
import "./core-reasons.js";
import "./core-text.js";
import "./common.js";

// src/adapters/aws/stage-logs.ts
function stageLogs(config, given, settings, secrets) {
  let access = awsAccess((stage) => logsAws(config, stage), given, settings), { watchSeconds = 0, settleSeconds = 0 } = config.verify?.logs ?? {};
  async function connect(stage) {
    let wanted = logsAws(config, stage);
    if (wanted === null)
      return { kind: "unavailable", message: `no AWS region is set: stages.${stage}.region` };
    let found = await access.credentials(stage, watchSeconds + settleSeconds);
    if (!found.ok) return { kind: "unavailable", message: found.reason.message };
    let known = await Promise.all(secrets.map((secret) => secret?.plaintext() ?? "")), { cloudWatchLogs } = await import("./adapters-aws-logs.js"), { region } = wanted;
    return { kind: "known", value: cloudWatchLogs({ ...settings, region }, found.credentials, known) };
  }
  let connections = /* @__PURE__ */ new Map(), logsOf = (stage) => {
    let logs = connections.get(stage) ?? connect(stage);
    return connections.set(stage, logs), logs;
  };
  return {
    async groups(stage, prefix) {
      let logs = await logsOf(stage);
      return logs.kind === "known" ? logs.value.groups(prefix) : logs;
    },
    async events(stage, query) {
      let logs = await logsOf(stage);
      return logs.kind === "known" ? logs.value.events(query) : logs;
    }
  };
}
export {
  stageLogs
};
