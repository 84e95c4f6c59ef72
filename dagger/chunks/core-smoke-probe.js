// Made by `npm run build` from src/engine: change it there.
import {
  secretOf
} from "./core-config-notify.js";
import {
  parseTag,
  require_parse
} from "./semver.js";
import {
  Check,
  Logs,
  optional as optional2
} from "./core-config-checks.js";
import {
  HOOKS,
  toolOf
} from "./core-config-tools.js";
import {
  redact
} from "./core-masking.js";
import {
  usageError
} from "./core-reasons.js";
import {
  property,
  shown,
  valueAt
} from "./core-json.js";
import {
  Name,
  Seconds,
  Text,
  Url
} from "./core-config-fields.js";
import {
  array,
  boolean,
  clip,
  description,
  gtValue,
  integer,
  is,
  listSome,
  literal,
  ltValue,
  maxValue,
  minEntries,
  minLength,
  minValue,
  number,
  optional,
  picklist,
  pipe,
  plain,
  record,
  strictObject,
  string,
  variant
} from "./valibot.js";
import {
  __commonJS,
  __toESM
} from "./common.js";

// node_modules/semver/functions/valid.js
var require_valid = __commonJS({
  "node_modules/semver/functions/valid.js"(exports, module) {
    "use strict";
    var parse = require_parse(), valid2 = (version, options) => {
      let v = parse(version, options);
      return v ? v.version : null;
    };
    module.exports = valid2;
  }
});

// src/core/config/watch.ts
var share = (description2) => pipe(
  optional(pipe(number(), minValue(0, "must be 0 or more"), maxValue(1, "must be at most 1"))),
  description(description2)
), named = (name) => pipe(optional(Text, name), description("As reports show it.")), { expect: _, cacheBusting, ...request } = Check.entries, Http = strictObject({
  ...Check.entries,
  kind: pipe(literal("http"), description("A request whose answers must be right and quick.")),
  maxWrongShare: share(
    "The share of wrong answers that is too much, from the second one on, e.g. 0.05; default: only a row of them is."
  ),
  latency: pipe(
    optional(
      strictObject({
        percentile: pipe(
          optional(
            pipe(number(), gtValue(0, "must be more than 0"), ltValue(100, "must be less than 100")),
            95
          ),
          description("Which of the answers counts, from the quickest to the slowest.")
        ),
        maxMs: pipe(
          number(),
          gtValue(0, "must be more than 0 ms"),
          description("How long it may take.")
        )
      })
    ),
    description("How slow the answers may be over the whole watch.")
  )
}), Range = strictObject({
  min: pipe(optional(number()), description("The least that is good.")),
  max: pipe(optional(number()), description("The most that is good."))
}), Values = strictObject({
  ...request,
  kind: pipe(
    literal("values"),
    description("Numbers in the JSON that an address answers with: any metrics API.")
  ),
  cacheBusting: pipe(
    optional(boolean(), !1),
    description("Adds pipeline-probe=RANDOM to the query.")
  ),
  expect: pipe(
    record(string(), Range),
    minEntries(1, "must name at least one value"),
    description(
      'Ranges by dotted path, e.g. {"data.result.0.value.1": {"max": 0.02}}. A value that is not there is no data.'
    )
  )
}), { watchSeconds: _watch, lookBackSeconds: _back, region: _region, ...lines } = Logs.entries, LogLines = strictObject({
  kind: pipe(literal("logs"), description("Error lines in CloudWatch Logs.")),
  name: named("logs"),
  ...lines
}), Alarms = strictObject({
  kind: pipe(literal("alarms"), description("CloudWatch alarms, in the stage's region.")),
  name: named("alarms"),
  alarms: pipe(
    array(Text),
    minLength(1, "must name at least one alarm"),
    description(
      "Their names; {app} and {stage} are filled in. One that was in alarm before the deploy is no data."
    )
  ),
  optional: optional2
}), Watch = strictObject({
  minutes: pipe(
    pipe(
      number(),
      gtValue(0, "must be more than 0 minutes"),
      maxValue(1440, "must be at most 1440 minutes, a day")
    ),
    description(
      "How long the version is watched; the run holds the stage meanwhile, unless it is to --detach."
    )
  ),
  everySeconds: pipe(optional(Seconds, 10), description("Between looks while all is well.")),
  confirmSeconds: pipe(
    optional(Seconds, 1),
    description("Between looks after one that was not well: a single one is no verdict.")
  ),
  consecutive: pipe(
    optional(
      pipe(number(), integer("must be a whole number"), minValue(2, "must be at least 2")),
      3
    ),
    description("So many bad looks in a row are a bad verdict.")
  ),
  rollback: pipe(
    optional(picklist(["automatic", "manual"])),
    description(
      "Whether a version that turns bad is rolled back without asking; default: as the stage does it after smoke."
    )
  ),
  checks: pipe(
    array(variant("kind", [Http, Values, LogLines, Alarms])),
    minLength(1, "must hold at least one check"),
    description("All are made at the same time. One without data leaves the version unjudged.")
  )
});
function requestOf(check) {
  switch (check.kind) {
    case "http":
      return check;
    case "values":
      return { ...check, expect: { status: 200 } };
    case "logs":
    case "alarms":
      return null;
  }
}

