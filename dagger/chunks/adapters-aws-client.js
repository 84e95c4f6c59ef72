// Made by `npm run build` from src/engine: change it there.
import {
  AUDIENCE
} from "./core-aws-deploy-role.js";
import {
  isoTimestamp,
  literal,
  nonEmpty,
  object,
  optional,
  pipe,
  safeParse,
  string
} from "./valibot.js";
import {
  clip,
  messageOf,
  readJson
} from "./core-reasons.js";

// src/adapters/aws/error.ts
var AwsError = class extends Error {
  /** e.g. AccessDenied; `Unreachable`, `Timeout` and `BadAnswer` where AWS itself said nothing */
  code;
  /** what was asked, e.g. sts:GetCallerIdentity */
  operation;
  /** HTTP status; null when there was no answer */
  status;
  /** names the call to AWS's support */
  requestId;
  constructor(operation, fault2) {
    let id = fault2.requestId === null ? "" : ` (request ${fault2.requestId})`;
    super(`${operation}: ${fault2.code}: ${fault2.message}${id}`), this.name = "AwsError", this.operation = operation, this.code = fault2.code, this.status = fault2.status, this.requestId = fault2.requestId;
  }
}, THROTTLED = /* @__PURE__ */ new Set([
  "EC2ThrottledException",
  "LimitExceededException",
  "PriorRequestNotComplete",
  "ProvisionedThroughputExceededException",
  "RequestLimitExceeded",
  "RequestThrottled",
  "RequestThrottledException",
  "SlowDown",
  "Throttling",
  "ThrottlingException",
  "ThrottledException",
  "TooManyRequestsException"
]), TRANSIENT = /* @__PURE__ */ new Set([
  "IDPCommunicationError",
  "InternalFailure",
  "RequestTimeout",
  "RequestTimeoutException",
  "ServiceUnavailable",
  "Unreachable",
  "Timeout"
]), isWorthRetrying = ({ code, status }) => THROTTLED.has(code) || TRANSIENT.has(code) || status === 429 || status !== null && status >= 500, isAboutTime = ({ code, message }) => /^(RequestTimeTooSkewed|RequestExpired|RequestInTheFuture)$/.test(code) || /^(SignatureDoesNotMatch|InvalidSignatureException|AuthFailure)$/.test(code) && /signature (expired|not yet current)/i.test(message), isExpired = (error) => error instanceof AwsError && /^ExpiredToken(Exception)?$/.test(error.code);

