// Made by `npm run build` from src/engine: change it there.
import {
  require_parse,
  require_semver
} from "./semver.js";
import {
  redact
} from "./core-redact.js";
import {
  property,
  shown,
  valueAt
} from "./core-json.js";
import {
  clip,
  listSome,
  plain
} from "./core-text.js";
import {
  editDistance
} from "./core-nearest.js";
import {
  Seconds,
  Text,
  positive
} from "./core-config-fields.js";
import {
  array,
  boolean,
  description,
  integer,
  maxValue,
  minLength,
  minValue,
  null_,
  number,
  optional,
  picklist,
  pipe,
  record,
  regex,
  strictObject,
  string,
  union
} from "./valibot.js";
import {
  __commonJS,
  __toESM
} from "./common.js";

// node_modules/semver/functions/valid.js
var require_valid = __commonJS({
  "node_modules/semver/functions/valid.js"(exports, module) {
    "use strict";
    var parse2 = require_parse(), valid2 = (version, options) => {
      let v = parse2(version, options);
      return v ? v.version : null;
    };
    module.exports = valid2;
  }
});

// node_modules/semver/functions/compare-build.js
var require_compare_build = __commonJS({
  "node_modules/semver/functions/compare-build.js"(exports, module) {
    "use strict";
    var SemVer = require_semver(), compareBuild2 = (a, b, loose) => {
      let versionA = new SemVer(a, loose), versionB = new SemVer(b, loose);
      return versionA.compare(versionB) || versionA.compareBuild(versionB);
    };
    module.exports = compareBuild2;
  }
});

// src/core/report/report.ts
var COMMANDS = [
  "deploy-staging",
  "deploy-production",
  "preflight",
  "rollback",
  "adopt",
  "plan",
  "smoke",
  "verify",
  "watch",
  "freeze",
  "unfreeze",
  "quarantine",
  "unlock",
  "status",
  "history",
  "timeline",
  "dora",
  "contains",
  "report",
  "next-version",
  "release",
  "init",
  "trust-policy",
  "setup",
  "doctor",
  "secrets",
  "secrets-set",
  "workbench",
  "serve",
  "stop"
];
function emptyReport(head) {
  return {
    schemaVersion: 1,
    ...head,
    outcome: "done",
    ok: !0,
    reason: null,
    sha: null,
    running: null,
    previous: null,
    rolledBackTo: null,
    changed: !1,
    gates: [],
    phases: [],
    migration: null,
    smoke: null,
    rollbackSmoke: null,
    overMigrations: null,
    verification: null,
    watch: null,
    outputs: {},
    log: [],
    stages: null,
    history: null,
    runs: null,
    timeline: null,
    dora: null,
    contains: null,
    forge: null,
    nextVersion: null,
    document: null,
    tagged: null,
    initialized: null,
    plan: null,
    prerequisites: null,
    findings: null,
    secrets: null,
    hold: null,
    hooks: [],
    fence: null,
    ciRun: null,
    approvedBy: null,
    durationMs: 0
  };
}
var isOk = (outcome, command) => outcome === "deployed" || outcome === "done" || outcome === "rolled-back" && command === "rollback", succeeds = (asked, report) => report.ok || asked === "report" && (report.command !== "report" || report.reason?.code === "RUN_NOT_RECORDED");

// src/core/smoke/probe.ts
var import_valid = __toESM(require_valid(), 1);

// src/core/tags.ts
var import_compare_build = __toESM(require_compare_build(), 1), import_parse = __toESM(require_parse(), 1);
var MAX_TAG_LENGTH = 100;
function parseTag(tag, prefix) {
  if (!tag.startsWith(prefix)) return null;
  let version = tag.slice(prefix.length), parsed = (0, import_parse.default)(version);
  return parsed === null || exact(parsed) !== version ? null : { tag, version, prerelease: parsed.prerelease.length > 0 };
}
var exact = ({ version, build }) => build.length === 0 ? version : `${version}+${build.join(".")}`;
function sortVersionTags(names, prefix) {
  return names.map((name) => parseTag(name, prefix)).filter((parsed) => parsed !== null).sort((a, b) => (0, import_compare_build.default)(b.version, a.version));
}
function nearestTags(wanted, names, prefix, limit = 3) {
  return sortVersionTags(names, prefix).map(({ tag }) => ({ tag, distance: editDistance(wanted.slice(0, MAX_TAG_LENGTH), tag) })).sort((a, b) => a.distance - b.distance).slice(0, limit).map(({ tag }) => tag);
}

