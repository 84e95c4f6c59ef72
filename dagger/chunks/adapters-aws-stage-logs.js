// Made by `npm run build` from src/engine: change it there.
import {
  awsAccess
} from "./adapters-aws-access.js";
import "./adapters-aws-sources.js";
import "./adapters-aws-error.js";
import "./core-aws-policies.js";
import "./core-retry.js";
import {
  logsAws
} from "./core-aws-credentials.js";
import "./core-secret.js";
import "./core-errors.js";
import "./core-reasons.js";
import "./core-json.js";
import "./core-text.js";
import "./valibot.js";
import "./common.js";

// src/adapters/aws/stage-logs.ts
function stageLogs(config, given, settings, secrets) {
  let access = awsAccess((stage) => logsAws(config, stage), given, settings), { watchSeconds = 0, settleSeconds = 0 } = config.verify?.logs ?? {}, secondsOn = (stage) => Math.max(watchSeconds + settleSeconds, 60 * (config.stages[stage].watch?.minutes ?? 0));
  async function open(stage) {
    let wanted = logsAws(config, stage);
    if (wanted === null)
      return { kind: "unavailable", message: `no AWS region is set: stages.${stage}.region` };
    let found = await access.credentials(stage, secondsOn(stage));
    return found.ok ? { kind: "known", value: { region: wanted.region, credentials: found.credentials } } : { kind: "unavailable", message: found.reason.message };
  }
  async function connect(stage) {
    let opened2 = await accessTo(stage);
    if (opened2.kind !== "known") return opened2;
    let { region, credentials } = opened2.value, known = await Promise.all(secrets.map((secret) => secret?.plaintext() ?? "")), { cloudWatchLogs } = await import("./adapters-aws-logs.js");
    return { kind: "known", value: cloudWatchLogs({ ...settings, region }, credentials, known) };
  }
  let opened = /* @__PURE__ */ new Map(), accessTo = (stage) => {
    let access2 = opened.get(stage) ?? open(stage);
    return opened.set(stage, access2), access2;
  }, connections = /* @__PURE__ */ new Map(), logsOf = (stage) => {
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
    },
    async alarms(stage, names) {
      let access2 = await accessTo(stage);
      if (access2.kind !== "known") return access2;
      let { cloudWatchAlarms } = await import("./adapters-aws-alarms.js"), region = config.stages[stage].region ?? access2.value.region;
      return cloudWatchAlarms({ ...settings, region }, access2.value.credentials, names);
    }
  };
}
export {
  stageLogs
};
