// Made by `npm run build` from src/engine: change it there.
import {
  chooseSource
} from "./adapters-aws-sources.js";
import "./core-aws-policies.js";
import "./core-aws-deploy-role.js";
import "./core-retry.js";
import {
  AwsError,
  logsAws,
  missingCredentials,
  refusalReason,
  sessionSeconds
} from "./core-aws-credentials.js";
import "./core-config-tools.js";
import "./core-masking.js";
import {
  messageOf,
  reason
} from "./core-reasons.js";
import "./core-json.js";
import "./core-config-fields.js";
import "./valibot.js";
import "./common.js";

// src/adapters/aws/access.ts
function awsAccess(wantedOf, given, settings) {
  let settingsOf = ({ region, roleArn }) => ({ ...settings, region, roleArn }), credentials = async (stage, seconds, purpose) => {
    let wanted = wantedOf(stage, purpose);
    if (wanted === null) return { ok: !1, reason: reason("CREDENTIALS_MISSING", noRegion(stage)) };
    try {
      let source = await chooseSource(given, settingsOf(wanted));
      return "tried" in source ? { ok: !1, reason: missingCredentials(source.tried) } : { ok: !0, credentials: await source.obtain(sessionSeconds(seconds)) };
    } catch (error) {
      return { ok: !1, reason: reasonOf(error) };
    }
  };
  return {
    credentials,
    async check(stage, seconds, purpose) {
      let wanted = wantedOf(stage, purpose);
      if (wanted === null) return { kind: "skipped", why: noRegion(stage) };
      try {
        return { kind: "known", value: await look(given, settingsOf(wanted), seconds) };
      } catch (error) {
        return { kind: "known", value: { kind: "refused", reason: reasonOf(error) } };
      }
    },
    async obtain(stage, seconds, purpose) {
      let wanted = wantedOf(stage, purpose);
      if (wanted === null) return { ok: !0, env: {}, secrets: {}, expiresAt: null };
      let found = await credentials(stage, seconds, purpose);
      return found.ok ? environment(found.credentials, settingsOf(wanted)) : found;
    }
  };
}
var noRegion = (stage) => `no AWS region is set: stages.${stage}.region`;
async function look(given, settings, seconds) {
  let source = await chooseSource(given, settings);
  if ("tried" in source) return { kind: "missing", tried: source.tried };
  let credentials = await source.obtain(sessionSeconds(seconds)), { callerIdentity } = await import("./adapters-aws-connection.js"), { identity, skewMs } = await callerIdentity(settings, credentials), { expiration } = credentials, now = settings.clock.now().getTime() + skewMs, lifeSeconds = expiration === void 0 ? null : Math.floor((expiration.getTime() - now) / 1e3);
  return { kind: "held", source: source.name, identity, renewable: source.renewable, lifeSeconds };
}
function reasonOf(error) {
  return error instanceof AwsError ? refusalReason(error) : reason("CREDENTIALS_UNAVAILABLE", `The AWS credentials can't be read: ${messageOf(error)}`);
}
function environment({ accessKeyId, secretAccessKey, sessionToken, expiration }, { region, endpoint }) {
  return {
    ok: !0,
    env: {
      AWS_REGION: region,
      AWS_DEFAULT_REGION: region,
      ...endpoint === null ? {} : { AWS_ENDPOINT_URL: endpoint }
    },
    secrets: {
      AWS_ACCESS_KEY_ID: hidden(accessKeyId),
      AWS_SECRET_ACCESS_KEY: hidden(secretAccessKey),
      ...sessionToken === void 0 ? {} : { AWS_SESSION_TOKEN: hidden(sessionToken) }
    },
    expiresAt: expiration ?? null
  };
}
var hidden = (text) => ({ plaintext: async () => text });
function stageLogs(config, given, settings, secrets) {
  let access = awsAccess((stage) => logsAws(config, stage), given, settings), openedFor = onceEach(async (stage) => {
    let wanted = logsAws(config, stage);
    if (wanted === null) return { kind: "unavailable", message: noRegion(stage) };
    let found = await access.credentials(stage, watchedSeconds(config, stage));
    return found.ok ? { kind: "known", value: { region: wanted.region, credentials: found.credentials } } : { kind: "unavailable", message: found.reason.message };
  }), logsOf = onceEach(async (stage) => {
    let opened = await openedFor(stage);
    if (opened.kind !== "known") return opened;
    let { region, credentials } = opened.value, known = await Promise.all(secrets.map((secret) => secret?.plaintext() ?? "")), { cloudWatchLogs } = await import("./adapters-aws-cloudwatch.js");
    return { kind: "known", value: cloudWatchLogs({ ...settings, region }, credentials, known) };
  });
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
      let opened = await openedFor(stage);
      if (opened.kind !== "known") return opened;
      let { cloudWatchAlarms } = await import("./adapters-aws-cloudwatch.js"), region = config.stages[stage].region ?? opened.value.region;
      return cloudWatchAlarms({ ...settings, region }, opened.value.credentials, names);
    }
  };
}
function watchedSeconds({ verify, stages }, stage) {
  let { watchSeconds = 0, settleSeconds = 0 } = verify?.logs ?? {};
  return Math.max(watchSeconds + settleSeconds, 60 * (stages[stage].watch?.minutes ?? 0));
}
function onceEach(open) {
  let opened = /* @__PURE__ */ new Map();
  return (stage) => {
    let one = opened.get(stage) ?? open(stage);
    return opened.set(stage, one), one;
  };
}
export {
  awsAccess,
  stageLogs
};