// src/core/config/placeholders.ts
var PLACEHOLDER = /\{([A-Za-z][A-Za-z0-9_]*)\}/g, fill = (template, values) => template.replace(
  PLACEHOLDER,
  (whole, name) => Object.hasOwn(values, name) ? values[name] : whole
);
function missingPlaceholders(template, values) {
  let names = [...template.matchAll(PLACEHOLDER)].map((match) => match[1]);
  return [...new Set(names)].filter((name) => !Object.hasOwn(values, name));
}
var OWN = /(?<![${])\{([A-Za-z][A-Za-z0-9_]*)\}(?!\})/g, strangePlaceholders = (template, known) => {
  let names = [...template.matchAll(OWN)].map((match) => match[1]);
  return [...new Set(names)].filter((name) => !known.includes(name));
}, isAddress = (text) => is(Url, text), isNowhere = (address) => URL.canParse(address) && /(^|\.)invalid\.?$/.test(new URL(address).hostname), BETWEEN = /\n|,\s*(?=[A-Za-z]\w*=https?:)/;
function readAddresses(text, option = "--url ") {
  let parts = (text ?? "").split(BETWEEN).map((part) => part.trim()), problems = [], addresses = {};
  for (let part of parts.filter((one) => one !== "")) {
    let [, name = "", address = ""] = /([^=]*)=(.*)/s.exec(part) ?? [], path = `${option}${name || JSON.stringify(clip(part))}`;
    is(Name, name) ? isAddress(address) ? Object.hasOwn(addresses, name) ? problems.push({ path, message: "is given twice" }) : addresses[name] = address : problems.push({ path, message: `${JSON.stringify(clip(address))} is not a URL of http:// or https://` }) : problems.push({ path, message: "is not NAME=ADDRESS" });
  }
  if (problems.length > 0)
    throw usageError(
      "USAGE",
      "The addresses cannot be understood.",
      problems,
      "Write each in full, e.g. https://shop.example.com."
    );
  return addresses;
}
var SECRET = /\{(secret|base64):([A-Za-z_][A-Za-z0-9_]*)\}/g, secretsIn = (text) => [
  ...new Set([...text.matchAll(SECRET)].map(([, , name = ""]) => name))
], fillSecrets = (text, values) => text.replace(SECRET, (_2, form, name) => {
  let value = values.get(name) ?? "";
  if (form === "secret") return value;
  let bytes = new TextEncoder().encode(value);
  return btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""));
}), headerSecrets = ({ headers }) => [
  ...new Set(Object.values(headers).flatMap(secretsIn))
], ownVariables = ({ migrations, verify }) => ({
  database: migrations?.run?.databaseUrl?.env ?? "DATABASE_URL",
  slack: verify?.slack?.signingSecret.env ?? "SLACK_SIGNING_SECRET"
});
function namedSecrets({ deployer, smoke, verify, hooks, notify, stages }) {
  let tool = toolOf(deployer)?.secrets ?? {}, ofHooks = Object.assign({}, ...HOOKS.map((name) => hooks[name]?.secrets)), watched = Object.values(stages).flatMap(
    ({ watch }) => watch?.checks.flatMap((one) => requestOf(one) ?? []) ?? []
  ), checks = [...smoke.checks, ...verify?.checks ?? [], ...watched].flatMap(headerSecrets), channels = [...new Set(Object.values(notify).map(secretOf))];
  return { tool, hooks: ofHooks, checks: [...new Set(checks)], channels };
}
function lackingSecrets(config, isGiven) {
  let { tool, checks, hooks } = namedSecrets(config), needed = [...Object.keys(tool), ...checks, ...Object.keys(hooks)];
  return [...new Set(needed)].filter((name) => !isGiven(name));
}