// src/core/smoke/probe.ts
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
function lacking(path, { headers, body }, json) {
  let no = `no ${JSON.stringify(clip(path))}`;
  if (path.startsWith(HEADER)) return `${no}; the answer has the headers ${listSome(Object.keys(headers))}`;
  let keys = path.split("."), at = (count) => keys.slice(0, count).reduce(property, json), depth = Math.max(
    0,
    keys.findLastIndex((_, count) => isContainer(at(count)))
  ), within = at(depth), where = depth === 0 ? "the body" : JSON.stringify(clip(keys.slice(0, depth).join(".")));
  if (Array.isArray(within)) return `${no}; ${where} is a list of ${within.length}`;
  if (!isContainer(within))
    return body === "" ? `${no}; the body is empty` : `${no}; the body is not a JSON object`;
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
  let { status, body, latencyMs } = observed, faults = [];
  status !== expect.status && faults.push(`status ${status}, not ${expect.status}`);
  for (let [path, wanted] of Object.entries(expect.json ?? {})) {
    let value = valueAt(path, json);
    value === void 0 ? faults.push(lacking(path, observed, json)) : value !== wanted && faults.push(`${path} is ${shown(hidden(observed, value))}, not ${JSON.stringify(wanted)}`);
  }
  return expect.contains !== void 0 && !body.includes(expect.contains) && faults.push(`body lacks ${JSON.stringify(expect.contains)}`), expect.maxLatencyMs !== void 0 && latencyMs > expect.maxLatencyMs && faults.push(`took ${Math.round(latencyMs)} ms, more than ${expect.maxLatencyMs} ms`), faults;
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

// src/core/config/smoke.ts
var NO_STATUS = "must be a whole number from 100 to 599", Expect = strictObject({
  status: pipe(
    optional(
      pipe(number(), integer(NO_STATUS), minValue(100, NO_STATUS), maxValue(599, NO_STATUS)),
      200
    ),
    description("HTTP status")
  ),
  json: pipe(
    optional(record(string(), union([string(), number(), boolean(), null_()]))),
    description("Values by dotted path in the JSON body, compared exactly.")
  ),
  contains: pipe(optional(Text), description("Text that the body contains.")),
  maxLatencyMs: pipe(optional(positive("ms")), description("A slower answer is a wrong answer.")),
  version: pipe(
    optional(Text),
    description(
      "Where the answer says which version it is: a dotted path in the JSON body, or header:NAME. Compared with the tag."
    )
  ),
  sha: pipe(
    optional(Text),
    description(
      "Like version, compared with the commit id, of which the first 7 digits are enough. A version alone proves no commit: a tag can be moved."
    )
  )
}), CheckUrl = pipe(
  Text,
  regex(/^(https?:\/\/|\{[A-Za-z][A-Za-z0-9_]*\})/, "must begin with http://, https:// or a {name}"),
  description("May use {name} for a URL of the stage or an output of the deployer.")
), Check = strictObject({
  name: pipe(Text, description("As reports show it; no two checks share one.")),
  url: CheckUrl,
  method: pipe(optional(picklist(["GET", "HEAD", "POST", "PUT"]), "GET"), description("HTTP method")),
  headers: pipe(
    optional(record(string(), string()), {}),
    description(
      'HTTP request headers. {secret:NAME} stands for a secret, {base64:NAME} for its encoding: "Basic {base64:LOGIN}" where LOGIN is user:password. On a host it comes from the environment variable, on an engine from --secret env://NAME.'
    )
  ),
  body: pipe(optional(string()), description("What POST or PUT sends.")),
  expect: pipe(optional(Expect, {}), description("What a right answer shows: all of it.")),
  followRedirects: pipe(
    optional(boolean(), !1),
    description("Otherwise a redirect is the answer that is judged.")
  ),
  cacheBusting: pipe(
    optional(boolean(), !0),
    description(
      "Adds pipeline-probe=RANDOM to the query, so that no cache answers. Turn it off where the address allows no other query."
    )
  ),
  optional: pipe(optional(boolean(), !1), description("Reported, but does not decide."))
}), DEFAULT_SETTLE_SECONDS = 5, DEFAULT_SETTLE_SHARE = 1 / 10, Smoke = strictObject({
  deadlineSeconds: pipe(
    optional(Seconds, 90),
    description("The version must answer rightly within this time.")
  ),
  intervalSeconds: pipe(
    optional(Seconds, 0.5),
    description("Between attempts while the version is not there yet; doubles up to maxIntervalSeconds.")
  ),
  maxIntervalSeconds: pipe(optional(Seconds, 10), description("The longest time between attempts.")),
  confirmIntervalSeconds: pipe(
    optional(Seconds, 1),
    description("Between attempts that confirm a pass or a failure.")
  ),
  consecutive: pipe(
    optional(
      pipe(number(), integer("must be a whole number"), minValue(1, "must be at least 1")),
      3
    ),
    description("Full passes in a row that make a pass; wrong answers in a row that make a failure.")
  ),
  settleSeconds: pipe(
    optional(
      pipe(
        number(),
        minValue(0, "must be 0 or more"),
        maxValue(86400, "must be at most 86400 seconds, a day")
      )
    ),
    description(
      "How long the full passes in a row of a pass last, so that no other version answers meanwhile (default: 5, at most a tenth of deadlineSeconds)."
    )
  ),
  timeoutSeconds: pipe(optional(Seconds, 10), description("For one request.")),
  checks: pipe(
    array(Check),
    minLength(1, "must hold at least one check"),
    description("All are made at once in each attempt; a required one must show which version answers.")
  )
});

export {
  MAX_TAG_LENGTH,
  parseTag,
  sortVersionTags,
  nearestTags,
  CheckUrl,
  Check,
  DEFAULT_SETTLE_SECONDS,
  DEFAULT_SETTLE_SHARE,
  Smoke,
  COMMANDS,
  emptyReport,
  isOk,
  succeeds,
  NOTHING_SAID,
  readCheck,
  isVersionOf
};