// src/adapters/aws/xml.ts
var TOKEN = /<\?[^>]*\?>|<(\/?)([A-Za-z_][\w.:-]*)((?:\s+[\w.:-]+\s*=\s*(?:"[^"<]*"|'[^'<]*'))*)\s*(\/?)>|([^<]+)/gy;
function parseXml(text) {
  let root = { name: "", children: [], text: "" }, open = [root], tokens = text.trim().matchAll(TOKEN), read = 0;
  for (let [whole, slash, name, , closed, data] of tokens) {
    read += whole.length;
    let parent = open.at(-1);
    if (data !== void 0 && (parent.text += decode(data)), name === void 0) continue;
    if (slash === "/") {
      if (open.length === 1 || parent.name !== name) throw new Error(`</${name}> closes nothing`);
      open.pop(), parent.children.length > 0 && (parent.text = "");
      continue;
    }
    let element = { name, children: [], text: "" };
    if (parent.children.push(element), closed !== "/" && open.push(element), open.length > 32) throw new Error("the document is too deep");
  }
  let [document, ...more] = root.children;
  if (read !== text.trim().length) throw new Error("the document is not plain XML");
  if (open.length > 1 || document === void 0 || more.length > 0 || root.text.trim() !== "")
    throw new Error("the document is not one whole element");
  return document;
}
function find(element, ...path) {
  let found = element;
  for (let name of path) found = found?.children.find((child) => child.name === name);
  return found ?? null;
}
var textAt = (element, ...path) => find(element, ...path)?.text ?? null, membersAt = (element, ...path) => (find(element, ...path)?.children ?? []).filter(({ name }) => name === "member"), ENTITIES = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'" };
function decode(text) {
  return text.replace(/&(?:#(\d{1,7});|#x([\da-f]{1,6});|(\w+);)?/gi, (whole, decimal, hex, name) => {
    if (Object.hasOwn(ENTITIES, name ?? "")) return ENTITIES[name];
    let code = decimal !== void 0 ? Number(decimal) : Number.parseInt(hex ?? "", 16);
    if (!(code <= 1114111)) throw new Error(`"${whole}" is not an entity of XML`);
    return String.fromCodePoint(code);
  });
}

// src/adapters/aws/answer.ts
var MAX_BYTES = 8 * 1024 * 1024;
async function readAnswer(response) {
  let text = await readText(response);
  if (response.status === 200) return { kind: "ok", text };
  let inHeader = response.headers.get("x-amzn-requestid"), { code, message, requestId } = faultOf(text, response);
  return { kind: "refused", code, message, requestId: requestId ?? inHeader };
}
async function readText(response) {
  if (response.body === null) return "";
  let decoder = new TextDecoder(), text = "", bytes = 0;
  for await (let chunk of response.body) {
    if (bytes += chunk.length, bytes > MAX_BYTES) throw new Error(`the answer is longer than ${MAX_BYTES} bytes`);
    text += decoder.decode(chunk, { stream: !0 });
  }
  return text + decoder.decode();
}
function faultOf(text, response) {
  let type = response.headers.get("x-amzn-errortype");
  return fromXml(text) ?? fromJson(text, type) ?? {
    code: `Http${response.status}`,
    message: `the answer was HTTP ${response.status} and not AWS's`,
    requestId: null
  };
}
function fromXml(text) {
  if (!text.trimStart().startsWith("<")) return null;
  try {
    let root = parseXml(text), error = root.name === "Error" ? root : find(root, "Error"), code = error && textAt(error, "Code");
    if (error === null || code === null) return null;
    let message = textAt(error, "Message") ?? "";
    return { code, message, requestId: textAt(root, "RequestId") };
  } catch {
    return null;
  }
}
function fromJson(text, type) {
  let value;
  try {
    value = JSON.parse(text);
  } catch {
    return null;
  }
  if (typeof value != "object" || value === null) return null;
  let { __type, code, message, Message } = value, named = [type, __type, code].find((one) => typeof one == "string");
  if (named === void 0) return null;
  let name = named.split("#").at(-1).split(":")[0], said = [message, Message].find((one) => typeof one == "string");
  return { code: name, message: said ?? "", requestId: null };
}

// src/adapters/aws/endpoints.ts
var VARIABLES = {
  sts: "AWS_ENDPOINT_URL_STS",
  iam: "AWS_ENDPOINT_URL_IAM",
  logs: "AWS_ENDPOINT_URL_CLOUDWATCH_LOGS",
  ssm: "AWS_ENDPOINT_URL_SSM",
  s3: "AWS_ENDPOINT_URL_S3"
};
function endpointOf(service, region, overrides) {
  let { host, region: home } = addressOf(service, region), override = overrides.AWS_IGNORE_CONFIGURED_ENDPOINT_URLS?.toLowerCase() === "true" ? "" : overrides[VARIABLES[service]] || overrides.AWS_ENDPOINT_URL || "";
  return { url: override === "" ? `https://${host}/` : override, region: home };
}
function addressOf(service, region) {
  let suffix = region.startsWith("cn-") ? "amazonaws.com.cn" : "amazonaws.com";
  return service !== "iam" ? { host: `${service}.${region}.${suffix}`, region } : region.startsWith("cn-") ? { host: `iam.cn-north-1.${suffix}`, region: "cn-north-1" } : region.startsWith("us-gov-") ? { host: `iam.us-gov.${suffix}`, region: "us-gov-west-1" } : { host: `iam.${suffix}`, region: "us-east-1" };
}

// src/adapters/aws/sign.ts
import { createHash, createHmac } from "node:crypto";
var ALGORITHM = "AWS4-HMAC-SHA256";
function sign(request, credentials, { region, service }, at) {
  let time = at.toISOString().replace(/[-:]|\.\d+/g, ""), { sessionToken } = credentials, headers = {
    ...request.headers,
    "x-amz-date": time,
    ...sessionToken === null ? {} : { "x-amz-security-token": sessionToken }
  }, signed = Object.entries({ ...headers, host: request.url.host }).sort(byName), names = signed.map(([name]) => name).join(";"), canonical = [
    request.method,
    pathOf(request.url, service),
    queryOf(request.url),
    ...signed.map(([name, value]) => `${name}:${value.trim().replace(/ +/g, " ")}`),
    "",
    names,
    sha256(request.body)
  ].join(`
`), scope = [time.slice(0, 8), region, service, "aws4_request"], toSign = [ALGORITHM, time, scope.join("/"), sha256(canonical)].join(`
`), key = scope.reduce(
    (secret, part) => hmac(secret, part),
    `AWS4${credentials.secretAccessKey}`
  ), signature = hmac(key, toSign).toString("hex"), credential = `${credentials.accessKeyId}/${scope.join("/")}`;
  return headers.authorization = `${ALGORITHM} Credential=${credential}, SignedHeaders=${names}, Signature=${signature}`, headers;
}
var pathOf = ({ pathname }, service) => service === "s3" ? pathname : pathname.split("/").map(encode).join("/"), queryOf = ({ searchParams }) => [...searchParams].map(([name, value]) => [encode(name), encode(value)]).sort(byName).map((pair) => pair.join("=")).join("&"), byName = (a, b) => a[0] === b[0] ? order(a[1], b[1]) : order(a[0], b[0]), order = (a, b) => a < b ? -1 : a > b ? 1 : 0, encode = (text) => encodeURIComponent(text).replace(/[!'()*]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`), sha256 = (text) => createHash("sha256").update(text).digest("hex"), hmac = (key, text) => createHmac("sha256", key).update(text).digest();

// src/adapters/aws/client.ts
var VERSIONS = { sts: "2011-06-15", iam: "2010-05-08" }, TARGETS = { logs: "Logs_20140328", ssm: "AmazonSSM" }, TIMEOUT_MS = 1e4, ATTEMPTS = 4, FIRST_DELAY_MS = 250, MAX_DELAY_MS = 5e3, SKEW_MS = 6e4, MAX_MESSAGE = 300;
function awsClient(settings) {
  return new FetchClient(settings);
}
var HIDDEN_PARAMETERS = ["WebIdentityToken"], FetchClient = class {
  skewMs = 0;
  settings;
  constructor(settings) {
    this.settings = settings;
  }
  async query(service, action, parameters = {}) {
    let call = {
      service,
      name: `${service}:${action}`,
      headers: { "content-type": "application/x-www-form-urlencoded; charset=utf-8", accept: "text/xml" },
      body: new URLSearchParams({ Action: action, Version: VERSIONS[service], ...parameters }).toString(),
      hidden: HIDDEN_PARAMETERS.flatMap((name) => parameters[name] ?? [])
    };
    return understand(call, await this.send(call), parseXml);
  }
  async json(service, operation, input) {
    let call = {
      service,
      name: `${service}:${operation}`,
      headers: {
        "content-type": "application/x-amz-json-1.1",
        "x-amz-target": `${TARGETS[service]}.${operation}`
      },
      body: JSON.stringify(input),
      hidden: []
    }, text = await this.send(call);
    return text === "" ? {} : understand(call, text, JSON.parse);
  }
  /** Tries until an answer comes, in whose body AWS says what was asked. */
  async send(call) {
    let { attempts = ATTEMPTS, clock, random, signal } = this.settings;
    for (let attempt = 1; ; attempt++) {
      let skewBefore = this.skewMs, fault2 = await this.attempt(call);
      if (typeof fault2 == "string") return fault2;
      let corrected = isAboutTime(fault2) && this.skewMs !== skewBefore;
      if (attempt === attempts || signal?.aborted === !0 || !(corrected || isWorthRetrying(fault2))) throw fault2;
      let longest = Math.min(MAX_DELAY_MS, FIRST_DELAY_MS * 2 ** attempt);
      await clock.sleep(corrected ? 0 : longest * (0.5 + random() / 2), signal).catch(() => {
      });
    }
  }
  async attempt(call) {
    let { region, credentials, endpoints, clock, signal, timeoutMs = TIMEOUT_MS } = this.settings, endpoint = endpointOf(call.service, region, endpoints), fail = (code, message, status = null, requestId = null) => new AwsError(call.name, {
      code: this.mask(code, call),
      message: clip(this.mask(firstLine(message), call), MAX_MESSAGE),
      status,
      requestId
    }), timeout = AbortSignal.timeout(timeoutMs);
    try {
      let request = { method: "POST", url: new URL(endpoint.url), headers: call.headers, body: call.body }, at = new Date(clock.now().getTime() + this.skewMs), headers = credentials === null ? call.headers : sign(request, credentials, { region: endpoint.region, service: call.service }, at), response = await fetch(request.url, {
        method: request.method,
        headers,
        body: request.body,
        redirect: "manual",
        signal: signal === void 0 ? timeout : AbortSignal.any([signal, timeout])
      }), answer = await readAnswer(response);
      return this.learnTime(response.headers.get("date")), answer.kind === "ok" ? answer.text : fail(answer.code, answer.message, response.status, answer.requestId);
    } catch (error) {
      let { host } = new URL(endpoint.url);
      return signal?.aborted ? fail("Interrupted", "the run was interrupted") : timeout.aborted ? fail("Timeout", `${host} did not answer within ${timeoutMs} ms`) : fail("Unreachable", `${host}: ${messageOf(rootOf(error))}`);
    }
  }
  learnTime(date) {
    let theirs = Date.parse(date ?? "");
    if (Number.isNaN(theirs)) return;
    let skew = theirs - this.settings.clock.now().getTime();
    this.skewMs = Math.abs(skew) < SKEW_MS ? 0 : skew;
  }
  /** AWS quotes the request that it refuses, session token and all. */
  mask(text, { hidden }) {
    let { credentials } = this.settings;
    return [...credentials === null ? [] : [credentials.secretAccessKey, credentials.sessionToken ?? ""], ...hidden].filter((secret) => secret !== "").reduce((masked, secret) => masked.replaceAll(secret, "***"), text);
  }
};
function understand(call, text, parse) {
  try {
    return parse(text);
  } catch (error) {
    let message = `the answer cannot be read: ${clip(messageOf(error), MAX_MESSAGE)}`;
    throw new AwsError(call.name, { code: "BadAnswer", message, status: 200, requestId: null });
  }
}
var firstLine = (text) => text.trim().split(`
`)[0], rootOf = (thrown) => thrown instanceof Error && thrown.cause instanceof Error ? rootOf(thrown.cause) : thrown;

// src/adapters/aws/sts.ts
async function assumeRoleWithWebIdentity(client, request) {
  let root = await client.query("sts", "AssumeRoleWithWebIdentity", {
    RoleArn: request.roleArn,
    RoleSessionName: request.sessionName,
    WebIdentityToken: request.webIdentityToken,
    DurationSeconds: String(request.durationSeconds)
  }), given = find(root, "AssumeRoleWithWebIdentityResult", "Credentials"), text = (name) => textOf(given, "sts:AssumeRoleWithWebIdentity", name), ends = new Date(text("Expiration"));
  return {
    accessKeyId: text("AccessKeyId"),
    secretAccessKey: text("SecretAccessKey"),
    sessionToken: text("SessionToken"),
    expiration: Number.isNaN(ends.getTime()) ? null : ends
  };
}
async function callerIdentity(client) {
  let root = await client.query("sts", "GetCallerIdentity"), result = find(root, "GetCallerIdentityResult"), text = (name) => textOf(result, "sts:GetCallerIdentity", name);
  return { account: text("Account"), arn: text("Arn") };
}
function textOf(element, operation, name) {
  let text = element && textAt(element, name);
  if (text) return text;
  throw new AwsError(operation, {
    code: "BadAnswer",
    message: `the answer has no ${name}`,
    status: 200,
    requestId: null
  });
}
var sessionNameOf = (runId) => `pipeline-${runId.replace(/[^\w=,.@-]/g, "-")}`.slice(0, 64);

// src/adapters/aws/exported-credentials.ts
var Text = pipe(string(), nonEmpty()), Exported = object({
  Version: literal(1),
  AccessKeyId: Text,
  SecretAccessKey: Text,
  SessionToken: optional(Text),
  Expiration: optional(pipe(string(), isoTimestamp()))
});
function readExportedCredentials(text) {
  let json = readJson(text.trim()), parsed = safeParse(Exported, json.ok ? json.value : null);
  if (!parsed.success) return null;
  let { AccessKeyId, SecretAccessKey, SessionToken = null, Expiration } = parsed.output;
  return {
    accessKeyId: AccessKeyId,
    secretAccessKey: SecretAccessKey,
    sessionToken: SessionToken,
    expiration: Expiration === void 0 ? null : new Date(Expiration)
  };
}

// src/adapters/aws/web-identity.ts
var OPERATION = "OIDC token", TIMEOUT_MS2 = 1e4, ATTEMPTS2 = 3, DELAY_MS = 500;
async function webIdentityToken(request, audience, settings) {
  let { clock, signal, attempts = ATTEMPTS2 } = settings, url = addressOf2(request, audience);
  for (let attempt = 1; ; attempt++) {
    let answer = await ask(url, request.token, settings);
    if (typeof answer == "string") return answer;
    if (answer.status !== null && answer.status < 500 && answer.status !== 429 || attempt === attempts || signal?.aborted) throw answer;
    await clock.sleep(DELAY_MS * 2 ** (attempt - 1), signal).catch(() => {
    });
  }
}
var fault = (code, message, status = null) => new AwsError(OPERATION, { code, message, status, requestId: null });
function addressOf2(request, audience) {
  let url = URL.canParse(request.url) ? new URL(request.url) : null, isLocal = url?.protocol === "http:" && /^(127\.0\.0\.1|localhost|\[::1\])$/.test(url.hostname);
  if (url === null || url.protocol !== "https:" && !isLocal)
    throw fault("BadRequest", "the request URL is not one of https");
  return url.searchParams.set("audience", audience), url;
}
async function ask(url, token, { signal, timeoutMs = TIMEOUT_MS2 }) {
  let timeout = AbortSignal.timeout(timeoutMs);
  try {
    let response = await fetch(url, {
      headers: { authorization: `bearer ${token}`, accept: "application/json" },
      redirect: "manual",
      signal: signal === void 0 ? timeout : AbortSignal.any([signal, timeout])
    }), text = await readText(response);
    if (response.status !== 200) {
      let hint = response.status === 401 || response.status === 403 ? ": the job's own token is over or was not given" : "";
      return fault(
        `Http${response.status}`,
        `${url.host} answered HTTP ${response.status}${hint}`,
        response.status
      );
    }
    return tokenIn(text) ?? fault("BadAnswer", `${url.host} answered without a token`, response.status);
  } catch (error) {
    if (signal?.aborted) return fault("Interrupted", "the run was interrupted");
    if (timeout.aborted) return fault("Timeout", `${url.host} did not answer within ${timeoutMs} ms`);
    let cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
    return fault("Unreachable", `${url.host}: ${clip(messageOf(cause).replaceAll(token, "***"), 200)}`);
  }
}
function tokenIn(text) {
  try {
    let { value } = JSON.parse(text);
    return typeof value == "string" && /^[\w-]+\.[\w-]+\.[\w-]+$/.test(value) ? value : null;
  } catch {
    return null;
  }
}

// src/adapters/aws/sources.ts
async function chooseSource(given, settings) {
  let { oidc, keys, exported, ambient } = given, { roleArn } = settings;
  if (oidc !== null && roleArn !== null) return oidcSource(oidc, { ...settings, roleArn });
  if (keys !== null) return fixedSource("explicit keys", await readKeys(keys));
  if (exported !== null) return exportedSource(exported);
  let tried = [
    oidc === null ? "no OIDC token can be requested" : "OIDC would need the stage's roleArn",
    "no keys are given",
    "no exported credentials are given"
  ];
  if (ambient === null) return { tried };
  let found = await ambient.find();
  return found === null ? { tried: [...tried, `${ambient.name} has none`] } : fixedSource(ambient.name, found);
}
function oidcSource(oidc, settings) {
  let { roleArn, runId } = settings, client = awsClient({ ...settings, credentials: null }), exchange = async (durationSeconds) => {
    let [url, token] = await Promise.all([oidc.url.plaintext(), oidc.token.plaintext()]), request = { url: url.trim(), token: token.trim() };
    return assumeRoleWithWebIdentity(client, {
      roleArn,
      sessionName: sessionNameOf(runId),
      webIdentityToken: await webIdentityToken(request, AUDIENCE, settings),
      durationSeconds
    });
  };
  return {
    name: "GitHub's OIDC token",
    renewable: !0,
    // a token that aged on the way is replaced once
    obtain: (durationSeconds) => exchange(durationSeconds).catch((error) => {
      if (isExpired(error)) return exchange(durationSeconds);
      throw error;
    })
  };
}
var fixedSource = (name, credentials) => ({
  name,
  renewable: !1,
  obtain: async () => credentials
});
async function exportedSource(exported) {
  let name = "exported credentials", credentials = readExportedCredentials(await exported.plaintext());
  if (credentials !== null) return fixedSource(name, credentials);
  let message = "the text is not what `aws configure export-credentials --format process` prints";
  return { name, renewable: !1, obtain: async () => {
    throw new AwsError("credentials", { code: "BadCredentials", message, status: null, requestId: null });
  } };
}
async function readKeys(keys) {
  let [accessKeyId, secretAccessKey, sessionToken] = await Promise.all(
    [keys.accessKeyId, keys.secretAccessKey, keys.sessionToken].map((secret) => secret?.plaintext())
  );
  return {
    accessKeyId: accessKeyId.trim(),
    secretAccessKey: secretAccessKey.trim(),
    sessionToken: sessionToken?.trim() || null,
    expiration: null
  };
}

export {
  textAt,
  membersAt,
  AwsError,
  awsClient,
  callerIdentity,
  webIdentityToken,
  chooseSource
};
