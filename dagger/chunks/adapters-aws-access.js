// Made by `npm run build` from src/engine: change it there.
import {
  chooseSource
} from "./adapters-aws-sources.js";
import {
  AwsError
} from "./adapters-aws-error.js";
import {
  missingCredentials,
  refusalReason,
  sessionSeconds
} from "./core-aws-credentials.js";
import {
  messageOf
} from "./core-errors.js";
import {
  reason
} from "./core-reasons.js";

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
  let credentials = await source.obtain(sessionSeconds(seconds)), { callerIdentity } = await import("./adapters-aws-sts.js"), { identity, skewMs } = await callerIdentity(settings, credentials), { expiration } = credentials, now = settings.clock.now().getTime() + skewMs, lifeSeconds = expiration === void 0 ? null : Math.floor((expiration.getTime() - now) / 1e3);
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

export {
  awsAccess
};