// src/core/smoke/probe.ts
var import_valid = __toESM(require_valid(), 1);
var NOTHING_SAID = { version: null, sha: null };
function readCheck(check, url, observed, expected) {
  let base = {
    name: check.name,
    url: observed.asked ?? url,
    optional: check.optional,
    latencyMs: Math.round(observed.latencyMs)
  };
  if (observed.kind === "error")
    return {
      ...base,
      right: !1,
      served: "unknown",
      claim: null,
      said: NOTHING_SAID,
      showsCommit: !1,
      reached: observed.error !== "unreachable",
      status: null,
      retryAfterMs: null,
      detail: observed.message,
      answer: null
    };
  let json = parseJson(observed.body), identity = identify(check, observed, json, expected), faults = [...contentFaults(check, observed, json), ...identity.faults], right = faults.length === 0;
  return {
    ...base,
    right,
    served: identity.served,
    claim: identity.claim,
    said: identity.said,
    showsCommit: identity.showsCommit,
    reached: !0,
    status: observed.status,
    retryAfterMs: retryAfterMs(observed.headers),
    detail: right ? `${observed.status}${identity.summary}` : faults.join("; "),
    answer: right ? null : beginningOf(hidden(observed, observed.body))
  };
}
var hidden = ({ hide }, value) => hide !== void 0 && typeof value == "string" ? hide(value) : value;
function identify(check, observed, json, expected) {
  let claims = [
    { path: check.expect.version, label: "version", wanted: expected.tag, accepts: isVersionOf(expected) },
    { path: check.expect.sha, label: "sha", wanted: expected.sha, accepts: isCommit(expected.sha) }
  ].flatMap(({ path, label, wanted, accepts }) => {
    if (path === void 0) return [];
    let value = textAt(path, observed, json), accepted = value !== null && accepts(value);
    return [{ path, label, wanted, value: value && hidden(observed, value), accepted }];
  }), faults = claims.flatMap(({ path, label, wanted, value, accepted }) => {
    if (value === null) {
      let other = path.startsWith(HEADER) ? void 0 : valueAt(path, json);
      return [
        other === void 0 ? lacking(path, observed, json) : `${label} is ${shown(hidden(observed, other))}, not text`
      ];
    }
    return accepted ? [] : [`${label} ${short(value)}, not ${wanted}`];
  }), made = claims.filter(({ value }) => value !== null), sayOf = (wanted) => made.find(({ label }) => label === wanted)?.value ?? null, said = { version: sayOf("version"), sha: sayOf("sha") };
  return {
    served: made.length === 0 ? "unknown" : made.every(({ accepted }) => accepted) ? "expected" : "other",
    showsCommit: claims.some(({ label, accepted }) => label === "sha" && accepted),
    faults,
    claim: claimOf(said),
    said,
    summary: made.map(({ label, value }) => `, ${label} ${short(value)}`).join("")
  };
}
function claimOf({ version, sha }) {
  return version === null ? sha === null ? null : short(sha) : sha === null ? short(version) : `${short(version)} (${short(sha.slice(0, MIN_SHA_DIGITS))})`;
}
function lacking(path, { headers, body, readBytes }, json) {
  let no = `no ${JSON.stringify(clip(path))}`;
  if (path.startsWith(HEADER)) return `${no}; the answer has the headers ${listSome(Object.keys(headers))}`;
  let keys = path.split("."), at = (count) => keys.slice(0, count).reduce(property, json), depth = Math.max(
    0,
    keys.findLastIndex((_2, count) => isContainer(at(count)))
  ), within = at(depth), where = depth === 0 ? "the body" : JSON.stringify(clip(keys.slice(0, depth).join(".")));
  if (Array.isArray(within)) return `${no}; ${where} is a list of ${within.length}`;
  if (!isContainer(within))
    return readBytes !== void 0 ? `${no}; the body is too long: ${readBytes} bytes of it are read` : body === "" ? `${no}; the body is empty` : `${no}; the body is not a JSON object`;
  let names = Object.keys(within);
  return `${no}; ${where} ${names.length === 0 ? "is an empty object" : `has ${listSome(names)}`}`;
}
var isContainer = (value) => typeof value == "object" && value !== null;
function isVersionOf({
  tag,
  tagPrefix
}) {
  let parsed = parseTag(tag, tagPrefix);
  return parsed === null ? (value) => value === tag : (value) => {
    if (value === tag || value === parsed.version) return !0;
    let bare = value.startsWith(tagPrefix) ? value.slice(tagPrefix.length) : value, plus = bare.indexOf("+");
    return plus > 0 && (0, import_valid.default)(bare) !== null && bare.slice(0, plus) === parsed.version;
  };
}
var MIN_SHA_DIGITS = 7, isCommit = (sha) => (value) => value.length >= MIN_SHA_DIGITS && sha.startsWith(value.toLowerCase()), ANSWER_LENGTH = 200, beginningOf = (body) => body === "" ? null : redact(plain(clip(body, ANSWER_LENGTH)), []);
function retryAfterMs(headers) {
  let value = headers["retry-after"]?.trim();
  if (value === void 0) return null;
  if (/^\d+$/.test(value)) return Number(value) * 1e3;
  let ms = Date.parse(value) - Date.parse(headers.date ?? "");
  return Number.isNaN(ms) ? null : Math.max(0, ms);
}
function contentFaults({ expect }, observed, json) {
  let { status, body, readBytes, latencyMs } = observed, faults = [];
  status !== expect.status && faults.push(`status ${status}, not ${expect.status}`);
  for (let [path, wanted] of Object.entries(expect.json ?? {})) {
    let value = valueAt(path, json);
    value === void 0 ? faults.push(lacking(path, observed, json)) : value !== wanted && faults.push(`${path} is ${shown(hidden(observed, value))}, not ${JSON.stringify(wanted)}`);
  }
  if (expect.contains !== void 0 && !body.includes(expect.contains)) {
    let within = readBytes === void 0 ? "" : ` in its first ${readBytes} bytes`;
    faults.push(`body lacks ${JSON.stringify(expect.contains)}${within}`);
  }
  return expect.maxLatencyMs !== void 0 && latencyMs > expect.maxLatencyMs && faults.push(`took ${Math.round(latencyMs)} ms, more than ${expect.maxLatencyMs} ms`), faults;
}
var HEADER = "header:";
function textAt(path, { headers }, json) {
  let value = path.startsWith(HEADER) ? property(headers, path.slice(HEADER.length).toLowerCase()) : valueAt(path, json);
  return typeof value == "string" ? value : null;
}
function parseJson(body) {
  try {
    return JSON.parse(body);
  } catch {
    return;
  }
}
var short = (text) => plain(clip(text));

export {
  Watch,
  requestOf,
  fill,
  missingPlaceholders,
  strangePlaceholders,
  isAddress,
  isNowhere,
  readAddresses,
  fillSecrets,
  headerSecrets,
  ownVariables,
  lackingSecrets,
  NOTHING_SAID,
  readCheck,
  isVersionOf
};
