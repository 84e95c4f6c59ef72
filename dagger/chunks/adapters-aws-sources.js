// Made by `npm run build` from src/engine: change it there.
import {
  AUDIENCE
} from "./core-aws-policies.js";
import {
  retry
} from "./core-retry.js";
import {
  AwsError
} from "./core-aws-credentials.js";
import {
  redact
} from "./core-masking.js";
import {
  messageOf
} from "./core-reasons.js";
import {
  readJson
} from "./core-json.js";
import {
  clip,
  isoTimestamp,
  literal,
  nonEmpty,
  object,
  optional,
  pipe,
  safeParse,
  string
} from "./valibot.js";

// src/adapters/aws/sources.ts
async function chooseSource(given, settings) {
  let { oidc, keys, exported, ambient } = given, { roleArn, region } = settings;
  if (oidc !== null && roleArn !== null) return oidcSource(oidc, { ...settings, roleArn });
  if (keys !== null) return fixedSource("explicit keys", await readKeys(keys));
  if (exported !== null) return exportedSource(exported);
  let tried = [
    oidc === null ? "no OIDC token can be requested" : "OIDC would need the stage's roleArn, and for a plan its planRoleArn",
    "no keys are given",
    "no exported credentials are given"
  ];
  if (ambient === null) return { tried };
  let found = await ambient.find(region);
  return found === null ? { tried: [...tried, `${ambient.name} has none`] } : fixedSource(ambient.name, found);
}
function oidcSource(oidc, settings) {
  let { roleArn, runId } = settings, exchange = async (durationSeconds) => {
    let token = await webIdentityToken(oidc, AUDIENCE, settings), { assumeRoleWithWebIdentity } = await import("./adapters-aws-connection.js"), sessionName = sessionNameOf(runId);
    return assumeRoleWithWebIdentity(settings, { roleArn, sessionName, webIdentityToken: token, durationSeconds });
  };
  return {
    name: "GitHub's OIDC token",
    renewable: !0,
    // a token that expired on the way is replaced once
    obtain: (durationSeconds) => exchange(durationSeconds).catch((error) => {
      if (error instanceof AwsError && /^ExpiredToken/.test(error.code)) return exchange(durationSeconds);
      throw error;
    })
  };
}
var sessionNameOf = (runId) => `pipeline-${runId.replace(/[^\w=,.@-]/g, "-")}`.slice(0, 64), fixedSource = (name, credentials) => ({
  name,
  renewable: !1,
  obtain: async () => credentials
});
async function readKeys(keys) {
  let [accessKeyId, secretAccessKey, sessionToken] = await Promise.all([
    keys.accessKeyId.plaintext(),
    keys.secretAccessKey.plaintext(),
    keys.sessionToken?.plaintext() ?? ""
  ]);
  return {
    accessKeyId: accessKeyId.trim(),
    secretAccessKey: secretAccessKey.trim(),
    ...sessionToken.trim() === "" ? {} : { sessionToken: sessionToken.trim() }
  };
}
var Text = pipe(string(), nonEmpty()), Exported = object({
  Version: literal(1),
  AccessKeyId: Text,
  SecretAccessKey: Text,
  SessionToken: optional(Text),
  Expiration: optional(pipe(string(), isoTimestamp()))
});
async function exportedSource(exported) {
  let json = readJson((await exported.plaintext()).trim()), parsed = safeParse(Exported, json.ok ? json.value : null);
  if (!parsed.success) {
    let message = "the text is not what `aws configure export-credentials --format process` prints";
    throw new AwsError("credentials", "BadCredentials", message);
  }
  let { AccessKeyId, SecretAccessKey, SessionToken, Expiration } = parsed.output;
  return fixedSource("exported credentials", {
    accessKeyId: AccessKeyId,
    secretAccessKey: SecretAccessKey,
    ...SessionToken === void 0 ? {} : { sessionToken: SessionToken },
    ...Expiration === void 0 ? {} : { expiration: new Date(Expiration) }
  });
}
var TIMEOUT_MS = 1e4, RETRIES = { delaysMs: [500, 1e3] }, MAX_BYTES = 65536;
async function webIdentityToken(request, audience, settings) {
  let [address, token] = await Promise.all([request.url.plaintext(), request.token.plaintext()]), url = readAddress(address.trim(), audience), answer = await retry(
    RETRIES,
    settings,
    () => ask(url, token.trim(), settings),
    (result) => typeof result != "string" && result.isPassing
  );
  if (typeof answer == "string") return answer;
  throw answer.error;
}
var failure = (code, message, isPassing) => ({
  error: new AwsError("OIDC token", code, message),
  isPassing
});
function readAddress(text, audience) {
  let url = URL.canParse(text) ? new URL(text) : null, isLocal = url?.protocol === "http:" && /^(127\.0\.0\.1|localhost|\[::1\])$/.test(url.hostname);
  if (url === null || url.protocol !== "https:" && !isLocal)
    throw failure("BadRequest", "the request URL is not an https URL", !1).error;
  return url.searchParams.set("audience", audience), url;
}
async function ask(url, token, { signal, timeoutMs = TIMEOUT_MS }) {
  let timeout = AbortSignal.timeout(timeoutMs);
  try {
    let response = await fetch(url, {
      headers: { authorization: `bearer ${token}`, accept: "application/json" },
      redirect: "manual",
      signal: signal === void 0 ? timeout : AbortSignal.any([signal, timeout])
    }), { status } = response;
    if (status === 200)
      return tokenIn(await readText(response)) ?? failure("BadAnswer", `${url.host} answered without a token`, !1);
    let hint = status === 401 || status === 403 ? ": the job's own token has expired or was not granted" : "";
    return failure(
      `Http${status}`,
      `${url.host} answered HTTP ${status}${hint}`,
      status >= 500 || status === 429
    );
  } catch (error) {
    if (signal?.aborted) return failure("Interrupted", "the run was interrupted", !1);
    if (timeout.aborted) return failure("Timeout", `${url.host} did not answer within ${timeoutMs} ms`, !0);
    let cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
    return failure("Unreachable", `${url.host}: ${clip(redact(messageOf(cause), [token]), 200)}`, !0);
  }
}
async function readText({ body }) {
  let decoder = new TextDecoder(), text = "";
  for await (let chunk of body ?? [])
    if (text += decoder.decode(chunk, { stream: !0 }), text.length > MAX_BYTES) throw new Error(`the answer is longer than ${MAX_BYTES} bytes`);
  return text;
}
function tokenIn(text) {
  try {
    let { value } = JSON.parse(text);
    return typeof value == "string" && /^[\w-]+\.[\w-]+\.[\w-]+$/.test(value) ? value : null;
  } catch {
    return null;
  }
}

export {
  chooseSource,
  webIdentityToken
};
