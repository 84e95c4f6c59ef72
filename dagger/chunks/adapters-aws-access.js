// Made by `npm run build` from src/engine: change it there.
import {
  sessionSeconds
} from "./core-aws-wanted.js";
import {
  AwsError,
  awsClient,
  callerIdentity,
  chooseSource
} from "./adapters-aws-client.js";
import {
  messageOf,
  reason
} from "./core-reasons.js";

// src/core/aws/refusal.ts
var MEANINGS = [
  {
    code: /^(Unreachable|Timeout|Interrupted|BadAnswer|Http(429|5\d\d)|IDPCommunicationError)$/,
    reason: "CREDENTIALS_UNAVAILABLE"
  },
  { code: /^ExpiredToken(Exception)?$/, reason: "CREDENTIALS_EXPIRED" },
  { code: /^AwsCli$/, message: /expired|sso login/i, reason: "CREDENTIALS_EXPIRED" },
  { code: /^ValidationError$/, message: /DurationSeconds/, reason: "CREDENTIALS_TOO_SHORT" },
  {
    code: /^InvalidIdentityToken$/,
    reason: "CREDENTIALS_REFUSED",
    fix: "Let the account know GitHub's tokens: trust-policy --as commands shows the command that makes the identity provider."
  },
  {
    code: /^AccessDenied(Exception)?$/,
    message: /AssumeRoleWithWebIdentity/,
    reason: "CREDENTIALS_REFUSED",
    fix: "Compare the role's trust policy with that of trust-policy --stage STAGE: repository, environment and both forms of the subject."
  },
  {
    code: /^(RequestTimeTooSkewed|RequestExpired|SignatureDoesNotMatch)$/,
    message: /expired|not yet current|too large|skew/i,
    reason: "CREDENTIALS_REFUSED",
    fix: "Set this machine's clock right."
  }
];
function refusalReason({ code, message }) {
  let meaning = MEANINGS.find((one) => one.code.test(code) && (one.message?.test(message) ?? !0));
  return reason(meaning?.reason ?? "CREDENTIALS_REFUSED", `No AWS credentials: ${message}`, meaning?.fix);
}

// src/adapters/aws/access.ts
function awsAccess(wantedOf, given, settings) {
  let settingsOf = ({ region, roleArn }) => ({ ...settings, region, roleArn }), credentials = async (stage, seconds) => {
    let wanted = wantedOf(stage);
    if (wanted === null) return { ok: !1, reason: reason("CREDENTIALS_MISSING", NO_REGION) };
    try {
      let source = await chooseSource(given, settingsOf(wanted));
      return "tried" in source ? { ok: !1, reason: missing(source.tried) } : { ok: !0, credentials: await source.obtain(sessionSeconds(seconds)) };
    } catch (error) {
      return { ok: !1, reason: reasonOf(error) };
    }
  };
  return {
    credentials,
    async check(stage, seconds) {
      let wanted = wantedOf(stage);
      if (wanted === null) return { kind: "skipped", why: NO_REGION };
      try {
        return { kind: "known", value: await look(given, settingsOf(wanted), seconds) };
      } catch (error) {
        return { kind: "known", value: { kind: "refused", reason: reasonOf(error) } };
      }
    },
    async obtain(stage, seconds) {
      let wanted = wantedOf(stage);
      if (wanted === null) return { ok: !0, env: {}, secrets: {}, expiresAt: null };
      let found = await credentials(stage, seconds);
      return found.ok ? environment(found.credentials, settingsOf(wanted)) : found;
    }
  };
}
var NO_REGION = "the stage names no AWS region", missing = (tried) => reason("CREDENTIALS_MISSING", `There are no AWS credentials: ${tried.join("; ")}.`);
async function look(given, settings, seconds) {
  let source = await chooseSource(given, settings);
  if ("tried" in source) return { kind: "missing", tried: source.tried };
  let credentials = await source.obtain(sessionSeconds(seconds)), client = awsClient({ ...settings, credentials }), identity = await callerIdentity(client), { expiration } = credentials, now = settings.clock.now().getTime() + client.skewMs, lifeSeconds = expiration && Math.floor((expiration.getTime() - now) / 1e3);
  return { kind: "held", source: source.name, identity, renewable: source.renewable, lifeSeconds };
}
function reasonOf(error) {
  return error instanceof AwsError ? refusalReason(error) : reason("CREDENTIALS_UNAVAILABLE", `The AWS credentials cannot be read: ${messageOf(error)}`);
}
function environment({ accessKeyId, secretAccessKey, sessionToken, expiration }, { region, endpoints }) {
  let overrides = Object.entries(endpoints).filter(
    ([name, value]) => /^AWS_(ENDPOINT_URL|IGNORE)/.test(name) && value
  );
  return {
    ok: !0,
    env: {
      AWS_REGION: region,
      AWS_DEFAULT_REGION: region,
      ...Object.fromEntries(overrides)
    },
    secrets: {
      AWS_ACCESS_KEY_ID: hidden(accessKeyId),
      AWS_SECRET_ACCESS_KEY: hidden(secretAccessKey),
      ...sessionToken === null ? {} : { AWS_SESSION_TOKEN: hidden(sessionToken) }
    },
    expiresAt: expiration
  };
}
var hidden = (text) => ({ plaintext: async () => text });

export {
  awsAccess
};
